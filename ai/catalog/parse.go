package catalog

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed providers.toml
var builtin []byte

// builtinTree is parsed once; every catalogue is decoded from it anew, so
// that nobody shares one.
var builtinTree = sync.OnceValue(func() table {
	var t table
	if err := toml.Unmarshal(builtin, &t); err != nil {
		panic("catalog: providers.toml: " + err.Error())
	}
	return t
})

// Builtin returns the built-in catalogue. The caller owns it.
func Builtin() *Catalog {
	c, _ := decode(builtinTree())
	return c
}

// Parse reads a catalogue that is meant to extend the built-in one: what it
// says of a provider or model known there may be a part, a new provider needs
// at least a wire, a base_url and a model. The name, such as the file's, is
// for errors only. The error names every fault, where it is and what to do.
func Parse(data []byte, name string) (*Catalog, error) {
	var tree table
	if err := toml.Unmarshal(data, &tree); err != nil {
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("%s: line %d: %s: mend the TOML there", name, syntax.Position.Line, syntax.Message)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c, found := decode(tree)
	whole, _ := decode(merge(builtinTree(), tree))
	for _, p := range whole.Providers {
		if _, mentioned := c.Provider(p.Name); mentioned {
			found.checkProvider(&p)
		}
	}
	if len(found.list) == 0 {
		return c, nil
	}
	errs := make([]error, len(found.list))
	for i, f := range found.list {
		errs[i] = fmt.Errorf("%s: %w", name, f)
	}
	return nil, errors.Join(errs...)
}

// Provider returns the provider of that name.
func (c *Catalog) Provider(name string) (Provider, bool) {
	i := slices.IndexFunc(c.Providers, func(p Provider) bool { return p.Name == name })
	if i < 0 {
		return Provider{}, false
	}
	return c.Providers[i], true
}

// Extend returns a catalogue of c's providers as changed by more, then those
// that only more has. Of a provider and model that both have, the fields that
// more gives replace c's; limits and terms are replaced figure by figure.
// Neither c nor more is changed.
func (c *Catalog) Extend(more *Catalog) *Catalog {
	whole, _ := decode(merge(c.tree, more.tree))
	return whole
}
