package main

import (
	"lookback/internal/api"
)

func (r *remote) identityPropose(args []string) error {
	w, err := api.Post[api.Proposed](r.ctx, r.client, "/identities", api.IdentityQuestion{Parties: args})
	if err != nil {
		return err
	}
	if _, err := r.follow(w.Run); err != nil {
		return err
	}
	return r.printProposed(w)
}

func (r *remote) identityList([]string) error {
	all, err := gather(r, "/identities", r.given("state"), func(w api.IdentityProposal) api.IdentityProposal { return w })
	if err != nil {
		return err
	}
	return r.printProposals(all)
}

func (r *remote) identityShow(id int64, _ []string) error {
	w, err := api.Get[api.IdentityProposal](r.ctx, r.client, segment("identities", id), nil)
	if err != nil {
		return err
	}
	p, err := w.Back()
	if err != nil {
		return err
	}
	return r.print(w, func() { r.sayProposal(p) })
}

// decided posts what a person says of a proposal, waits for the lookback that follows and shows what became of it.
func (r *remote) decided(id int64, step string, order any) error {
	w, err := api.Post[api.IdentityDecided](r.ctx, r.client, segment("identities", id, step), order)
	if err != nil {
		return err
	}
	p, err := w.Back()
	if err != nil {
		return err
	}
	run, err := r.follow(w.Run)
	if err != nil {
		return err
	}
	return r.printDecided(w, p, run)
}

func (r *remote) identityConfirm(id int64, _ []string) error {
	return r.decided(id, "confirm", api.IdentityRuling{Reason: r.text("reason"), Grade: r.text("grade"), Contrary: r.text("contrary"),
		LookedNoneFound: r.text("looked-none-found") == "true", Override: r.text("override")})
}

func (r *remote) identitySecond(id int64, _ []string) error {
	return r.decided(id, "second", api.SecondOrder{Agrees: r.text("disagree") != "true", Reasons: r.text("reason")})
}

func (r *remote) identityRefuse(id int64, _ []string) error {
	return r.decided(id, "refuse", api.Reason{Reason: r.text("reason")})
}
