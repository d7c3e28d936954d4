package translate

import (
	"strings"
	"unicode"
)

// heard are small English words as they sound, in Persian letters. None of them
// is a Persian word.
var heard = setOf("ایز آو ایت دیس دت وات ویت ویث مای هاو گود نات دونت ویل یور یو آر واز دِ ذه ذا آور دیر ور وین وای کن شود وود مورنینگ تودی")

// checkSounds finds English that was written in Persian letters as it sounds
// instead of being translated ("گود مورنینگ"). Names are written so by right,
// and so are texts that are Persian in Latin letters.
func checkSounds(src, out string, from Language) *fault {
	if from.Code == "fa" || mainScript(out) != "Arab" || mainScript(src) != "Latn" {
		return nil
	}
	words := strings.Fields(firstRunes(out, 2*checkedRunes))
	small := 0
	for _, w := range words {
		if heard[strings.Trim(w, ".,!?:;،؛؟…«»\"")] {
			small++
		}
	}
	if small < 2 {
		return nil
	}
	if l, conf := Detect(firstRunes(src, checkedRunes)); l.Code == "fa" || conf < Likely {
		return nil
	}
	have := map[string]int{}
	for _, w := range words {
		have[skeleton(w, arabSounds)]++
	}
	all, same := 0, 0
	for w := range strings.FieldsSeq(firstRunes(src, checkedRunes)) {
		first := []rune(w)[0]
		s := skeleton(w, latinSounds)
		if len(s) < 2 || unicode.IsUpper(first) {
			continue
		}
		all++
		if have[s] > 0 {
			have[s]--
			same++
		}
	}
	switch {
	case all >= 5 && same*5 >= all*4:
		return hard("the answer is the text in other letters")
	case all >= 3 && same*4 >= all*3:
		return soft("the answer is the text in other letters")
	}
	return nil
}

// The sounds of letters, alike ones under one sign; letters that stand for
// vowels or for nothing have none.
var (
	latinSounds = soundsOf("b:bp d:td f:f g:gkqcx j:jzs l:l m:m n:n r:r")
	arabSounds  = soundsOf("b:بپ d:تطد f:ف g:گغکقخك j:جژزذضظسصثشچ l:ل m:م n:ن r:ر")
)

func soundsOf(table string) map[rune]byte {
	sounds := map[rune]byte{}
	for f := range strings.FieldsSeq(table) {
		for _, r := range f[2:] {
			sounds[r] = f[0]
		}
	}
	return sounds
}

var digraphs = strings.NewReplacer("ph", "f", "sh", "s", "ch", "s", "th", "t", "gh", "")

// skeleton is a word's consonants, each run of the same once.
func skeleton(word string, sounds map[rune]byte) string {
	var b []byte
	for _, r := range digraphs.Replace(strings.ToLower(word)) {
		if s := sounds[r]; s != 0 && (len(b) == 0 || b[len(b)-1] != s) {
			b = append(b, s)
		}
	}
	return string(b)
}
