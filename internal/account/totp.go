package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// One-time codes as RFC 6238 has them and every authenticator knows: HMAC-SHA-1, thirty seconds, six digits.
const (
	stepSeconds = 30
	secretBytes = 20
)

// newSecret returns a fresh shared secret.
func newSecret() []byte {
	secret := make([]byte, secretBytes)
	rand.Read(secret) // never fails, by its contract
	return secret
}

// stepAt returns the number of the time step at t.
func stepAt(t time.Time) int64 { return t.Unix() / stepSeconds }

// codeAt returns the code of a time step.
func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	binary.Write(mac, binary.BigEndian, step) // a hash never fails to write
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1_000_000)
}

// stepOf returns the time step whose code was given: this one or a neighbour, for clocks that differ, and later than
// the last that was used. It returns 0 when there is none.
func stepOf(secret []byte, code string, now time.Time, last int64) int64 {
	at := stepAt(now)
	for step := at - 1; step <= at+1; step++ {
		if step > last && subtle.ConstantTimeCompare([]byte(codeAt(secret, step)), []byte(code)) == 1 {
			return step
		}
	}
	return 0
}

// Secret is a shared secret as its owner puts it into an authenticator.
type Secret struct{ Text, URL string }

func secretOf(login string, secret []byte) Secret {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	return Secret{Text: text, URL: fmt.Sprintf("otpauth://totp/Lookback:%s?secret=%s&issuer=Lookback", url.PathEscape(login), text)}
}
