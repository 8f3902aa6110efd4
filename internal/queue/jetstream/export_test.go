package jetstream

import "context"

// RemoveBucket removes the object store, as somebody who operates the broker could.
func (q *Queue) RemoveBucket(ctx context.Context) error { return q.js.DeleteObjectStore(ctx, bucket) }
