package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// session is one connection with the statements that were prepared on it.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

// statement returns query prepared on this connection. The texts of queries come from a bounded set.
func (s *session) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err == nil {
		s.prepared[query] = stmt
	}
	return stmt, err
}

// sessions is a bounded pool of sessions. database/sql has a pool of its own, but it forgets prepared
// statements at the end of each transaction, and preparing costs SQLite more than running does.
type sessions struct {
	db   *sql.DB
	free chan *session // one place for each session; nil where none is open yet
	done chan struct{} // closed by close
	once sync.Once
}

func newSessions(db *sql.DB, size int) *sessions {
	p := &sessions{db: db, free: make(chan *session, size), done: make(chan struct{})}
	for range size {
		p.free <- nil
	}
	return p
}

var errClosed = errors.New("closed")

// acquire waits for a free session.
func (p *sessions) acquire(ctx context.Context) (*session, error) {
	select {
	case <-p.done:
		return nil, errClosed
	default:
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, errClosed
	case s := <-p.free:
		if s != nil {
			return s, nil
		}
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.free <- nil
			return nil, err
		}
		return &session{conn: conn, prepared: map[string]*sql.Stmt{}}, nil
	}
}

// release gives a session back. One that is not healthy is closed for good.
func (p *sessions) release(s *session, healthy bool) {
	if !healthy {
		s.conn.Raw(func(any) error { return driver.ErrBadConn }) // tells database/sql not to use it again
		s.conn.Close()
		s = nil
	}
	p.free <- s
}

// close closes the statements first: SQLite leaves its log behind when it is closed under open ones.
func (s *session) close() {
	for _, stmt := range s.prepared {
		stmt.Close()
	}
	s.conn.Close()
}

// close waits until all sessions are given back and closes them. A second call does nothing.
func (p *sessions) close() (err error) {
	p.once.Do(func() {
		close(p.done)
		for range cap(p.free) {
			if s := <-p.free; s != nil {
				s.close()
			}
		}
		err = p.db.Close()
	})
	return err
}
