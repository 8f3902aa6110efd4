package api

import (
	"net/http"

	"lookback"
	"lookback/internal/store"
)

func recordRoutes() []Route {
	return []Route{
		get("/records", ReadRecords, "List records, by number", Page[Record]{}, answer(listRecords), pageQuery()...),
		get("/records/{source}/{key...}", ReadRecords, "Show a record as it is known now", Record{}, answer(getRecord)),
		get("/alerts", ReadRecords, "List alerts, by number", Page[Alert]{}, answer(listAlerts), pageQuery(
			Param{"state", "open or ended"}, Param{"record", "only alerts of this record: SOURCE/KEY"}, Param{"list", "only alerts on entries of this list"},
			Param{"run", "only alerts whose state this lookback made"})...),
		get("/alerts/{alert}", ReadRecords, "Show an alert with all its evidence", Alert{}, answer(getAlert)),
		get("/path-alerts", ReadRecords, "List alerts that rest on ties, by number", Page[PathAlert]{}, answer(listPathAlerts), pageQuery(
			Param{"state", "open or ended"}, Param{"record", "only alerts of this record: SOURCE/KEY"}, Param{"run", "only alerts whose state this lookback made"})...),
		get("/path-alerts/{alert}", ReadRecords, "Show an alert that rests on ties, with its path hop by hop", PathAlert{}, answer(getPathAlert)),
		get("/clearance", ReadRecords, "Say what was known of a record at a time, against which editions, policy and matcher", Clearance{}, answer(getClearance),
			Param{"record", "SOURCE/KEY"}, Param{"at", "a time; now when left out"}),
		get("/replay", ReadRecords, "Compute a past result again and compare it byte for byte", Replay{}, answer(getReplay),
			Param{"record", "SOURCE/KEY"}, Param{"alert", "number of an alert, instead of a record"}, Param{"at", "a time; now when left out"}),
		{Method: http.MethodPost, Path: prefix + "/records/{source}", Permission: ImportRecords, LimitBytes: maxStream,
			Summary: "Store and screen the records of a CSV or JSON Lines file; each row that cannot be read is answered with a line that says why, and the last line has the totals",
			Takes:   "text/csv", Gives: "application/x-ndjson", Out: ImportLine{}, Query: []Param{{"name", "of the file, for messages"}, {"map", "YAML that says which column holds what; guessed from the header when left out"}},
			handle: (*call).importRecords},
	}
}

func listRecords(c *call) (Page[Record], error) {
	return numbered(c, func(after int64, limit int) (found []lookback.Record, err error) {
		err = c.view(func(tx store.Tx) (err error) {
			found, err = tx.RecordsAt(store.Now, after, limit)
			return err
		})
		return found, err
	}, func(r lookback.Record) int64 { return r.ID }, RecordOf)
}

func getRecord(c *call) (out Record, err error) {
	err = c.view(func(tx store.Tx) error {
		r, err := tx.GetRecord(c.path("source"), c.path("key"), store.Now)
		out = RecordOf(r)
		return err
	})
	return out, err
}

// recordAndRun returns the numbers behind two parameters of lists of alerts; 0 for what is left out.
func (c *call) recordAndRun(tx store.Tx) (record, run int64, err error) {
	if ref := c.query("record"); ref != "" {
		source, key, err := lookback.ParseRecordRef(ref)
		if err != nil {
			return 0, 0, err
		}
		r, err := tx.GetRecord(source, key, store.Now)
		if err != nil {
			return 0, 0, err
		}
		record = r.ID
	}
	run, err = c.queryNumber("run")
	return record, run, err
}

func listAlerts(c *call) (Page[Alert], error) {
	state, err := oneOf(c, "state", lookback.AlertOpen, lookback.AlertEnded)
	if err != nil {
		return Page[Alert]{}, err
	}
	return numbered(c, func(after int64, limit int) (found []lookback.Alert, err error) {
		err = c.view(func(tx store.Tx) error {
			record, run, err := c.recordAndRun(tx)
			if err != nil {
				return err
			}
			found, err = tx.ListAlerts(store.AlertFilter{State: state, RecordID: record, RunID: run, List: c.query("list"), AfterID: after, Limit: limit})
			return err
		})
		return found, err
	}, func(a lookback.Alert) int64 { return a.ID }, AlertOf)
}

func listPathAlerts(c *call) (Page[PathAlert], error) {
	state, err := oneOf(c, "state", lookback.AlertOpen, lookback.AlertEnded)
	if err != nil {
		return Page[PathAlert]{}, err
	}
	return numbered(c, func(after int64, limit int) (found []lookback.PathAlert, err error) {
		err = c.view(func(tx store.Tx) error {
			record, run, err := c.recordAndRun(tx)
			if err != nil {
				return err
			}
			found, err = tx.ListPathAlerts(store.PathAlertFilter{State: state, RecordID: record, RunID: run, AfterID: after, Limit: limit})
			return err
		})
		return found, err
	}, func(a lookback.PathAlert) int64 { return a.ID }, PathAlertOf)
}

func getAlert(c *call) (out Alert, err error) {
	id, err := c.number("alert")
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		a, err := tx.GetAlert(id, store.Now)
		out = AlertOf(a)
		return err
	})
	return out, err
}

func getPathAlert(c *call) (out PathAlert, err error) {
	id, err := c.number("alert")
	if err != nil {
		return out, err
	}
	err = c.view(func(tx store.Tx) error {
		a, err := tx.GetPathAlert(id, store.Now)
		out = PathAlertOf(a)
		return err
	})
	return out, err
}

func getClearance(c *call) (out Clearance, err error) {
	source, key, err := lookback.ParseRecordRef(c.query("record"))
	if err != nil {
		return out, err
	}
	at, err := c.time("at")
	if err != nil {
		return out, err
	}
	found, err := c.Screening.ClearanceAt(c.ctx(), source, key, at)
	if err != nil {
		return out, err
	}
	protections, err := c.Cases.ProtectionsOf(c.ctx(), found.Record.ID)
	return ClearanceOf(found, protections), err
}

func getReplay(c *call) (out Replay, err error) {
	at, err := c.time("at")
	if err != nil {
		return out, err
	}
	id, err := c.queryNumber("alert")
	if err != nil {
		return out, err
	}
	if id != 0 {
		r, err := c.Screening.ReplayAlert(c.ctx(), id, at)
		return ReplayOf(r), err
	}
	source, key, err := lookback.ParseRecordRef(c.query("record"))
	if err != nil {
		return out, err
	}
	r, err := c.Screening.ReplayAt(c.ctx(), source, key, at)
	return ReplayOf(r), err
}
