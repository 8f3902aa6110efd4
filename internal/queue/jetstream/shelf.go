package jetstream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"lookback"
)

// bucket is where slices lie in the broker.
const bucket = "LOOKBACK_SLICES"

// Cache is a folder of files on this machine; package shelf has one.
type Cache interface {
	Write(name string, write func(io.Writer) error) error
	Open(name string) (data []byte, done func() error, err error)
	Clean(keep func(name string) bool) error
}

// Shelf keeps large files in the object store of a broker, for all machines, with copies on this one. A copy is named by
// the hash of its bytes, so that it is never an old one. It may be used concurrently.
type Shelf struct {
	js      jetstream.JetStream
	objects jetstream.ObjectStore
	cache   Cache
}

// Shelf returns the shelf in the broker of q, with copies in cache.
func (q *Queue) Shelf(ctx context.Context, cache Cache) (*Shelf, error) {
	s := &Shelf{js: q.js, cache: cache}
	err := patiently(ctx, func(ctx context.Context) (err error) {
		s.objects, err = q.js.ObjectStore(ctx, bucket)
		if errors.Is(err, jetstream.ErrBucketNotFound) {
			s.objects, err = q.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: bucket, Replicas: max(q.options.Replicas, 1), Description: "slices of the population"})
		}
		if err != nil {
			return explain("open the object store", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Write makes the file name of what write writes, in the broker: whole or not at all. Write is called again when the broker died over it, and may not
// pause for longer than half a minute.
func (s *Shelf) Write(name string, write func(io.Writer) error) error {
	return transfer(writeStall, func(t *stall) error {
		in, out := io.Pipe()
		go func() { out.CloseWithError(ours(write(out))) }()
		_, err := s.objects.Put(t, jetstream.ObjectMeta{Name: name}, t.watch(in))
		in.CloseWithError(err)
		var own ownError
		if errors.As(err, &own) {
			return fmt.Errorf("write %s: %w", name, own.error)
		}
		if err != nil {
			return explain("write "+name, s.orMissing(t, err))
		}
		return nil
	})
}

// ownError is an error of who writes, and not of the broker: another attempt would end the same.
type ownError struct{ error }

func ours(err error) error {
	if err == nil {
		return nil
	}
	return ownError{err}
}

// Open returns the bytes of a file and a function that lets go of them, or ErrNotFound. The first time a file is opened
// here it is fetched; the client checks it against its hash.
func (s *Shelf) Open(name string) (data []byte, done func() error, err error) {
	var info *jetstream.ObjectInfo
	err = transfer(readStall, func(t *stall) (err error) {
		info, err = s.objects.GetInfo(t, name)
		if errors.Is(err, jetstream.ErrObjectNotFound) {
			return fmt.Errorf("%s: %w", name, lookback.ErrNotFound)
		}
		if err != nil {
			return explain("open "+name, s.orMissing(t, err))
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	local := copyName(name, info.Digest)
	if data, done, err = s.cache.Open(local); !errors.Is(err, lookback.ErrNotFound) {
		return data, done, err
	}
	err = transfer(readStall, func(t *stall) error {
		return s.cache.Write(local, func(w io.Writer) error { return s.fetch(t, name, info.Digest, w) })
	})
	if err != nil {
		return nil, nil, err
	}
	return s.cache.Open(local)
}

// orMissing tells a bucket that is gone from a broker that does not answer: asked for an object, it does not in both cases.
func (s *Shelf) orMissing(ctx context.Context, err error) error {
	if !errors.Is(err, nats.ErrNoResponders) {
		return err
	}
	if _, missing := s.js.ObjectStore(ctx, bucket); errors.Is(missing, jetstream.ErrBucketNotFound) {
		return missing
	}
	return err
}

// fetch copies an object, unless it has changed meanwhile.
func (s *Shelf) fetch(t *stall, name, digest string, w io.Writer) error {
	object, err := s.objects.Get(t, name)
	if err != nil {
		return explain("fetch "+name, err)
	}
	defer object.Close()
	if info, err := object.Info(); err != nil || info.Digest != digest {
		return fmt.Errorf("fetch %s: it was replaced meanwhile: %w", name, lookback.ErrUnavailable)
	}
	if _, err := io.Copy(w, t.watch(object)); err != nil {
		return explain("fetch "+name, err)
	}
	return nil
}

// copyName names the copy of a file by its hash ("SHA-256=" and base64 for URLs), which no folder minds.
func copyName(name, digest string) string {
	_, hash, _ := strings.Cut(digest, "=")
	return strings.TrimRight(hash, "=") + "-" + name
}

// Clean removes every file that keep does not name, from the broker, and from this machine every copy that is of no use.
func (s *Shelf) Clean(keep func(name string) bool) error {
	current := map[string]bool{}
	err := transfer(writeStall, func(t *stall) error {
		all, err := s.objects.List(t)
		if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
			return explain("list the object store", err)
		}
		for _, o := range all {
			if keep(o.Name) {
				current[copyName(o.Name, o.Digest)] = true
				continue
			}
			if err := s.objects.Delete(t, o.Name); err != nil {
				return explain("remove "+o.Name, err)
			}
			t.moved()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.cache.Clean(func(name string) bool { return current[name] })
}
