package render

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// maxURL is the longest address that becomes a link.
const maxURL = 2048

// link renders a link or an image. Only addresses of the web become links; of
// others the label is shown, with the address where that says something.
func (d *document) link(n ast.Node, destination string) {
	label := strings.TrimSpace(d.label(n))
	href, _ := webAddress(destination)
	switch {
	case href == "" && !tellable(destination):
		d.inlines(n)
	case href == "" && label == "":
		d.address(destination)
	case href == "":
		d.inlines(n)
		if shown := spoken(destination); label != shown && label != destination {
			d.text(" (" + clean(shown) + ")")
		}
	case label == "":
		d.address(href)
	default:
		opened := d.start(Entity{Type: TextLink, URL: href})
		d.inlines(n)
		if opened {
			d.end()
		}
	}
}

// spoken is an address of mail or a telephone number without what only
// programs read.
func spoken(destination string) string {
	scheme, rest, _ := strings.Cut(destination, ":")
	switch strings.ToLower(scheme) {
	case "mailto", "tel":
		rest, _, _ = strings.Cut(rest, "?")
		return rest
	}
	return destination
}

// address shows an address itself, without a name that poses as its host. Telegram
// makes a link of it, but in rich messages, where it is told to look for nothing.
func (d *document) address(s string) {
	d.begin()
	linked := false
	href, _ := webAddress(s)
	if u, err := url.Parse(s); err == nil && u.User != nil && href != "" {
		s = href
	}
	if d.rich && href != "" {
		linked = d.start(Entity{Type: TextLink, URL: href})
	}
	d.writer.words(clean(s))
	if linked {
		d.end()
	}
}

// label is the text of a link, without formatting.
func (d *document) label(n ast.Node) string {
	inner := &document{writer: newWriter(), source: d.source}
	inner.inlines(n)
	return inner.result().Text
}

// tellable tells whether an address that cannot be a link is worth showing.
func tellable(destination string) bool {
	scheme, _, ok := strings.Cut(destination, ":")
	if !ok || strings.ContainsAny(scheme, "/.?#") {
		return destination != "" && !strings.HasPrefix(destination, "#")
	}
	switch strings.ToLower(scheme) {
	case "mailto", "tel", "ftp", "http", "https", "geo", "magnet":
		return true
	}
	return false
}

// webAddress returns an address as Telegram takes it, and its host, or nothing
// for what is no address of the web. Names and passwords in it are dropped:
// all they do there is to pose as a host.
func webAddress(s string) (href, host string) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || len(s) > maxURL {
		return "", ""
	}
	u.User = nil
	host = strings.ToLower(u.Hostname())
	_, notIP := netip.ParseAddr(host)
	if notIP != nil && !hostName.MatchString(host) {
		return "", ""
	}
	if clean(host) != host || strings.ContainsFunc(host, invisible) {
		return "", ""
	}
	if plain := ascii(host); plain != host {
		host, u.Host = plain, strings.Replace(strings.ToLower(u.Host), host, plain, 1)
	}
	return u.String(), host
}

// ascii is a host as it stands in addresses: letters that only look like others
// are told from them then (xn--...).
func ascii(host string) string {
	if plain, err := idna.Punycode.ToASCII(norm.NFKC.String(host)); err == nil {
		return plain
	}
	return host
}

// hostName is a name with at least one dot: Telegram refuses others.
var hostName = regexp.MustCompile(`^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*\.(?:\p{L}[\p{L}\p{N}\p{M}-]+)\.?$`)

// looksLikeHost finds what a reader would take for the name of a site, or for its
// number.
var looksLikeHost = regexp.MustCompile(`(?:[\p{L}\p{N}_-]+\.)+\p{L}[\p{L}\p{N}-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b`)

// mixed tells whether some part of a site's name has both Latin letters and others,
// of which some look like Latin ones.
func mixed(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		latin := strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		if latin && strings.ContainsFunc(part, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
			return true
		}
	}
	return false
}

// site is the name that somebody registered, such as example.co.uk.
func site(host string) string {
	host = strings.TrimSuffix(host, ".")
	if name, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return name
	}
	return host
}
