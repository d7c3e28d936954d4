package translate

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
)

// Formats are the names of the formats, which are the files' extensions too.
func Formats() []string { return []string{"txt", "md", "srt", "vtt", "json"} }

// FormatOf is the format of a file by its name; ok is false if there is none.
func FormatOf(name string) (format string, ok bool) {
	format = strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	switch format {
	case "markdown", "mdown", "mkd":
		format = "md"
	case "text":
		format = "txt"
	case "arb":
		format = "json"
	}
	return format, parsers[format] != nil
}

// cueStart is how a SubRip file begins.
var cueStart = regexp.MustCompile(`^\s*(?:\d+\s+)?\d+:\d{2}:\d{2}[,.]\d{1,3}\s*-->`)

// Sniff is the format of a file without a name, by what stands in it. What is
// of no other format is plain text; Markdown cannot be told from that.
func Sniff(data []byte) (format string) {
	text, _, err := decode(data)
	if err != nil {
		return "txt"
	}
	text = strings.TrimPrefix(text, "\ufeff")
	switch trimmed := strings.TrimSpace(text); {
	case strings.HasPrefix(text, "WEBVTT"):
		return "vtt"
	case cueStart.MatchString(text):
		return "srt"
	case (strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[")) && json.Valid([]byte(trimmed)):
		return "json"
	}
	return "txt"
}

// FinishedName names the translation of a file: "film.srt" becomes
// "film.fa.srt", and so does "film.en.srt"; "en.json" becomes "fa.json" and
// "app_en.arb" "app_fa.arb". Folders before the name are left out. The ending
// stays as it was written.
func FinishedName(name string, to Language) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if namesLanguage(stem) {
		return to.Code + ext
	}
	at := strings.LastIndexByte(stem, '.')
	if format, _ := FormatOf(name); format == "json" {
		at = max(at, strings.LastIndexByte(stem, '_'), strings.LastIndexByte(stem, '-'))
	}
	if at > 0 && namesLanguage(stem[at+1:]) {
		return stem[:at+1] + to.Code + ext
	}
	if stem == "" {
		return to.Code + ext
	}
	return stem + "." + to.Code + ext
}

// namesLanguage says whether a part of a name is the code of a language, perhaps with
// a region.
func namesLanguage(s string) bool {
	s = strings.ReplaceAll(s, "_", "-")
	if !isCode(s) {
		return false
	}
	_, ok := Lookup(s)
	return ok
}
