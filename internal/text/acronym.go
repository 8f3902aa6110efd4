package text

// ownAcronyms settles words that are the acronym of the rest of the name, as in Example Trading Company (ETC): they say nothing that the rest does not say, and
// other registers leave them out. Those in brackets may take more letters of a word than the first.
func (p *parser) ownAcronyms() {
	if isCraft(p) || len(p.words) < shortestAcronym {
		return
	}
	for i := range p.words {
		w := &p.words[i]
		if !w.open() || len(w.latin) < shortestAcronym || len(w.latin) > longestAcronym || w.script != Latin || !w.has(upperCase) {
			continue
		}
		if p.areInitials(i, w.latin) || w.has(inBrackets) && p.areLetters(i, w.latin) {
			w.settle(Particle)
		}
	}
}

// areInitials reports whether letters are the first letters of all other words of the name, but for particles and for legal forms and generic words at its end.
func (p *parser) areInitials(except int, letters string) bool {
	for i := range p.words {
		w := &p.words[i]
		if i == except || w.class == Particle || letters != "" && w.latin[0] != letters[0] && w.is(roleOrgParticle|roleParticle) {
			continue
		}
		if letters == "" {
			return w.class == LegalForm || w.is(roleGeneric)
		}
		if w.latin[0] != letters[0] {
			return false
		}
		letters = letters[1:]
	}
	return letters == ""
}

// areLetters reports whether letters stand in this order in the words before word i, and begin two of them at least.
func (p *parser) areLetters(i int, letters string) bool {
	begun := 0
	for _, w := range p.words[:i] {
		if letters == "" {
			break
		}
		if w.latin[0] != letters[0] {
			continue // words may be passed over
		}
		begun++
		for k := 0; k < len(w.latin) && letters != ""; k++ {
			if w.latin[k] == letters[0] && (k == 0 || !p.begins(i, letters)) {
				letters = letters[1:]
			}
		}
	}
	return letters == "" && begun > 1
}

// begins reports whether a word before word i, which is not the first, begins with the first of letters.
func (p *parser) begins(i int, letters string) bool {
	for _, w := range p.words[1:i] {
		if w.latin[0] == letters[0] {
			return true
		}
	}
	return false
}
