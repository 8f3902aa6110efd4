/*
Package lookback is the language of the product: records, lists, ties, policies, alerts, evidence, runs and events,
each a plain type with the rules that hold for it. It imports the standard library only and does no I/O; every other
package translates it, into SQL, into JSON, into sentences.

Lookback answers one question: we cleared these people and companies; now a list, a network or a rule has changed.
Which of them are affected, exactly why, and what has been done about each?

# A tour, bottom up

	cmd/lookback              flags, files, sentences for people
	 ├── api                  the JSON that scripts read, the routes and the client
	 ├── webhook              events told to others
	 ├── eval                 how good what is found is
	 ├── web                  the pages that people see
	 ├── account              who is there, and what they may ask
	 ├── casework             what people decide about it
	 └── screening            what is found
	      ├── source          what publishers and source systems write
	      ├── store           what is kept, at every position
	      │    └── sqldb      in SQLite or PostgreSQL
	      ├── journal         one order, provable
	      ├── graph           ties, and the paths they make
	      └── index           who, of millions, could it be?
	           └── match      are these two the same? a score and its evidence
	                └── text  names as strings
	package lookback          the words in which all of it is said

Imports point downwards only; a test in package layering holds that. The packages text, match, index, graph and journal
are pure: they know no file, network, database, clock or chance, so that the same input gives the same bytes on every machine.

Package text takes names apart. It normalises, transliterates, splits a name into classed tokens (given, family,
patronymic, particle, title, legal form ...) and gives each token the keys by which it can relate to others: its letters in
ASCII, its skeleton, its symbols. The knowledge is in tables, embedded and hashed.

Package match compares two parties and explains the result. Two tokens relate if they are equal, share a symbol or a skeleton,
lie within a small distance, or one is the initial or a part of the other; nothing else relates. The score of two names is the best
alignment over related tokens; dates, identifiers, places and gender then agree, conflict or are missing, which is neutral.
Scores are integers and depend on the two parties and the matcher version alone, never on who else is in the database.

Package index finds, among millions, the parties that match would give at least a threshold, and misses none. It keeps the
distinct tokens in a dictionary that can list all relatives of a token, and leads from tokens to parties. It serves both
directions: entries indexed and records asked, or records indexed and entries asked.

Package graph holds parties and ties in memory: the paths that connect a record with a listed party or a network, hop by hop, with their
strength; which records a changed tie affects; and who owns whom under which regime.

Package journal makes the log provable: canonical bytes of an event, a Merkle tree over them, signed checkpoints, salted
commitments to personal values, and a verifier that needs an export and a public key and trusts nobody.

Package store is the contract for keeping what is true: a journal of events, and lists, records, alerts, runs and policies as they
were at every position of it. A change and the event that records it are one transaction. Package store/sqldb keeps it in SQLite or
PostgreSQL with one set of SQL; package contract holds the suite that every implementation passes; package store/pgtest starts
a PostgreSQL server of its own for that.

Package queue is the contract for spreading the units of a lookback, in one process or, by package queue/jetstream, over machines. It holds
no truth: what is pending and what is done is in the store, so a queue may lose everything or hand a unit out twice.

Package source reads what others publish: a file per format of watchlist, and files of records with a mapping of their
columns. What cannot be read is reported with file, line and field; it never stops the rest and is never dropped silently.

Package exchange writes what goes to others: records that are the same when they are imported again, and networks, with what their form has no place for.

Package query gives the rows of another database as a table of records; it never writes there.

Package screening puts these together. An edition arrives and orders a lookback; a record arrives and is asked against
everything in force; ties become known and change whose best path leads where; a policy is changed by two people. What a publisher says of how its
entries are connected comes with its edition as ties; who parties of networks may be is proposed and decided by people; a directive orders more care for alerts that are open, and nothing else. From what is stored it derives the clearance of any record at any
time, replays it to the same bytes, and repeats a run as a full scan to see that the index missed nobody.

Package casework holds the rules of who may decide what: a case for a record under review, five independent answers about it,
rulings with written reasons, and the second person where one is needed. It hears the person concerned who asks to look again, records who looked at what is sensitive, and
reports what became of everybody in numbers that add up. Every caller goes through it.

Package web is the pages that people at work see, made on the server from templates in the program. It reads from the store, and changes through casework,
screening and account alone.

Package account knows who is there: accounts, the persons behind them, sessions, keys, and one table of what each role may ask. What may be
decided is not its matter: four eyes are kept in casework, by person.

Package eval measures quality, for users as much as for us: labelled pairs of names, people who are on a list and people who
are not, differences between groups, and the index against a full scan.

Package scenario makes the fictional world of the demo from a seed, with the truth planted in it. Package api is how
Lookback speaks to machines: the JSON shapes, the REST API with one table of routes, its client, and the forms in which the field already asks.
Package webhook tells others of events by a cursor in the journal, and loses none. The command, cmd/lookback, has a file for each group of subcommands; wire.go is the one place
that names a database.

# An edition arrives

	list import ──► source ──► entries
	                              │  canonical digests: added, amended, removed
	                              ▼
	             ┌──────── one transaction ────────┐
	             │ edition, changed entries, event │   the event is the work order: run 7, in units of records
	             └────────────────┬────────────────┘
	                              ▼
	             unit 1, unit 2, ... of the population, each a transaction of its own
	                              │  index: which of the changed entries could this record be?
	                              │  match: score and evidence
	                              ▼
	             what differs from what is known: alerts opened, ended, changed
	                              │
	                              ▼
	             the run closes when its counts add up: in scope = searched + excluded

A process that is killed anywhere on this way leaves a run that is not done. The next start takes it up, and ends with the same
alerts, runs and events.

# Where to read on

The decisions behind this, with what was refused, are in docs/design; every byte that is kept or read is described in
docs/format; how to use the command is in docs/guide.
*/
package lookback
