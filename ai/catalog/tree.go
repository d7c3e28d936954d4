package catalog

import (
	"maps"
	"slices"
)

// table is a TOML table as it was read.
type table = map[string]any

// identity names the field by which the items of a list are known.
var identity = map[string]string{"provider": "name", "model": "id", "pool": "name", "speech": "id"}

// merge returns base as changed by over. Tables are merged field by field and
// lists of named tables item by item; a body is one value and replaced whole.
func merge(base, over table) table {
	out := maps.Clone(base)
	if out == nil {
		out = table{}
	}
	for key, v := range over {
		if id, ok := identity[key]; ok {
			out[key] = mergeLists(tables(out[key]), tables(v), id)
			continue
		}
		old, wasTable := out[key].(table)
		if sub, isTable := v.(table); isTable && wasTable && key != "body" {
			v = merge(old, sub)
		}
		out[key] = v
	}
	return out
}

func mergeLists(base, over []table, id string) []table {
	out := slices.Clone(base)
	for _, t := range over {
		same := func(o table) bool { return t[id] != nil && o[id] == t[id] }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i] = merge(out[i], t)
		} else {
			out = append(out, t)
		}
	}
	return out
}

// tables returns a list of tables, however it was written; nil for anything
// else.
func tables(v any) []table {
	if list, ok := v.([]table); ok {
		return list
	}
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([]table, 0, len(list))
	for _, e := range list {
		t, ok := e.(table)
		if !ok {
			return nil
		}
		out = append(out, t)
	}
	return out
}

// clone copies a value as deep as it goes.
func clone(v any) any {
	switch v := v.(type) {
	case table:
		out := make(table, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = clone(e)
		}
		return out
	}
	return v
}
