package translate

import (
	"regexp"
	"strings"
)

var (
	timing  = regexp.MustCompile(`-->|^\s*\d+:\d+:\d+\D?\d*\s*[-–—=]+>`)
	number  = regexp.MustCompile(`^\s*[-#]?\pN+[.:]?\s*$`)
	speaker = regexp.MustCompile(`^\s*(?:<[^>]*>|\{\\[^}]*\})*\s*(?:[-–—‐♪♫#*•]|\[|\(|[\pL .]{1,20}:\s)`)
	// noCue is what begins a block of WebVTT that is no cue.
	noCue = regexp.MustCompile(`^(?:NOTE|STYLE|REGION)\s*$|^NOTE\s`)
)

// parseSRT takes SubRip subtitles apart. A cue's text goes on after an empty
// line if no next cue begins there, as some files have it. What stands before
// the first timing, and every line with an arrow, is left alone, whatever is
// wrong with it; numbers too, missing, wrong or renumbered.
func parseSRT(s string) ([]segment, error) {
	all := lines(s)
	var out []segment
	for i := 0; i < len(all); {
		out = append(out, glue(all[i].text+all[i].end))
		i++
		if !timing.MatchString(all[i-1].text) {
			continue
		}
		end := i
		for end < len(all) && !timing.MatchString(all[end].text) {
			end++
		}
		if end < len(all) {
			end -= cueHead(all[i:end])
		}
		out = append(out, cueText(all[i:end])...)
		i = end
	}
	return out, nil
}

// cueHead is how many of the lines between two timings belong to the second
// one: its number, or, after an empty line, whatever stands in its place.
func cueHead(between []line) int {
	n := len(between)
	if n == 0 {
		return 0
	}
	last := between[n-1].text
	if number.MatchString(last) || n > 1 && !blank(last) && blank(between[n-2].text) {
		return 1
	}
	return 0
}

// parseVTT takes WebVTT apart: texts are what stands between a timing and the
// next empty line; the header, names of cues, notes, styles and regions are
// none.
func parseVTT(s string) ([]segment, error) {
	all := lines(s)
	var out []segment
	fresh, skip := true, true // at the beginning of a block; within one that is no cue
	for i := 0; i < len(all); {
		text := all[i].text
		if blank(text) {
			fresh, skip = true, false
		} else if fresh {
			fresh, skip = false, skip || noCue.MatchString(text)
		}
		out = append(out, glue(text+all[i].end))
		i++
		if skip || !strings.Contains(text, "-->") {
			continue
		}
		end := i
		for end < len(all) && !blank(all[end].text) && !strings.Contains(all[end].text, "-->") {
			end++
		}
		out = append(out, cueText(all[i:end])...)
		i = end
	}
	return out, nil
}

// mostCueLines is how many lines are taken for one sentence; a file with more
// of them is hardly one of subtitles.
const mostCueLines = 8

// cueText makes the lines of one cue texts: a sentence that was broken over
// lines is one text and is broken again afterwards; speakers' lines are texts
// of their own.
func cueText(all []line) []segment {
	var out []segment
	for i := 0; i < len(all); {
		if blank(all[i].text) {
			out = append(out, glue(all[i].text+all[i].end))
			i++
			continue
		}
		end := i + 1
		for end < len(all) && end < i+mostCueLines && !blank(all[end].text) && !speaker.MatchString(all[end].text) {
			end++
		}
		out = append(out, cueWords(all[i:end], len(all) == 1), glue(all[end-1].end))
		i = end
	}
	return out
}

// cueWords is a text that stands on one or several lines of a cue. One that
// is the whole of its cue may take a second line.
func cueWords(all []line, whole bool) segment {
	lead, trail := margins(all)
	w := wrapOf(all)
	w.most = cueRunes
	w.second, w.was = whole, 0
	for _, l := range all {
		w.was = max(w.was, shown(l.text))
	}
	return textual(rawOf(all), joined(all), func(t string) string {
		// An arrow would be taken for a timing.
		return lead + w.write(strings.ReplaceAll(t, "-->", "→")) + trail
	})
}

// margins are the white space before the first of the lines and after the
// last.
func margins(all []line) (lead, trail string) {
	first, last := all[0].text, all[len(all)-1].text
	return first[:len(first)-len(strings.TrimLeft(first, " \t"))], last[len(strings.TrimRight(last, " \t")):]
}
