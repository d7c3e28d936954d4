package translate

import (
	"regexp"
	"strings"
)

// Which strings of a JSON file are texts for people. What has a space is one,
// save dates, styles and the like; a single word is one unless it looks like
// made for programs, or stands under a key whose values programs read.
var (
	// forPrograms are values that no person reads.
	forPrograms = regexp.MustCompile(strings.Join([]string{
		`^[a-z0-9]+(?:[_.:-][a-z0-9]+)+$`,   // btn-primary, user.name
		`^[a-z]+[0-9]*(?:[A-Z][a-z0-9]*)+$`, // camelCase
		`^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$`,   // CONSTANT_CASE
		`^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//\S+$`, `^(?:mailto|tel|data|urn|blob|javascript):\S+$`, `^www\.\S+$`,
		`^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$`,                        // an address
		`^(?:[.~]{0,2}/)[^\s]*$`, `^\S+/\S*\.[A-Za-z0-9]{1,5}$`, // /a/path, a/file.png
		`^[\w-]+\.[a-z][a-z0-9]{1,4}$`,                                    // Logo.svg
		`^#[0-9A-Fa-f]{3,8}$`, `^(?i)(?:rgba?|hsla?|url|var|calc)\(.*\)$`, // a colour, CSS
		`^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$`, `^\w{3}, \d{1,2} \w{3} \d{4} [\d:]+ (?:GMT|[+-]\d{4})$`,
		`^P(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$`, // a duration
		`^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$`, `^[0-9a-f]{16,}$`,
		`^v?\d+(?:\.\d+)+(?:[-+][\w.]+)?$`, `^[~^<>=]+\s?\d[\w.]*$`, // a version
		`^[a-z]{2,3}[-_](?:[A-Z]{2}|[A-Z][a-z]{3})$`, // en-US
		`^(?:application|audio|font|image|text|video|multipart)/[\w.+-]+$`,
		`^[-+]?\d+(?:\.\d+)?(?:px|em|rem|vh|vw|pt|ms|s|deg|%)$`,
		datePart + `(?:[-/.:, ]+` + datePart[1:] + `)+$`, // dd.MM.yyyy
		`^<(?:svg|path)\b`,
	}, "|"))
	// oneToken is a word as programs use it, capitalised one as people do.
	oneToken    = regexp.MustCompile(`^[A-Za-z0-9_$][\w$.:/@#+-]*$`)
	capitalised = regexp.MustCompile(`^[A-Z][a-z]+$`)
	// The names of values that programs read, where these are tokens: of some
	// capitalised ones, too, since programs' texts have names such as "type".
	alwaysKeys = regexp.MustCompile(`^(?:_?id|uuid|guid|key|slug|icon|class|class_?names?|component|ref|rel|module|main|import|href|src)$|(?:_id|Id|ID|_key|Key|_icon|Icon|ClassName)$`)
	oftenKeys  = regexp.MustCompile(`^(?i:url|uri|path|route|image|img|avatar|css|style|colou?r|lang|language|locale|code|currency|timezone|type|kind|format|encoding|charset|mime_?type|content_?type|method|version|hash|token|target|variant|layout|extends|license|engine|font|font_?family)$|(?:_url|Url|URL)$`)
)

const datePart = `^(?:[yY]{1,4}|M{1,4}|[dD]{1,4}|[hH]{1,2}|m{1,2}|s{1,2}|S{1,3}|[aA]|E{1,4}|Z{1,2})`

// isText says whether a value is a text for people.
func isText(key, value string) bool {
	value = strings.TrimSpace(value)
	switch {
	case !hasLetters(value), forPrograms.MatchString(value), base64Like(value):
		return false
	case oneToken.MatchString(value):
		return !alwaysKeys.MatchString(key) && (!oftenKeys.MatchString(key) || capitalised.MatchString(value))
	}
	return true
}

// base64Like says whether a value is a long word of letters and digits.
func base64Like(s string) bool {
	if len(s) < 24 || strings.ContainsAny(s, " \n\t") {
		return false
	}
	digits, uppers := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'A' && r <= 'Z':
			uppers++
		case r >= 'a' && r <= 'z', strings.ContainsRune("+/=_-.", r):
		default:
			return false
		}
	}
	return digits > 0 && uppers > 1
}
