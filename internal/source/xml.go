package source

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lookback"
)

// node is one XML element with everything in it. It remembers which values were asked for: what
// nobody asked for is what the format's parser does not carry over. All methods work on nil.
type node struct {
	name  string // local name, without its namespace
	attrs []xml.Attr
	seen  uint64 // bit i is set when attrs[i] was asked for
	text  string // text directly in it, trimmed
	kids  []*node
	read  bool
	line  int
}

// kid returns the first child with that name, or nil.
func (n *node) kid(name string) *node {
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				return k
			}
		}
	}
	return nil
}

// all returns the children with that name.
func (n *node) all(name string) []*node {
	var found []*node
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				found = append(found, k)
			}
		}
	}
	return found
}

// value returns the text of the element at path below n, or "".
func (n *node) value(path ...string) string {
	for _, name := range path {
		n = n.kid(name)
	}
	if n == nil {
		return ""
	}
	n.read = true
	return n.text
}

// values returns the text of every child with that name, or of every grandchild where path has two names.
func (n *node) values(name string, path ...string) []string {
	var found []string
	for _, k := range n.all(name) {
		if len(path) > 0 {
			found = append(found, k.values(path[0], path[1:]...)...)
		} else if v := k.value(); v != "" {
			found = append(found, v)
		}
	}
	return found
}

// attr returns the value of an attribute, or "".
func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for i, a := range n.attrs {
		if a.Name.Local == name {
			n.seen |= 1 << min(i, 63)
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// skip marks the elements with these names as carrying nothing worth keeping.
func (n *node) skip(names ...string) {
	for _, k := range n.kids {
		if slices.Contains(names, k.name) {
			k.markRead()
		}
	}
}

func (n *node) markRead() {
	n.read, n.seen = true, ^uint64(0)
	for _, k := range n.kids {
		k.markRead()
	}
}

// unread calls fn with the path of every value that nobody asked for.
func (n *node) unread(path string, fn func(path string)) {
	if n.text != "" && !n.read {
		fn(path)
	}
	for i, a := range n.attrs {
		if n.seen&(1<<min(i, 63)) == 0 && strings.TrimSpace(a.Value) != "" && a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			fn(path + "@" + a.Name.Local)
		}
	}
	for _, k := range n.kids {
		k.unread(path+"/"+k.name, fn)
	}
}

// xmlReader walks through an XML list. It refuses document type definitions, so that no entity is
// ever expanded, and needs memory for one entry only.
type xmlReader struct {
	text *textReader
	mend *mendReader // nil unless the format needs it
	dec  *xml.Decoder
	name string
}

// newXMLReader returns a reader that takes the markup as it is.
func newXMLReader(name string, in io.Reader) *xmlReader {
	text := newTextReader(name, in)
	return &xmlReader{text: text, dec: newDecoder(text), name: name}
}

// newMendingXMLReader returns a reader that survives "<" and "&" in text.
func newMendingXMLReader(name string, in io.Reader) *xmlReader {
	text := newTextReader(name, in)
	mend := newMendReader(text)
	return &xmlReader{text: text, mend: mend, dec: newDecoder(mend), name: name}
}

// repaired returns how many bytes were not read as they were written.
func (x *xmlReader) repaired() int {
	n := x.text.changed
	if x.mend != nil {
		n += x.mend.changed
	}
	return n
}

func newDecoder(in io.Reader) *xml.Decoder {
	dec := xml.NewDecoder(in)
	dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii":
			return in, nil // textReader has made UTF-8 of it
		}
		return nil, fmt.Errorf("the encoding %s is not read here", charset)
	}
	return dec
}

// next returns the next start, end or text token. It copies nothing.
func (x *xmlReader) next() (xml.Token, error) {
	for {
		token, err := x.dec.Token()
		if err != nil {
			return nil, x.fail(err)
		}
		switch token.(type) {
		case xml.StartElement, xml.EndElement, xml.CharData:
			return token, nil
		case xml.Directive:
			return nil, x.errorf("document type definitions are refused")
		}
	}
}

// root reads the start of the document and refuses any other root element than want.
func (x *xmlReader) root(want string) (xml.StartElement, error) {
	for {
		token, err := x.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return xml.StartElement{}, &lookback.InputError{File: x.name, Reason: "the file is empty"}
			}
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return xml.StartElement{}, x.errorf("this is not XML")
			}
		case xml.StartElement:
			if t.Name.Local != want {
				return t, x.errorf("the root element is <%s> where <%s> is expected", t.Name.Local, want)
			}
			return t, nil
		}
	}
}

// each calls fn for every element that opens directly inside the one that was entered last, until that
// one is closed. fn must read the element to its end, with each, tree or skip.
func (x *xmlReader) each(fn func(xml.StartElement) error) error {
	for {
		token, err := x.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return x.errorf("the file ends before its last element is closed")
			}
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := fn(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// children calls fn for every element in the root element, and refuses anything that follows the root.
func (x *xmlReader) children(fn func(xml.StartElement) error) error {
	if err := x.each(fn); err != nil {
		return err
	}
	for {
		token, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if text, ok := token.(xml.CharData); !ok || strings.TrimSpace(string(text)) != "" {
			return x.errorf("there is more behind the end of the list")
		}
	}
}

// skip reads the element that was just opened to its end.
func (x *xmlReader) skip() error {
	return x.each(func(xml.StartElement) error { return x.skip() })
}

// line returns the line of the next token.
func (x *xmlReader) line() int {
	line, _ := x.dec.InputPos()
	return line
}

// tree reads the element that start opened, with everything in it.
func (x *xmlReader) tree(start xml.StartElement) (*node, error) {
	size := treeSize{}
	return x.subtree(start, 1, &size)
}

type treeSize struct{ nodes, bytes int }

func (x *xmlReader) subtree(start xml.StartElement, depth int, size *treeSize) (*node, error) {
	n := &node{name: start.Name.Local, attrs: start.Attr, line: x.line()}
	size.nodes++
	if depth > maxDepth || size.nodes > maxNodes || size.bytes > maxTreeBytes {
		return nil, x.errorf("one entry is too large or too deep to be one")
	}
	for {
		token, err := x.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil, x.errorf("the file ends inside <%s>", n.name)
			}
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			kid, err := x.subtree(t, depth+1, size)
			if err != nil {
				return nil, err
			}
			n.kids = append(n.kids, kid)
		case xml.CharData:
			size.bytes += len(t)
			n.text += string(t)
		case xml.EndElement:
			n.text = strings.TrimSpace(n.text)
			return n, nil
		}
	}
}

// fail turns an error of the decoder into one that says where.
func (x *xmlReader) fail(err error) error {
	var input *lookback.InputError
	var syntax *xml.SyntaxError
	switch {
	case err == io.EOF || errors.As(err, &input):
		return err
	case errors.As(err, &syntax):
		reason := syntax.Msg
		if reason == "unexpected EOF" {
			reason = "the file ends before its last element is closed"
		}
		return x.errorf("%s", reason)
	}
	return x.errorf("%v", err)
}

// errorf returns an InputError at the place the decoder has come to.
func (x *xmlReader) errorf(format string, args ...any) error {
	line, column := x.dec.InputPos()
	return &lookback.InputError{File: x.name, Line: line, Column: column, Reason: fmt.Sprintf(format, args...),
		Hint: "fetch the file again; nothing was stored"}
}
