package source

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"lookback"
)

// DecodeYAML reads what people wrote as YAML into a value; a name that the value has no place for is an error when strict. Errors are
// InputErrors with the line and column where they are known. name is the file's, for messages.
func DecodeYAML(name string, data []byte, into any, strict bool) error {
	options := []yaml.DecodeOption{}
	if strict {
		options = append(options, yaml.Strict())
	}
	err := decodeYAML(data, into, options)
	if err == nil {
		return nil
	}
	bad := &lookback.InputError{File: name, Reason: err.Error()}
	var located yaml.Error
	if errors.As(err, &located) {
		bad.Reason = located.GetMessage()
		if t := located.GetToken(); t != nil && t.Position != nil {
			bad.Line, bad.Column = t.Position.Line, t.Position.Column
		}
	}
	return bad
}

// decodeYAML makes an error of a panic: the library has some that a file can cause (a tag before a scalar where a list belongs).
func decodeYAML(data []byte, into any, options []yaml.DecodeOption) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("this is not YAML that can be read: %v", p)
		}
	}()
	return yaml.UnmarshalWithOptions(data, into, options...)
}
