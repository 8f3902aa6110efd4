package jetstream

import "context"

// RemoveBucket removes the object store, as somebody who operates the broker could.
func (q *Queue) RemoveBucket(ctx context.Context) error { return q.js.DeleteObjectStore(ctx, bucket) }

// Address returns where the embedded broker listens.
func (q *Queue) Address() string { return q.server.Addr().String() }
