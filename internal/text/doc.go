// Package text takes names apart. A name becomes tokens, each with a class (given name, father's name, particle, legal form) and
// the keys by which it can relate to tokens of other names: its letters in ASCII, the symbols of the tables that hold it, and a skeleton
// that stays the same across romanisations.
//
//	"O‘rinov, Anvar Karim o‘g‘li"
//	   │ clean, split            case, marks, apostrophes, joined words
//	   │ read                    letters of any script in a-z, with the table that says so
//	   │ consult                 what the tables know of the word
//	   ▼
//	 words ──► parser            which part each plays here, step by step (analyse.go lists them)
//	   ▼
//	 tokens, each with a Form    folded letters, skeleton, stem, consonants, readings, symbols
//
// What is known of words is in the files of tables, each with its source; the code holds what follows from rules. Version covers both.
// Nothing here compares names; package match does. Why it is made like this is in docs/design/names.md.
package text
