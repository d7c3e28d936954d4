package ai_test

import (
	"testing"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// What the pool itself costs, with a book in memory and a provider that takes
// no time.
func BenchmarkPool(b *testing.B) {
	accounts := func() []ai.Account {
		var all []ai.Account
		for _, name := range names {
			f := &fake{name: name, do: says("answer")}
			account := f.account("m1", "m2", "m3")
			for i := range account.Models {
				account.Models[i].Limits = catalog.Limits{RPM: 1e9, RPD: 1e9, TPM: 1e9, TPD: 1e9}
			}
			all = append(all, account)
		}
		return all
	}
	b.Run("healthy", func(b *testing.B) {
		p := ai.NewPool(accounts(), ai.PoolOptions{})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.Generate(b.Context(), request("hello")); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("the first provider rests", func(b *testing.B) {
		all := accounts()
		all[0].Client = &fake{name: names[0], do: fails(ai.Error{Kind: ai.NoCredit, Scope: ai.ScopeAccount, Status: 402})}
		p := ai.NewPool(all, ai.PoolOptions{})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := p.Generate(b.Context(), request("hello")); err != nil {
				b.Fatal(err)
			}
		}
	})
}
