package sqldb

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"lookback"
	"lookback/internal/store"
)

// chunkBytes is how much of a file is compressed and kept in one row.
const chunkBytes = 1 << 20

// PutBlob implements store.Blobs. The hash is known only at the end, so the chunks are written under a
// number and dropped again when the same bytes turn out to be there.
func (t *tx) PutBlob(name string, r io.Reader) (lookback.RawFile, error) {
	file := lookback.RawFile{Name: name}
	if _, err := t.next(); err != nil {
		return file, err
	}
	var id int64
	if err := t.row(`SELECT coalesce(max(id), 0) + 1 FROM blob`).Scan(&id); err != nil {
		return file, err
	}
	sum := sha256.New()
	var err error
	if file.Size, err = t.putChunks(id, io.TeeReader(r, sum)); err != nil {
		return file, err
	}
	file.Hash = hex.EncodeToString(sum.Sum(nil))
	known := 0
	if err := t.row(`SELECT count(*) FROM blob WHERE hash = $1`, file.Hash).Scan(&known); err != nil {
		return file, err
	}
	if known > 0 {
		_, err = t.exec(`DELETE FROM blob_chunk WHERE blob_id = $1`, id)
	} else {
		_, err = t.exec(`INSERT INTO blob (hash, id, size) VALUES ($1, $2, $3)`, file.Hash, id, file.Size)
	}
	return file, err
}

func (t *tx) putChunks(id int64, r io.Reader) (size int64, err error) {
	plain := make([]byte, chunkBytes)
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return 0, err // unreachable: the level is a constant
	}
	for no := 1; ; no++ {
		n, err := io.ReadFull(r, plain)
		size += int64(n)
		if n > 0 {
			packed.Reset()
			w.Reset(&packed)
			w.Write(plain[:n]) // writing to memory does not fail
			w.Close()
			if _, err := t.exec(`INSERT INTO blob_chunk (blob_id, no, data) VALUES ($1, $2, $3)`, id, no, packed.Bytes()); err != nil {
				return size, err
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return size, nil
		case err != nil:
			return size, err
		}
	}
}

// GetBlob implements store.Blobs.
func (t *tx) GetBlob(hash string) (io.Reader, error) {
	b := &blobReader{t: t, hash: hash, sum: sha256.New()}
	if err := t.row(`SELECT id FROM blob WHERE hash = $1`, hash).Scan(&b.id); err != nil {
		return nil, fmt.Errorf("file %s: %w", hash, err)
	}
	return b, nil
}

// blobReader reads a file chunk by chunk and checks its hash at the end.
type blobReader struct {
	t     *tx
	hash  string
	id    int64
	no    int
	chunk io.Reader
	sum   hash.Hash
}

func (b *blobReader) Read(p []byte) (int, error) {
	for {
		if b.chunk == nil {
			if err := b.open(); err != nil {
				return 0, err
			}
		}
		n, err := b.chunk.Read(p)
		b.sum.Write(p[:n])
		switch {
		case errors.Is(err, io.EOF):
			b.chunk = nil
		case err != nil:
			return n, b.damaged()
		}
		if n > 0 {
			return n, nil
		}
	}
}

// open goes on to the next chunk; after the last one it returns io.EOF or that the file is damaged.
func (b *blobReader) open() error {
	var data []byte
	err := b.t.row(`SELECT data FROM blob_chunk WHERE blob_id = $1 AND no = $2`, b.id, b.no+1).Scan(&data)
	switch {
	case err == nil:
		b.no++
		b.chunk = flate.NewReader(bytes.NewReader(data))
		return nil
	case !errors.Is(err, store.ErrNotFound):
		return err
	case hex.EncodeToString(b.sum.Sum(nil)) != b.hash:
		return b.damaged()
	}
	return io.EOF
}

func (b *blobReader) damaged() error {
	return fmt.Errorf("file %s is no longer what was stored, the database is damaged: %w", b.hash, lookback.ErrCheck)
}
