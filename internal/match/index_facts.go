package match

import "slices"

// AppendIdentifierKeys appends the keys of IdentifierKeys to dst. It does not allocate when dst has room for all identifiers.
func (f *Facts) AppendIdentifierKeys(dst []uint64) []uint64 {
	from := len(dst)
	for _, id := range f.ids() {
		if idContacts>>id.family&1 == 0 {
			dst = append(dst, id.hash)
		}
	}
	keys := dst[from:]
	slices.Sort(keys)
	return dst[:from+len(slices.Compact(keys))]
}
