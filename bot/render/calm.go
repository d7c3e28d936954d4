package render

import (
	"regexp"
	"strings"
)

// calm mends a source line by line where models write what Markdown does not
// mean: a fence that begins within a line gets a line of its own, words below
// a table are no row of it, and a link whose address is still being written is
// shown as its label.
func calm(src string) string {
	src = belowTables(src)
	if !strings.Contains(src, "```") {
		return halfLink.ReplaceAllString(src, "$1")
	}
	var b strings.Builder
	last := strings.LastIndex("\n"+src, "\n```") // where the last line with a fence begins
	fence := ""                                  // what closes the running block of code
	ours := false                                // it began within a line
	for line := range strings.Lines(src) {
		if fence == "" && !strings.Contains(line, "```") && !strings.Contains(line, "~~~") {
			b.WriteString(line)
			continue
		}
		trimmed := strings.TrimSpace(line)
		switch m := lateFence.FindStringSubmatchIndex(line); {
		case fence != "":
			if rest, ok := strings.CutPrefix(trimmed, fence); ok && (ours || strings.Trim(rest, fence[:1]) == "") {
				fence = ""
				if ours && rest != "" {
					line = "```\n" + rest + "\n"
				}
			}
		case fences.MatchString(line):
			fence, ours = fences.FindStringSubmatch(line)[1], false
		case m != nil && strings.Count(line, "```") == 1 && (m[6] < m[7] || b.Len() < last):
			line = line[:m[3]] + "\n" + line[m[4]:]
			fence, ours = "```", true
		}
		b.WriteString(line)
	}
	if fence != "" {
		return b.String()
	}
	return halfLink.ReplaceAllString(b.String(), "$1")
}

// belowTables puts a blank line between the rows of a table and a line without
// any bar, which the parser would take for one more row.
func belowTables(src string) string {
	if !strings.Contains(src, "|") {
		return src
	}
	var b strings.Builder
	within := false
	for line := range strings.Lines(src) {
		switch {
		case tableRule.MatchString(line):
			within = true
		case within && !strings.Contains(line, "|"):
			within = false
			if strings.Trim(line, " \t\n>") != "" { // blank as the parser takes it
				b.WriteString(quoteMarks.FindString(line) + "\n")
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

var (
	// tableRule is the line below a table's head.
	tableRule  = regexp.MustCompile(`^[ >]*(?:[-*+] |\d+[.)] )?[ >]*(?:\|[ :|-]*-[ :|-]*|:?-+:? *\|[ :|-]*)\n?$`)
	quoteMarks = regexp.MustCompile(`^[ >]*`)
	// fences opens a block of code.
	fences = regexp.MustCompile("^ *(?:(?:[-*+]|\\d+[.)]|>) +)*(```+|~~~+)[^`]*$")
	// lateFence opens one at the end of a line of words.
	lateFence = regexp.MustCompile("^(.*[^`\\s] *)(```([\\w+#-]*)\\s*)$")
	// halfLink is a link without its end, at the end of everything.
	halfLink = regexp.MustCompile(`!?\[([^\[\]\n]*)\]\([^()\s]*$`)
)
