package main

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"hamzaban/ai/catalog"
)

// ProviderConfig is one provider as it is used here: the catalogue's entry
// with the environment's word on models, limits and address.
type ProviderConfig struct {
	catalog.Provider
	Keys  []string
	Proxy string
	// Known are the ids of all models that the catalogue has, used or not.
	Known []string
}

// providers returns the providers that can be used, first tried first.
func (e *environment) providers(privacy string, needs Needs) ([]ProviderConfig, []string) {
	cat, added := e.catalogue()
	var list []ProviderConfig
	var warnings []string
	for _, name := range e.order(cat, added) {
		entry, ok := cat.Provider(name)
		if !ok {
			e.fault("PROVIDER_ORDER", fmt.Sprintf("names %q, which no catalogue has", name), "use these: %s; or describe it in PROVIDERS_FILE", strings.Join(names(cat), ", "))
			continue
		}
		p := ProviderConfig{Provider: entry, Known: known(&entry)}
		prefix := strings.ToUpper(name)
		p.Keys = splitList(e.secret(prefix + "_API_KEY"))
		p.Proxy = e.proxy(prefix + "_PROXY")
		p.BaseURL = e.address(prefix+"_BASE_URL", p.BaseURL, "https", "http")
		p.Models = e.models(&p.Provider, prefix)
		e.limits(&p.Provider, prefix)
		if len(p.Keys) == 0 && !p.NoKey {
			continue
		}
		if privacy == "no-training" {
			p.Models = keepPrivate(&p.Provider)
			if p.TrainsOn(&catalog.Model{}) != catalog.No {
				p.Speech = nil
			}
		}
		if len(p.Models) == 0 {
			warnings = append(warnings, fmt.Sprintf("%s is left out: PRIVACY=no-training, and none of its models is known not to train on prompts", name))
			continue
		}
		list = append(list, p)
	}
	if len(list) == 0 && needs.Providers {
		e.noProvider(warnings)
	}
	return list, warnings
}

// known are the ids of the entry's models, those for speech too, but for
// models whose end was announced and has come.
func known(p *catalog.Provider) []string {
	var ids []string
	for i := range p.Models {
		if m := &p.Models[i]; !m.Ended(time.Now()) {
			ids = append(ids, m.ID)
		}
	}
	for i := range p.Speech {
		ids = append(ids, p.Speech[i].ID)
	}
	return ids
}

// noProvider says why no provider can be used.
func (e *environment) noProvider(warnings []string) {
	for _, f := range e.faults {
		if strings.HasSuffix(f.Variable, "_API_KEY_FILE") || f.Variable == "PROVIDER_ORDER" {
			return
		}
	}
	if len(warnings) > 0 {
		e.fault("PRIVACY", "leaves no provider to ask", "set PRIVACY=any, or add the key of a provider that does not train on prompts, such as GROQ_API_KEY")
		return
	}
	e.fault("GROQ_API_KEY", "is not set, nor is any other provider's key", "set at least one of GROQ_API_KEY, CEREBRAS_API_KEY, GEMINI_API_KEY, OPENROUTER_API_KEY, COHERE_API_KEY; docs/providers.md tells where to get them for nothing")
}

// catalogue is the built-in one with PROVIDERS_FILE over it, and the names of
// the providers that the file adds.
func (e *environment) catalogue() (*catalog.Catalog, []string) {
	cat := catalog.Builtin()
	path := e.text("PROVIDERS_FILE", "")
	if path == "" {
		return cat, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		e.fault("PROVIDERS_FILE", "names a file that cannot be read", "check the path and its permissions (%v)", err)
		return cat, nil
	}
	extra, err := catalog.Parse(data, path)
	if err != nil {
		e.fault("PROVIDERS_FILE", "has mistakes", "mend them (the format is explained in docs/providers.md):\n    %s", strings.ReplaceAll(err.Error(), "\n", "\n    "))
		return cat, nil
	}
	var added []string
	for _, p := range extra.Providers {
		if _, known := cat.Provider(p.Name); !known && !p.Optional {
			added = append(added, p.Name)
		}
	}
	return cat.Extend(extra), added
}

