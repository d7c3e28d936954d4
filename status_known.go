package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// noProvider is what to do where no provider is configured.
const noProvider = "No provider is configured: set the key of one, such as GROQ_API_KEY (see .env.example)."

// onlyRecorded is said of what a database knows nonetheless.
const onlyRecorded = noProvider + "\nThese are the ones that the database knows of, with the limits that it has learned:\n\n"

// recorded are the accounts and models that a quota book has records of, for
// where no provider is configured. Their limits are those that the book has
// learned: what was configured for them is not known here.
func recorded(ctx context.Context, book ai.Book) ([]ai.Account, error) {
	records, err := book.Records(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the quota book: %w", err)
	}
	all := catalog.Builtin()
	models, speech := map[string][]catalog.Model{}, map[string][]catalog.SpeechModel{}
	for key := range records {
		provider, model, ok := strings.Cut(key, "/")
		if !ok {
			continue
		}
		p, _ := all.Provider(provider)
		if slices.ContainsFunc(p.Speech, func(m catalog.SpeechModel) bool { return m.ID == model }) {
			speech[provider] = append(speech[provider], catalog.SpeechModel{ID: model})
			models[provider] = slices.Concat(models[provider]) // it may have no others
			continue
		}
		models[provider] = append(models[provider], catalog.Model{ID: model})
	}
	var accounts []ai.Account
	for name, list := range models {
		p, ok := all.Provider(name)
		if !ok {
			p.Name = name
		}
		place := func(id string) int {
			i := slices.IndexFunc(p.Models, func(m catalog.Model) bool { return m.ID == id })
			return cmp.Or(i+1, len(p.Models)+2)
		}
		for i := range list {
			if at := place(list[i].ID); at <= len(p.Models) {
				list[i] = p.Models[at-1]
				list[i].Limits = catalog.Limits{}
			}
		}
		slices.SortFunc(list, func(a, b catalog.Model) int {
			return cmp.Or(place(a.ID)-place(b.ID), strings.Compare(a.ID, b.ID))
		})
		p.Speech = speech[name]
		slices.SortFunc(p.Speech, func(a, b catalog.SpeechModel) int { return strings.Compare(a.ID, b.ID) })
		p.Models, p.Pools = list, slices.Clone(p.Pools)
		for i := range p.Pools {
			p.Pools[i].Limits = catalog.Limits{}
		}
		accounts = append(accounts, ai.Account{Provider: p})
	}
	order := func(a ai.Account) int {
		i := slices.IndexFunc(all.Providers, func(p catalog.Provider) bool { return p.Name == a.Name })
		return cmp.Or(i+1, len(all.Providers)+2)
	}
	slices.SortFunc(accounts, func(a, b ai.Account) int {
		return cmp.Or(order(a)-order(b), strings.Compare(a.Name, b.Name))
	})
	return accounts, nil
}
