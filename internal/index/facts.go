package index

import "lookback/internal/match"

// decodeFacts makes f what match wrote. The bytes were checked when the index was built or opened.
func decodeFacts(b []byte, f *match.Facts) {
	if _, err := f.DecodeFrom(b); err != nil {
		panic("index: facts changed after they were checked: " + err.Error())
	}
}
