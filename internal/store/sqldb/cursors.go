package sqldb

// PutCursor implements store.Cursors.
func (t *tx) PutCursor(name, value string) error {
	if _, err := t.next(); err != nil {
		return err
	}
	if err := checkText("cursor", name); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO read_cursor (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// FindCursor implements store.Cursors.
func (t *tx) FindCursor(name string) (string, bool, error) {
	var value string
	err := t.row(`SELECT value FROM read_cursor WHERE name = $1`, name).Scan(&value)
	return find(value, err)
}
