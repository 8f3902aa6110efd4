package webhook

import (
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"lookback"
)

// The limits of one attempt.
const (
	attemptTime = 15 * time.Second
	answerBytes = 64 << 10 // of an answer, which is read only so that the connection can be used again
)

// Client returns the client that speaks to webhooks. It follows no redirects, and unless private is set it speaks to
// addresses of the public internet only: a webhook is no way to reach what stands behind the firewall with this server.
func Client(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: attemptTime}
	if !private {
		dialer.Control = publicOnly
	}
	return &http.Client{
		Timeout:       attemptTime,
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxResponseHeaderBytes: answerBytes, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// publicOnly looks at the address that a name turned out to have, after which nothing can change it any more.
func publicOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsGlobalUnicast() || ip.IsPrivate() || sharedRange.Contains(ip) {
		return fmt.Errorf("%s is not an address of the public internet: %w", host, lookback.ErrDenied)
	}
	return nil
}

// sharedRange is that of carriers' own networks (RFC 6598).
var sharedRange = &net.IPNet{IP: net.IPv4(100, 64, 0, 0).To4(), Mask: net.CIDRMask(10, 32)}
