package demo

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy is what the browser lets the page do: load its own files, talk to
// its own address, show pictures of its own. No script that came with a
// message can run, nor can the page's own code turn a text into markup.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
	"img-src 'self' blob: data:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

// guard lets only this page's own browser in: a Host of another name is a
// rebound DNS entry, a POST from another origin somebody else's page.
func (d *Demo) guard(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, refusal{http.StatusForbidden, "foreign", "this request comes from another page"})
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !d.knows(r.Host) {
			writeError(w, refusal{http.StatusMisdirectedRequest, "foreign", "open the demo by the address that it printed"})
			return
		}
		origins.Handler(next).ServeHTTP(w, r)
	})
}

// knows says whether a Host header is one by which the demo may be called:
// the loopback's, the one that it was told to listen on, or any plain number
// where it listens on all addresses. A number can't be rebound.
func (d *Demo) knows(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	own, _, _ := net.SplitHostPort(d.o.Addr)
	if host == "localhost" || strings.EqualFold(host, own) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	all, err := netip.ParseAddr(own)
	return ip.IsLoopback() || err == nil && all.IsUnspecified()
}
