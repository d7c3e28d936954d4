package translate

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
)

// ReadText reads a file's bytes as text, in whatever charset [ParseFile] takes, and
// without a byte order mark. Its errors are of the type [*FileError].
func ReadText(data []byte) (string, error) {
	text, _, err := decode(data)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(text, "\ufeff"), nil
}

// decode reads a file's bytes as text. It believes a byte order mark, then
// UTF-8, then windows-1256 and windows-1252 where the words that come out are
// plausible. A UTF-16 file keeps its mark, as a UTF-8 one.
func decode(data []byte) (text, charset string, err *FileError) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		if len(data)%2 != 0 {
			return "", "", &FileError{Problem: NotText}
		}
		b, failed := xunicode.UTF16(xunicode.BigEndian, xunicode.ExpectBOM).NewDecoder().Bytes(data)
		text, charset = "\ufeff"+string(b), "UTF-16"
		if failed != nil {
			return "", "", &FileError{Problem: NotText}
		}
	case utf8.Valid(data):
		text, charset = string(data), "UTF-8"
	default:
		text, charset = decodeByte(data)
	}
	if text == "" && len(data) > 0 || controls(text) {
		return "", "", &FileError{Problem: NotText, Line: firstBadLine(data)}
	}
	return text, charset, nil
}

// controls says whether a text holds control characters that no text has.
func controls(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b", r)
	})
}

// firstBadLine is the first line that is no UTF-8 or no text; 0: none.
func firstBadLine(data []byte) int {
	n := 1
	for l := range bytes.Lines(data) {
		if !utf8.Valid(l) || controls(string(l)) {
			return n
		}
		n++
	}
	return 0
}

// decodeByte reads text in one of the charsets of one byte a character that
// subtitles come in; "" where that cannot be told safely.
func decodeByte(data []byte) (text, charset string) {
	if s := decodeMap(charmap.Windows1256, data); plausibleArabic(s) {
		return s, "windows-1256"
	}
	if s := decodeMap(charmap.Windows1252, data); plausibleWestern(s) {
		return s, "windows-1252"
	}
	return "", ""
}

func decodeMap(m *charmap.Charmap, data []byte) string {
	b, err := m.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(b, utf8.RuneError) {
		return ""
	}
	return string(b)
}

const (
	// The letters that at least half of any Persian or Arabic text consists of.
	commonArabic = "اينردهمولتبسیک"
	// What Western languages have besides ASCII. Letters that other languages'
	// charsets put in the places of rarer ones, such as ð, are left out.
	western = "àâäáãåçéèêëíîïñóôöõøúùûüßæœÀÂÄÁÃÅÇÉÈÊËÍÎÏÑÓÔÖÕØÚÙÛÜÆŒ" + "‘’“”„–—…«»‹›•·¡¿©®™°§€£´\u00a0"
)

// plausibleArabic says whether words in Arabic letters have no other letters
// in them, and consist of the usual letters as texts do.
func plausibleArabic(s string) bool {
	var arabic, usual, pure, mixed int
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) }) {
		own, other := 0, 0
		for _, r := range w {
			switch {
			case scriptOf(r) == "Arab":
				own++
				if strings.ContainsRune(commonArabic, r) {
					usual++
				}
			case unicode.IsLetter(r):
				other++
			}
		}
		arabic += own
		if own > 0 && other > 0 {
			mixed++
		} else if own > 1 {
			pure++
		}
	}
	return pure > 0 && mixed*20 <= pure && usual*2 >= arabic
}

// plausibleWestern says whether a text is of ASCII, save for some letters and
// signs that Western languages have.
func plausibleWestern(s string) bool {
	ascii, other := 0, 0
	for _, r := range s {
		switch {
		case r >= utf8.RuneSelf && !strings.ContainsRune(western, r):
			return false
		case r >= utf8.RuneSelf:
			other++
		case unicode.IsLetter(r):
			ascii++
		}
	}
	return other*2 <= ascii
}
