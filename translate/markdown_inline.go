package translate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/util"
)

// hiddenInline finds what stays within a paragraph and which models and masks
// do not know for that: pictures that are links, addresses with brackets or
// titles, formulas, names of pictograms.
var hiddenInline = regexp.MustCompile(strings.Join([]string{
	`\[!\[[^\[\]]*\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"]*")?\)|\[[^\[\]]*\])\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"]*")?\)|\[[^\[\]]*\])`,
	`\]\(\s*(?P<to>(?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)+|[^\s()<]+)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*)\)`,
	`\$\$[^$]+\$\$|\$[^\s$](?:[^$\n]*[^\s$\\])?\$`,
	`\B:[a-z][a-z0-9_+-]+:\B`,
}, "|"))

// hideInline hides what stays, and code between several backticks.
func hideInline(s string) veiled {
	found := codeSpans(s)
	for _, loc := range hiddenInline.FindAllStringSubmatchIndex(s, -1) {
		switch {
		case s[loc[0]] == ']':
			loc = loc[2:4] // the address alone: "[words](" and ")" show that it is a link
		case s[loc[0]] == '$' && loc[1] < len(s) && s[loc[1]] >= '0' && s[loc[1]] <= '9':
			continue // $5 or $6
		}
		found = append(found, loc[:2])
	}
	slices.SortStableFunc(found, func(a, b []int) int { return a[0] - b[0] })
	kept := found[:0]
	for _, f := range found {
		if len(kept) == 0 || f[0] >= kept[len(kept)-1][1] {
			kept = append(kept, f)
		}
	}
	return hideAt(s, kept)
}

// codeSpans finds code, between as many backticks as it takes.
func codeSpans(s string) (found [][]int) {
	for i := 0; i < len(s); {
		if s[i] == '\\' {
			i += 2
			continue
		}
		n := ticks(s[i:])
		if n == 0 {
			i++
			continue
		}
		end := i + n
		for end < len(s) {
			k := ticks(s[end:])
			if k == n {
				break
			}
			end += max(k, 1)
		}
		if end < len(s) {
			found = append(found, []int{i, end + n})
			i = end
		}
		i += n
	}
	return found
}

func ticks(s string) (n int) {
	for n < len(s) && s[n] == '`' {
		n++
	}
	return n
}

// label finds what may be a link by its words alone, with what follows it.
var label = regexp.MustCompile(`!?\[([^\[\]]+)\](\[\]|\[|\(|:)?`)

// nameLabels gives links that are defined elsewhere and known by their words,
// such as [the guide], a name apart from these: [the guide][the guide].
func (m *markdown) nameLabels(s string) string {
	if len(m.labels) == 0 {
		return s
	}
	var b strings.Builder
	at := 0
	for _, loc := range label.FindAllStringSubmatchIndex(s, -1) {
		name, next := s[loc[2]:loc[3]], s[loc[3]+1:loc[1]]
		if next != "" && next != "[]" && next != ":" || !m.labels[util.ToLinkReference([]byte(name))] {
			continue
		}
		if loc[0] > 0 && s[loc[0]-1] == ']' {
			continue // the name itself: [words][name]
		}
		b.WriteString(s[at:loc[3]+1] + "[" + name + "]")
		at = loc[3] + 1 + len(strings.TrimSuffix(next, ":"))
	}
	return b.String() + s[at:]
}
