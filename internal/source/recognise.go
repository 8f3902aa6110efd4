package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"lookback"
)

// sniffBytes is how much of a file is looked at to recognise it.
const sniffBytes = 64 << 10

// Recognise finds out from the first bytes of the files which format they are. It returns an InputError
// when they are none that ParseEdition reads, or not all of one.
func Recognise(files []File) (Format, error) {
	var found Format
	for _, f := range files {
		head, err := headOf(f)
		if err != nil {
			return "", err
		}
		format, err := recogniseHead(f.Name, head)
		if err != nil {
			return "", err
		}
		if found != "" && format != found {
			return "", &lookback.InputError{File: f.Name, Reason: fmt.Sprintf("the file is %s, the one before is %s", format, found), Hint: "import one list at a time"}
		}
		found = format
	}
	if found == "" {
		return "", &lookback.InputError{Reason: "there is no file to read", Hint: "name the files of the edition"}
	}
	return found, nil
}

func headOf(f File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	head := make([]byte, sniffBytes)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return head[:n], nil
}

// recogniseHead looks at the beginning of one file.
func recogniseHead(name string, head []byte) (Format, error) {
	head, err := skipMark(name, head)
	if err != nil {
		return "", err
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	switch {
	case len(text) == 0:
		return "", &lookback.InputError{File: name, Reason: "the file is empty"}
	case text[0] == '<':
		return recogniseXML(name, head)
	case text[0] == '{':
		return recogniseJSON(name, text)
	}
	return recogniseCSV(name, head)
}

// xmlRoots are the root elements of the XML formats.
var xmlRoots = map[string]Format{"CONSOLIDATED_LIST": UNXML, "sdnList": OFACXML, "Sanctions": OFACAdvancedXML, "export": EUXML}

func recogniseXML(name string, head []byte) (Format, error) {
	x := newXMLReader(name, bytes.NewReader(head))
	start, err := x.root("")
	if start.Name.Local == "" {
		return "", err
	}
	if format, known := xmlRoots[start.Name.Local]; known {
		return format, nil
	}
	return "", x.errorf("no list that is read here begins with <%s>", start.Name.Local)
}

func recogniseJSON(name string, head []byte) (Format, error) {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	has := func(key string) bool { return bytes.Contains(line, []byte(`"`+key+`"`)) }
	switch {
	case has("RECORD_ID") || has("DATA_SOURCE"):
		return SenzingJSON, nil
	case has("op") && has("entity"), has("schema") && has("properties"):
		return FTMJSON, nil
	case bytes.Contains(head, []byte(`"results"`)) || bytes.Contains(head, []byte(`"sources_used"`)):
		return USCSL, nil
	}
	return "", &lookback.InputError{File: name, Line: 1, Reason: "this JSON is no list that is read here", Hint: "lists in JSON are FollowTheMoney, Senzing or the Consolidated Screening List"}
}

// recogniseCSV looks at the first rows: OFAC has no header, the others have one each.
func recogniseCSV(name string, head []byte) (Format, error) {
	if row, err := newCSVReader(name, bytes.NewReader(head)).Next(); err == nil && row.Err == nil && isOFACRow(&row, name) {
		return OFACCSV, nil
	}
	c := newCSVReader(name, bytes.NewReader(head))
	if err := c.sniffComma(); err != nil {
		return "", err
	}
	for range 3 {
		row, err := c.Next()
		if err != nil || row.Err != nil {
			break
		}
		if strings.HasPrefix(row.Fields[0], "Report Date:") {
			return UKCSV, nil
		}
		columns := map[string]bool{}
		for _, f := range row.Fields {
			columns[strings.ToLower(strings.TrimSpace(f))] = true
		}
		switch {
		case columns["unique id"] && columns["name 6"]:
			return UKCSV, nil
		case columns["entity_number"] && columns["alt_names"]:
			return USCSL, nil
		case columns["id"] && columns["name"]:
			return HouseCSV, nil
		}
	}
	return "", &lookback.InputError{File: name, Line: 1, Reason: "the file is no list that is read here", Hint: "the formats are " + joinFormats(Formats())}
}

// isOFACRow reports whether row has the shape of one of OFAC's files.
func isOFACRow(row *csvRow, name string) bool {
	for _, columns := range ofacColumns {
		if len(row.Fields) == columns && ofacShape(row, name, columns) == nil {
			return true
		}
	}
	return false
}
