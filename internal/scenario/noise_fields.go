package scenario

import (
	"regexp"
	"strconv"
	"strings"

	"lookback"
)

// reorder puts the family name at the other end, or moves the first word last where the parts are not known.
func reorder(_ *Rand, p *lookback.Party) bool {
	n := &p.Names[0]
	if n.Family != "" && n.Given != "" {
		family := strings.HasPrefix(n.Full, n.Family)
		n.Full = joined(" ", n.Family, n.Given, n.Middle)
		if family {
			n.Full = joined(" ", n.Given, n.Middle, n.Family)
		}
		return true
	}
	words := strings.Fields(strings.ReplaceAll(n.Full, ",", ""))
	if len(words) < 2 || strings.Contains(n.Full, "<") {
		return false
	}
	n.Full = strings.Join(append(words[1:], words[0]), " ")
	return true
}

// hardSpace puts a non-breaking space for a space, as pasted text has it.
func hardSpace(r *Rand, p *lookback.Party) bool {
	words := strings.Split(p.Names[0].Full, " ")
	if len(words) < 2 {
		return false
	}
	at := r.Between(1, len(words)-1)
	p.Names[0].Full = strings.Join(words[:at], " ") + "\u00a0" + strings.Join(words[at:], " ")
	return true
}

// dropMiddle leaves out the middle part of a name that is kept in parts.
func dropMiddle(_ *Rand, p *lookback.Party) bool {
	n := &p.Names[0]
	if n.Middle == "" || !strings.Contains(n.Full, n.Middle) {
		return false
	}
	n.Full = strings.Join(strings.Fields(strings.Replace(n.Full, n.Middle, "", 1)), " ")
	n.Middle = ""
	return true
}

// splitFrom is the least number of letters of a word that somebody writes as two.
const splitFrom = 7

// splitToken writes one long word as two.
func splitToken(r *Rand, p *lookback.Party) bool {
	for _, w := range strings.Fields(p.Names[0].Full) {
		if letters := []rune(w); len(letters) >= splitFrom && changeable(letters) {
			at := r.Between(3, len(letters)-3)
			replaceWord(&p.Names[0], w, string(letters[:at])+" "+capitalised(string(letters[at:])))
			return true
		}
	}
	return false
}

// joinTokens writes the last two words of a part, or of a name of three words, as one.
func joinTokens(_ *Rand, p *lookback.Party) bool {
	n := &p.Names[0]
	for _, part := range []string{n.Given, n.Middle, n.Family} {
		if strings.Contains(part, " ") && strings.Contains(n.Full, part) {
			replacePart(n, part, joinLast(strings.Fields(part)))
			return true
		}
	}
	words := strings.Fields(n.Full)
	if len(words) < 3 || n.Family != "" || strings.Contains(n.Full, ",") {
		return false
	}
	n.Full = joinLast(words)
	return true
}

// joinLast joins the last word to the one before; it loses its capital unless the word is all capitals.
func joinLast(words []string) string {
	last := words[len(words)-1]
	if last != strings.ToUpper(last) {
		last = strings.ToLower(last)
	}
	return strings.Join(words[:len(words)-1], " ") + last
}

func replacePart(n *lookback.Name, old, now string) {
	n.Full = strings.Replace(n.Full, old, now, 1)
	for _, part := range []*string{&n.Given, &n.Middle, &n.Family} {
		if *part == old {
			*part = now
			return
		}
	}
}

// isoDate finds a date of the form 2006-01-02.
var isoDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)

// fourDigits finds a year in a date of any form.
var fourDigits = regexp.MustCompile(`\b(1[89]|20)\d{2}\b`)

// swapDayMonth exchanges day and month where both may be either.
func swapDayMonth(_ *Rand, p *lookback.Party) bool {
	for i, d := range p.Births {
		if m := isoDate.FindStringSubmatch(d.Raw); m != nil && m[2] != m[3] && m[3] <= "12" {
			p.Births[i] = lookback.ParseDate(m[1] + "-" + m[3] + "-" + m[2])
			return true
		}
	}
	return false
}

func yearOnly(_ *Rand, p *lookback.Party) bool { return keepYear(p, "") }

func januaryFirst(_ *Rand, p *lookback.Party) bool { return keepYear(p, "-01-01") }

// keepYear leaves of an exact birthday the year, with rest behind it.
func keepYear(p *lookback.Party, rest string) bool {
	for i, d := range p.Births {
		if m := isoDate.FindStringSubmatch(d.Raw); m != nil && m[2]+m[3] != "0101" {
			p.Births[i] = lookback.ParseDate(m[1] + rest)
			return true
		}
	}
	return false
}

// yearOff makes the year of every date of birth that has one the next or the last, in whatever form it is written.
func yearOff(r *Rand, p *lookback.Party) bool {
	step, changed := 1-2*r.N(2), false
	for i, d := range p.Births {
		now := fourDigits.ReplaceAllStringFunc(d.Raw, func(year string) string {
			n, _ := strconv.Atoi(year) // unreachable: four digits always parse
			return strconv.Itoa(n + step)
		})
		changed = changed || now != d.Raw
		p.Births[i] = lookback.ParseDate(now)
	}
	return changed
}

// placeholder writes FNU or LNU, first or last name unknown, for one part of the name.
func placeholder(r *Rand, p *lookback.Party) bool {
	n := &p.Names[0]
	if n.Given == "" || n.Family == "" {
		return false
	}
	if r.Chance(500) {
		*n = lookback.Name{Full: n.Family + " FNU", Given: "FNU", Family: n.Family, Type: n.Type}
	} else {
		*n = lookback.Name{Full: "LNU " + n.Given, Given: n.Given, Family: "LNU", Type: n.Type}
	}
	return true
}

// dropIdentifiers leaves out all identifiers.
func dropIdentifiers(_ *Rand, p *lookback.Party) bool {
	had := len(p.Identifiers) > 0
	p.Identifiers = nil
	return had
}
