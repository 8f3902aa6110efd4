// Package scenario generates the fictional world of the demo, and populations of any size for measuring, from a seed.
// The same seed gives the same bytes on any machine: nothing here reads a clock, a map in its order, or chance that is not its own.
//
// Bottom up:
//
//	rand.go        chance: a small generator, and one of its own for every thing that is made
//	culture.go     fifteen ways of naming people: words from names/, and how they combine (cultures.go, family.go)
//	letters.go     how papers write names in other letters, from the tables in letters/
//	person.go      the truth about somebody; write.go writes a name in the style of a source
//	system.go      the three sources of records, and what each asks and writes down
//	noise.go       Distort and its kinds: what happens to a party between one source and the next; typo.go for lists
//	pairs.go       labelled pairs of names, same person or not, by culture
//	population.go  who arrives when, and in which sources
//	listing.go     a listed party in its publisher's terms (company.go, amend.go); entry_north.go and entry_meridian.go render it
//	publish.go     the editions of a list
//	cast.go        who plays which part: planted truth and near misses (plant.go)
//	network.go     the smuggling network, its ties and what is around it; outcome.go how each case ends
//	world.go       New: all of it together
//	bulk.go        Bulk: party i of a population of a hundred million, without state
//	write_csv.go   files that the importers read (write_unxml.go)
//
// Everybody in it is made up. Names are common words of their cultures in combinations of chance; words that call to mind
// people of public life are left out of the tables.
package scenario
