package api

import (
	"fmt"
	"net"
	"net/http"

	"lookback"
)

// Guard stands before everything that a server answers. It sets the headers that keep a browser from guessing, framing
// and leaking, and refuses what a page of another site makes a browser send.
func Guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problemOf(fmt.Errorf("a page of another site sent this request: %w", lookback.ErrDenied)).write(w)
	}))
	protected := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store")
		if len(r.TransferEncoding) > 0 {
			h.Set("Connection", "close") // a body in chunks may come with a length, too: what follows is never read as a request
		}
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		protected.ServeHTTP(w, r)
	})
}

// OnlyNearby stands before a server without accounts, which listens on this machine only: it refuses requests for a host
// that is not a name of this machine.
func OnlyNearby(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !nearby(r) {
			problemOf(fmt.Errorf("the host %q is not a name of this machine, where one person works: %w", r.Host, lookback.ErrDenied)).write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// nearby reports whether a request that comes in on a loopback address also names one. A page elsewhere that has its name
// point here does not.
func nearby(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok || !local.IP.IsLoopback() {
		return true
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
