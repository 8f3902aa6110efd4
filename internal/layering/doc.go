// Package layering holds no code: its test says which package may import which.
package layering