func (e *environment) order(cat *catalog.Catalog, added []string) []string {
	if given := e.list("PROVIDER_ORDER"); len(given) > 0 {
		seen := map[string]bool{}
		var order []string
		for _, name := range given {
			if name = strings.ToLower(name); !seen[name] {
				seen[name] = true
				order = append(order, name)
			}
		}
		return order
	}
	var order []string
	for _, p := range catalog.Builtin().Providers {
		if !p.Optional {
			order = append(order, p.Name)
		}
	}
	return append(order, added...)
}

func names(cat *catalog.Catalog) []string {
	var all []string
	for _, p := range cat.Providers {
		all = append(all, p.Name)
	}
	return all
}

// models are those that <PROVIDER>_MODELS names, in its order, or else the
// catalogue's own that are not optional. A model that the catalogue does not
// know has no known limits of its own, but draws on the provider's shared pool
// where there is one.
func (e *environment) models(p *catalog.Provider, prefix string) []catalog.Model {
	var chosen []catalog.Model
	given := e.list(prefix + "_MODELS")
	for _, id := range given {
		m := catalog.Model{ID: id}
		if len(p.Pools) == 1 {
			m.Pool = p.Pools[0].Name
		}
		for _, known := range p.Models {
			if known.ID == id {
				m = known
			}
		}
		chosen = append(chosen, m)
	}
	if len(given) > 0 {
		p.Discover = "" // these and no others
		return chosen
	}
	for _, m := range p.Models {
		if !m.Optional && !m.Ended(time.Now()) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// limits puts <PROVIDER>_LIMITS in the place of what the catalogue says about
// each model and of the shared pools.
func (e *environment) limits(p *catalog.Provider, prefix string) {
	given := e.text(prefix+"_LIMITS", "")
	if given == "" {
		return
	}
	limits, err := catalog.ParseLimits(given)
	if err != nil {
		e.fault(prefix+"_LIMITS", "cannot be read", "%v", err)
		return
	}
	limits.Configured = true
	if len(p.Pools) == 1 {
		var pooled catalog.Limits
		limits, pooled = share(limits, p.Pools[0].Limits)
		p.Pools[0].Limits = pooled
	}
	for i := range p.Models {
		p.Models[i].Limits = limits
	}
}

// share puts each figure where the catalogue has it: what the models of an
// account share stays shared.
func share(given, shared catalog.Limits) (own, pooled catalog.Limits) {
	own, pooled = given, catalog.Limits{Configured: true}
	for _, f := range []struct {
		shared      int
		own, pooled *int
	}{
		{shared.RPM, &own.RPM, &pooled.RPM},
		{shared.RPD, &own.RPD, &pooled.RPD},
		{shared.RPMonth, &own.RPMonth, &pooled.RPMonth},
		{shared.TPM, &own.TPM, &pooled.TPM},
		{shared.TPD, &own.TPD, &pooled.TPD},
		{shared.TPMonth, &own.TPMonth, &pooled.TPMonth},
	} {
		if f.shared > 0 {
			*f.pooled, *f.own = *f.own, 0
		}
	}
	return own, pooled
}

// keepPrivate returns the models that are known not to train on prompts. None
// is discovered unless that holds for whatever the provider has.
func keepPrivate(p *catalog.Provider) []catalog.Model {
	var kept []catalog.Model
	if p.TrainsOn(&catalog.Model{}) != catalog.No {
		p.Discover = ""
	}
	for _, m := range p.Models {
		if p.TrainsOn(&m) == catalog.No {
			kept = append(kept, m)
		}
	}
	return kept
}

func (e *environment) proxy(name string) string {
	v := e.text(name, "")
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5") {
		e.fault(name, "is not a proxy's address", "write it as http://host:port, https://host:port or socks5://host:port")
		return ""
	}
	return v
}
