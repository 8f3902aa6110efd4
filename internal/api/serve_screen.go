package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"lookback"
)

func screenRoutes() []Route {
	return []Route{
		post("/screen", Screen, "Screen one party against everything in force; nothing is stored", Query{}, Answer{}, command(screenOne)),
		{Method: http.MethodPost, Path: prefix + "/screen/stream", Permission: Screen, Summary: "Screen any number of parties: a query on each line, an answer on each line, in their order",
			Takes: "application/x-ndjson", Gives: "application/x-ndjson", LimitBytes: maxStream, In: Query{}, Out: Answer{}, handle: (*call).screenStream},
	}
}

func screenOne(c *call, q Query) (Answer, error) {
	party, err := q.Ask()
	if err != nil {
		return Answer{}, err
	}
	hits, err := c.Screening.Screen(c.ctx(), party, lookback.Score(q.Threshold))
	if err != nil {
		return Answer{}, err
	}
	c.meters.hits.Add(float64(len(hits)))
	return Answer{ID: q.ID, Hits: HitsOf(party, hits)}, nil
}

// The limits of a stream. Memory is that of one block of lines, whatever the length of the stream.
const (
	maxStream   = 64 << 30
	maxLine     = 1 << 20
	streamBlock = 256 // lines that are screened at once: enough for all cores, little to hold
)

// screenStream answers while it reads. A line that cannot be screened gets an answer that says why, and the rest goes on.
func (c *call) screenStream() error {
	if err := c.bothWays(); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/x-ndjson")
	s := stream{call: c, out: json.NewEncoder(c.w)}
	lines := bufio.NewScanner(c.r.Body)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		s.add(lines.Bytes())
		if len(s.answers) == streamBlock {
			if err := s.flush(); err != nil {
				return s.broken(err)
			}
		}
	}
	if err := errors.Join(s.flush(), lineError(lines.Err(), s.line)); err != nil {
		return s.broken(err)
	}
	return nil
}

func lineError(err error, line int) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bufio.ErrTooLong):
		return &lookback.InputError{Line: line + 1, Reason: fmt.Sprintf("the line is longer than %d bytes", maxLine), Hint: "send one query on each line"}
	case errors.As(err, &large):
		return tooLarge(large.Limit)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &lookback.InputError{Line: line + 1, Reason: "the stream ends in the middle"}
	}
	return err
}

// stream is a stream of queries on its way.
type stream struct {
	*call
	out       *json.Encoder
	line      int
	sent      bool
	answers   []Answer
	parties   []lookback.Party
	threshold []lookback.Score
	at        []int // places of parties among answers
}

// add reads one line.
func (s *stream) add(line []byte) {
	s.line++
	if len(line) == 0 {
		return
	}
	a := Answer{Line: s.line, Hits: []Hit{}}
	q, err := readBody[Query](bytes.NewReader(line)) // as strictly as one party alone: a misspelt birth would be screened without
	if err == nil {
		var party lookback.Party
		if party, err = q.Ask(); err == nil {
			s.at = append(s.at, len(s.answers))
			s.parties, s.threshold = append(s.parties, party), append(s.threshold, lookback.Score(q.Threshold))
		}
	}
	if a.ID = q.ID; err != nil {
		a.Error = problemOf(err)
		a.Error.Line = s.line
	}
	s.answers = append(s.answers, a)
}

// flush screens the block and writes its answers in the order of the lines.
func (s *stream) flush() error {
	if len(s.answers) == 0 {
		return nil
	}
	for from := 0; from < len(s.parties); { // queries with the same threshold are screened together
		to := from + 1
		for to < len(s.parties) && s.threshold[to] == s.threshold[from] {
			to++
		}
		hits, err := s.Screening.ScreenMany(s.ctx(), s.parties[from:to], s.threshold[from])
		if err != nil {
			return err
		}
		for i, h := range hits {
			s.meters.hits.Add(float64(len(h)))
			s.answers[s.at[from+i]].Hits = HitsOf(s.parties[from+i], h)
		}
		from = to
	}
	s.sent = true
	for i := range s.answers {
		if err := s.out.Encode(&s.answers[i]); err != nil {
			return err
		}
	}
	s.answers, s.parties, s.threshold, s.at = s.answers[:0], s.parties[:0], s.threshold[:0], s.at[:0]
	return nil
}

// broken tells on a last line why the stream ends early, when answers were sent already: the status cannot say it any more.
func (s *stream) broken(err error) error {
	if !s.sent {
		return err
	}
	p := problemOf(err)
	_ = s.out.Encode(Answer{Line: s.line + 1, Hits: []Hit{}, Error: p}) // a client that went away is told nothing
	return nil
}
