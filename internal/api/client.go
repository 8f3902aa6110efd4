package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"lookback"
)

// Client asks a server. It may be used concurrently.
type Client struct {
	base string
	key  string
	as   string
	http *http.Client
}

// NewClient returns a client of the server at an address like https://lookback.example, which acts for the owner of a
// key. A server without accounts, at this machine, needs no key: then it acts for as. ErrUsage: the address is none.
func NewClient(address, key, as string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a server, like https://lookback.example: %w", address, lookback.ErrUsage)
	}
	return &Client{base: strings.TrimSuffix(u.String(), "/"), key: key, as: as, http: &http.Client{}}, nil
}

// Get asks for what is at a path of the API.
func Get[T any](ctx context.Context, c *Client, path string, query url.Values) (out T, err error) {
	return decodeAnswer[T](c.do(ctx, http.MethodGet, path, query, "", nil))
}

// Post tells the server something.
func Post[T any](ctx context.Context, c *Client, path string, body any) (out T, err error) {
	data, err := json.Marshal(body)
	if err != nil {
		return out, fmt.Errorf("encode the request: %w", err)
	}
	return decodeAnswer[T](c.do(ctx, http.MethodPost, path, nil, "application/json", bytes.NewReader(data)))
}

// Items asks for a list page by page and yields its items. After an error it yields no more.
func Items[T any](ctx context.Context, c *Client, path string, query url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		asked := url.Values{"limit": {fmt.Sprint(maxPage)}}
		for name, values := range query {
			asked[name] = values
		}
		for {
			page, err := Get[Page[T]](ctx, c, path, asked)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			asked.Set("after", page.Next)
		}
	}
}

// do sends a request and returns the body of the answer when it is a success.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, media string, body io.Reader) (io.ReadCloser, error) {
	resp, err := c.ask(ctx, method, path, query, media, body)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// ask sends a request and returns the answer when it is a success.
func (c *Client) ask(ctx context.Context, method, path string, query url.Values, media string, body io.Reader) (*http.Response, error) {
	to := c.base + prefix + path
	if len(query) > 0 {
		to += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, to, body)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", to, err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	} else {
		req.Header.Set(AsHeader, c.as)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("the server at %s cannot be reached: %v: %w", c.base, err, lookback.ErrUnavailable)
	}
	if resp.StatusCode/100 == 2 {
		return resp, nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, defaultBody))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %v: %w", c.base, err, lookback.ErrUnavailable)
	}
	return nil, readProblem(resp.StatusCode, data)
}

func decodeAnswer[T any](body io.ReadCloser, err error) (out T, _ error) {
	if err != nil {
		return out, err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&out); err != nil {
		return out, fmt.Errorf("the answer of the server cannot be read: %v: %w", err, lookback.ErrUnavailable)
	}
	return out, nil
}

// Lines sends a body as it comes and calls fn for each line of the answer, which may come before the body has ended.
func Lines[T any](ctx context.Context, c *Client, path string, query url.Values, media string, body io.Reader, fn func(T) error) error {
	answer, err := c.do(ctx, http.MethodPost, path, query, media, body)
	if err != nil {
		return err
	}
	defer answer.Close()
	lines := json.NewDecoder(bufio.NewReader(answer))
	for {
		var line T
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the answer of the server ends early: %v: %w", err, lookback.ErrUnavailable)
		}
		if err := fn(line); err != nil {
			return err
		}
	}
}

// Upload is a file to send.
type Upload struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// ImportEdition sends the files of an edition while it reads them.
func (c *Client) ImportEdition(ctx context.Context, list string, query url.Values, files []Upload) (Imported, error) {
	out, in := io.Pipe()
	form := multipart.NewWriter(in)
	sent := make(chan error, 1)
	go func() {
		err := sendFiles(form, files)
		in.CloseWithError(err)
		sent <- err
	}()
	answer, err := c.do(ctx, http.MethodPost, "/lists/"+url.PathEscape(list)+"/editions", query, form.FormDataContentType(), out)
	out.Close() // ends the sending where the server did not want it all
	if failed := <-sent; failed != nil && !errors.Is(failed, io.ErrClosedPipe) {
		return Imported{}, failed
	}
	return decodeAnswer[Imported](answer, err)
}

func sendFiles(form *multipart.Writer, files []Upload) error {
	for _, f := range files {
		in, err := f.Open()
		if err != nil {
			return err
		}
		part, err := form.CreateFormFile("file", f.Name)
		if err == nil {
			_, err = io.Copy(part, in)
		}
		if err := errors.Join(err, in.Close()); err != nil {
			return err
		}
	}
	return form.Close()
}

// Copy writes the answer at a path to w as it comes.
func (c *Client) Copy(ctx context.Context, path string, w io.Writer) error {
	answer, err := c.do(ctx, http.MethodGet, path, nil, "", nil)
	if err != nil {
		return err
	}
	return copyAnswer(answer, w)
}

// CopyAnswer tells the server something, and writes the file that it answers with to w as it comes.
func (c *Client) CopyAnswer(ctx context.Context, path string, body any, w io.Writer) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode the request: %w", err)
	}
	answer, err := c.do(ctx, http.MethodPost, path, nil, "application/json", bytes.NewReader(data))
	if err != nil {
		return err
	}
	return copyAnswer(answer, w)
}

func copyAnswer(answer io.ReadCloser, w io.Writer) error {
	defer answer.Close()
	if _, err := io.Copy(w, answer); err != nil {
		return fmt.Errorf("the answer of the server ends early: %v: %w", err, lookback.ErrUnavailable)
	}
	return nil
}

// Fetch asks for a file and returns it as it comes, with the headers of the answer. The caller closes it.
func (c *Client) Fetch(ctx context.Context, path string, query url.Values) (io.ReadCloser, http.Header, error) {
	resp, err := c.ask(ctx, http.MethodGet, path, query, "", nil)
	if err != nil {
		return nil, nil, err
	}
	return resp.Body, resp.Header, nil
}

// Follow waits until a lookback is done and returns it. It is told of progress, and asks again when the server ended
// in between. A lookback that awaits approval is returned as it is.
func (c *Client) Follow(ctx context.Context, run int64, progress func(Progress)) (Run, error) {
	for {
		last, done, err := c.followOnce(ctx, run, progress)
		if err != nil || done {
			return last, err
		}
	}
}

// followOnce reads events until the last, which has the run.
func (c *Client) followOnce(ctx context.Context, run int64, progress func(Progress)) (last Run, done bool, err error) {
	answer, err := c.do(ctx, http.MethodGet, fmt.Sprintf("/runs/%d/progress", run), nil, "", nil)
	if err != nil {
		return last, false, err
	}
	defer answer.Close()
	lines := bufio.NewScanner(answer)
	event := ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case name == "event":
			event = value
		case name == "data" && event == "progress":
			var p Progress
			if err := json.Unmarshal([]byte(value), &p); err != nil {
				return last, false, fmt.Errorf("read the progress of run %d: %w", run, err)
			}
			progress(p)
		case name == "data":
			err := json.Unmarshal([]byte(value), &last)
			return last, err == nil, err
		}
	}
	return last, false, ctx.Err()
}
