package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"lookback"
)

// Cost is what one guess at a password costs. The zero value is the default: 19 MiB, two passes.
type Cost struct {
	KiB    uint32
	Passes uint32
}

const (
	minPassword = 12  // characters; length is what makes guessing expensive
	maxPassword = 256 // bytes; more is not a password
	saltBytes   = 16
	hashBytes   = 32
)

func (c Cost) orDefault() Cost {
	if c == (Cost{}) {
		return Cost{KiB: 19 * 1024, Passes: 2}
	}
	return c
}

// checkPassword refuses what is guessed at once. It asks for length and nothing else.
func checkPassword(password, login, person string) error {
	lower := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return &lookback.InputError{Field: "password", Reason: fmt.Sprintf("it has fewer than %d characters", minPassword), Hint: "several words are easy to remember and hard to guess"}
	case len(password) > maxPassword:
		return &lookback.InputError{Field: "password", Reason: fmt.Sprintf("it has more than %d bytes", maxPassword)}
	case holds(lower, login) || holds(lower, person):
		return &lookback.InputError{Field: "password", Reason: "it holds the login or the name of its owner"}
	case strings.Count(lower, lower[:1]) == len(lower):
		return &lookback.InputError{Field: "password", Reason: "it repeats one character"}
	}
	return nil
}

// holds reports whether a password holds a name that is long enough for that not to be chance.
func holds(password, name string) bool {
	return len(name) > 3 && strings.Contains(password, strings.ToLower(name))
}

// hashPassword returns the argon2id hash of a password with its salt and cost, in the usual text form.
func hashPassword(password string, c Cost) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails, by its contract
	hash := argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, 1, hashBytes)
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, c.KiB, c.Passes, enc.EncodeToString(salt), enc.EncodeToString(hash))
}

// isPassword reports whether a password has a hash, at the cost that the hash names.
func isPassword(password, stored string) bool {
	parts := strings.Split(stored, "$")
	var version int
	var c Cost
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=1", &version, &c.KiB, &c.Passes); err != nil || version != argon2.Version || c.Passes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	hash, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(hash) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, 1, uint32(len(hash))), hash) == 1
}
