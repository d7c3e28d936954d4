package catalog

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// fault is one mistake in a catalogue file.
type fault struct{ where, key, text string }

func (f fault) Error() string {
	s := f.text
	if f.key != "" {
		s = f.key + " " + s
	}
	if f.where != "" {
		s = f.where + ": " + s
	}
	return s
}

// faults collects mistakes, the first of each field only: a value that could
// not be read is not reported as missing too.
type faults struct{ list []fault }

func (f *faults) add(where, key, format string, args ...any) {
	for _, old := range f.list {
		if old.where == where && old.key == key {
			return
		}
	}
	f.list = append(f.list, fault{where, key, fmt.Sprintf(format, args...)})
}

// decode turns a table into a catalogue. It does by hand what a TOML library
// does, because those stop at the first value of a wrong type.
func decode(t table) (*Catalog, *faults) {
	c, f := &Catalog{tree: t}, &faults{}
	f.fill(reflect.ValueOf(c).Elem(), t, "", "")
	for i := range c.Providers {
		p := &c.Providers[i]
		p.Title = cmp.Or(p.Title, p.Name)
		p.Law = cmp.Or(p.Law, Fixed)
		p.MaxTokens = cmp.Or(p.MaxTokens, "max_tokens")
	}
	return c, f
}

// fill sets the fields of the struct v. The place of a fault is where, with
// prefix before the key.
func (f *faults) fill(v reflect.Value, t table, where, prefix string) {
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		if key := v.Type().Field(i).Tag.Get("toml"); key != "" && key != "-" {
			fields[key] = v.Field(i)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(t)) {
		field, known := fields[key]
		if !known {
			f.add(where, prefix+key, "is not known here: remove it, or choose one of %s",
				strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			continue
		}
		f.set(field, t[key], where, prefix, key)
	}
}

func (f *faults) set(v reflect.Value, x any, where, prefix, key string) {
	wrong := func(want string) { f.add(where, prefix+key, "must be %s, not %s", want, describe(x)) }
	switch v.Kind() {
	case reflect.String:
		if s, ok := x.(string); ok {
			v.SetString(s)
		} else {
			wrong(`text in quotes`)
		}
	case reflect.Int:
		if n, ok := x.(int64); ok {
			v.SetInt(n)
		} else {
			wrong("a whole number without quotes")
		}
	case reflect.Bool:
		if b, ok := x.(bool); ok {
			v.SetBool(b)
		} else {
			wrong("true or false without quotes")
		}
	case reflect.Map:
		if t, ok := x.(table); ok {
			v.Set(reflect.ValueOf(clone(t)))
		} else {
			wrong("a table, such as { field = \"value\" }")
		}
	case reflect.Struct:
		if t, ok := x.(table); ok {
			f.fill(v, t, where, prefix+key+".")
		} else {
			wrong("a table, such as { field = \"value\" }")
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			f.setList(v, x, where, key)
			return
		}
		words, ok := texts(x)
		if !ok {
			wrong(`a list of texts, such as ["one", "two"]`)
			return
		}
		v.Set(reflect.ValueOf(words))
	}
}

// texts returns a list of texts, nil for an empty one.
func texts(x any) (words []string, ok bool) {
	list, ok := x.([]any)
	if !ok {
		return nil, false
	}
	for _, e := range list {
		s, isText := e.(string)
		if !isText {
			return nil, false
		}
		words = append(words, s)
	}
	return words, true
}

func (f *faults) setList(v reflect.Value, x any, where, key string) {
	list := tables(x)
	if list == nil {
		f.add(where, key, "must be a list of tables: begin each with [[%s]]", key)
		return
	}
	id, seen := identity[key], map[string]bool{}
	for i, t := range list {
		name, _ := t[id].(string)
		at := fmt.Sprintf("%s %q", key, name)
		if name == "" {
			at = fmt.Sprintf("%s number %d", key, i+1)
		}
		if where != "" {
			at = where + ", " + at
		}
		if name == "" {
			f.add(at, id, "is missing: give it, so that it is clear which %s is meant", key)
		}
		if seen[name] {
			f.add(at, id, "stands twice: join the two entries")
		}
		seen[name] = true
		item := reflect.New(v.Type().Elem()).Elem()
		f.fill(item, t, at, "")
		v.Set(reflect.Append(v, item))
	}
}

func describe(x any) string {
	switch x := x.(type) {
	case string:
		return fmt.Sprintf("the text %q", x)
	case table:
		return "a table"
	case []any, []table:
		return "a list"
	}
	return fmt.Sprint(x)
}
