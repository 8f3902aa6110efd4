package scenario

import (
	"slices"
	"time"

	"lookback"
)

// cast is what must happen in one edition of a list for the sake of the story; chance fills the rest up to
// the numbers of the plan.
type cast struct {
	add    []*listing
	amend  []plannedAmendment
	remove []*listing
}

type plannedAmendment struct {
	listing *listing // as it was added
	apply   func(*listing)
}

// publisher writes one list, edition by edition. Listings get their numbers when they are added.
type publisher struct {
	plan    listPlan
	number  int // of the listing added last
	current []*listing
	actors  map[string]bool // listings of the cast: chance leaves them alone
}

// publishList writes all editions of a list. casts holds one cast for each edition.
func publishList(seed uint64, plan listPlan, casts []cast) List {
	p := &publisher{plan: plan, actors: map[string]bool{}}
	list := List{Name: plan.name, Title: plan.title, Format: plan.format}
	for i, e := range plan.editions {
		r := streamAt(seed, "edition of "+plan.name, i)
		list.Editions = append(list.Editions, p.edition(r, e, casts[i]))
	}
	return list
}

// edition changes the current listings as planned and publishes them.
func (p *publisher) edition(r *Rand, plan editionPlan, c cast) Edition {
	e := Edition{Published: plan.published().Time().Add(9 * time.Hour)}
	touched := map[string]bool{}
	e.Removed = p.remove(r, plan, c, touched)
	e.Amended = p.amend(r, plan, c, touched)
	e.Cosmetic = p.reorder(r, plan, touched)
	e.Added = p.add(r, plan, c)
	for _, l := range p.current {
		e.Entries = append(e.Entries, p.plan.render(l))
	}
	for _, ids := range [][]string{e.Added, e.Amended, e.Removed, e.Cosmetic} {
		slices.Sort(ids)
	}
	return e
}

// remove takes out the cast's listings and others of chance.
func (p *publisher) remove(r *Rand, plan editionPlan, c cast, touched map[string]bool) []string {
	var removed []string
	take := func(id string) {
		touched[id] = true
		removed = append(removed, id)
	}
	for _, l := range c.remove {
		take(l.id)
	}
	for len(removed) < plan.remove {
		take(p.bystander(r, touched).id)
	}
	p.current = slices.DeleteFunc(p.current, func(l *listing) bool { return touched[l.id] })
	return removed
}

// amend changes the cast's listings as planned and others by chance.
func (p *publisher) amend(r *Rand, plan editionPlan, c cast, touched map[string]bool) []string {
	var amended []string
	apply := func(id string, change func(*listing)) {
		i := slices.IndexFunc(p.current, func(l *listing) bool { return l.id == id })
		now := p.current[i].clone()
		change(now)
		now.updated = append(now.updated, plan.published())
		p.current[i], touched[id] = now, true
		amended = append(amended, id)
	}
	for _, a := range c.amend {
		apply(a.listing.id, a.apply)
	}
	for len(amended) < plan.amend {
		l := p.bystander(r, touched)
		apply(l.id, func(l *listing) { amendByChance(r, l) })
	}
	return amended
}

// reorder puts the aliases of some listings in another order, which changes nothing of substance.
func (p *publisher) reorder(r *Rand, plan editionPlan, touched map[string]bool) []string {
	var moved []string
	for len(moved) < plan.cosmetic {
		l := p.bystander(r, touched)
		touched[l.id] = true
		if len(l.names) < 3 {
			continue
		}
		i := slices.Index(p.current, l)
		p.current[i] = l.clone()
		slices.Reverse(p.current[i].names[1:])
		moved = append(moved, l.id)
	}
	return moved
}

// add takes in the cast's new listings and others of chance, and numbers them.
func (p *publisher) add(r *Rand, plan editionPlan, c cast) []string {
	fresh := slices.Clone(c.add)
	first := len(p.current) == 0
	for i := 0; first && i < p.plan.vessels; i++ {
		fresh = append(fresh, listVessel(r))
	}
	for len(fresh) < plan.add {
		fresh = append(fresh, listAnyone(r, plan.published()))
	}
	shuffle(r, fresh)
	p.link(r, fresh)
	planned := map[*listing]bool{}
	for _, l := range c.add {
		planned[l] = true
	}
	var added []string
	for _, l := range fresh {
		p.number += 1 + r.Skewed(4)
		l.number, l.listedOn = p.number, plan.published()
		l.id = p.plan.id(l)
		if first {
			l.listedOn -= lookback.Day(r.N(3000))
		}
		p.actors[l.id] = planned[l]
		added = append(added, l.id)
	}
	p.current = append(p.current, fresh...)
	return added
}

// link says of some people on which organisation of the list they depend, where the format has a place for it.
func (p *publisher) link(r *Rand, fresh []*listing) {
	var organisations []*listing
	for _, l := range slices.Concat(p.current, fresh) {
		if l.kind == lookback.KindOrganisation {
			organisations = append(organisations, l)
		}
	}
	for _, l := range fresh {
		if l.kind == lookback.KindPerson && r.Chance(p.plan.linked) {
			l.links = []string{pick(r, organisations).names[0].family}
		}
	}
}

// listAnyone lists a person or an organisation that nobody in the story knows.
func listAnyone(r *Rand, day lookback.Day) *listing {
	if r.Chance(230) {
		return listOrganisation(r)
	}
	return listPerson(r, newAdult(r, pick(r, Cultures()), day))
}

// bystander returns a listing that is not of the cast and not touched in this edition.
func (p *publisher) bystander(r *Rand, touched map[string]bool) *listing {
	for {
		if l := pick(r, p.current); !p.actors[l.id] && !touched[l.id] {
			return l
		}
	}
}
