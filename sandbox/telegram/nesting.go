package telegram

import (
	"cmp"
	"slices"
)

// nest makes entities lie within each other or apart: code and pre hold
// nothing and lie in nothing but quotes, quotes hold no quotes, and of two
// that overlap in part the later is cut to the piece behind the earlier.
func (t *text16) nest(note notes) {
	t.carve(note)
	slices.SortStableFunc(t.entities, func(a, b Entity) int {
		return cmp.Or(a.Offset-b.Offset, b.Length-a.Length, rank(a)-rank(b))
	})
	var kept, open []Entity
	for _, e := range t.entities {
		for len(open) > 0 && open[len(open)-1].end() <= e.Offset {
			open = open[:len(open)-1]
		}
		if len(open) > 0 && e.end() > open[len(open)-1].end() {
			note("entities overlap", open[len(open)-1].Type+" and "+e.Type)
			end := open[len(open)-1].end()
			e.Offset, e.Length = end, e.end()-end
			open = open[:len(open)-1]
		}
		if rule := forbiddenIn(open, e); rule != "" {
			note(rule, e.Type)
			continue
		}
		kept, open = append(kept, e), append(open, e)
	}
	slices.SortStableFunc(kept, func(a, b Entity) int { return cmp.Or(a.Offset-b.Offset, b.Length-a.Length) })
	t.entities = kept
}

// carve cuts what lies around or across code away from it.
func (t *text16) carve(note notes) {
	var code, kept []Entity
	for _, e := range t.entities {
		if solid(e) {
			code = append(code, e)
		}
	}
	for _, e := range t.entities {
		pieces := []Entity{e}
		if !solid(e) && !quote(e) {
			for _, o := range code {
				pieces = without(pieces, o, note)
			}
		}
		kept = append(kept, pieces...)
	}
	t.entities = kept
}

// without cuts the range of a piece of code out of entities.
func without(pieces []Entity, code Entity, note notes) []Entity {
	var left []Entity
	for _, e := range pieces {
		if e.end() <= code.Offset || e.Offset >= code.end() {
			left = append(left, e)
			continue
		}
		note("entity shares its place with code", e.Type+" and "+code.Type)
		if e.Offset < code.Offset {
			before := e
			before.Length = code.Offset - e.Offset
			left = append(left, before)
		}
		if e.end() > code.end() {
			after := e
			after.Offset, after.Length = code.end(), e.end()-code.end()
			left = append(left, after)
		}
	}
	return left
}

// rank puts what may hold others first among entities of the same place.
func rank(e Entity) int {
	if quote(e) {
		return 0
	}
	return 1
}

func quote(e Entity) bool { return e.Type == "blockquote" || e.Type == "expandable_blockquote" }

func solid(e Entity) bool { return e.Type == "code" || e.Type == "pre" }

// leading entities take whoever presses them somewhere, and hold none of their
// kind.
func leading(e Entity) bool { return e.Type == "text_link" || e.Type == "text_mention" }

// forbiddenIn names the rule against e within the entities that are open
// around it.
func forbiddenIn(open []Entity, e Entity) string {
	for _, o := range open {
		switch {
		case solid(o):
			return "entity within code"
		case quote(o) && quote(e):
			return "quote within a quote"
		case o.Type == e.Type:
			return "entity within its like"
		case leading(o) && leading(e):
			return "link within a link"
		}
	}
	return ""
}
