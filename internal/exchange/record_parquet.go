package exchange

import (
	"io"

	"github.com/parquet-go/parquet-go"

	"lookback"
)

// parquetBlock is how many rows a block of a Parquet file has; they are held in memory until it is full.
const parquetBlock = 20_000

// recordParquet writes a Parquet file of flat columns of text. An empty value is null.
type recordParquet struct {
	rows   *recordRows
	fields []string
	out    *parquet.GenericWriter[any]
	place  []int // of each of recordColumns in the file, which sorts them
	row    parquet.Row
}

func newRecordParquet(w io.Writer, t Terms) (recordForm, error) {
	rows, err := newRecordRows(t)
	if err != nil {
		return nil, err
	}
	group := parquet.Group{}
	for _, name := range recordColumns {
		group[name] = parquet.Optional(parquet.String())
	}
	schema := parquet.NewSchema("record", group)
	p := &recordParquet{rows: rows, out: parquet.NewGenericWriter[any](w, schema, parquet.MaxRowsPerRowGroup(parquetBlock), parquet.Compression(&parquet.Snappy))}
	for _, name := range recordColumns {
		leaf, _ := schema.Lookup(name) // it was made from them
		p.place = append(p.place, leaf.ColumnIndex)
	}
	p.row = make(parquet.Row, len(recordColumns))
	return p, nil
}

func (p *recordParquet) write(r lookback.Record) error {
	p.fields = p.rows.text(p.fields, r)
	for i, text := range p.fields {
		at := p.place[i]
		if text == "" {
			p.row[at] = parquet.NullValue().Level(0, 0, at)
		} else {
			p.row[at] = parquet.ByteArrayValue([]byte(text)).Level(0, 1, at)
		}
	}
	_, err := p.out.WriteRows([]parquet.Row{p.row})
	return err
}

func (p *recordParquet) close() error { return p.out.Close() }
