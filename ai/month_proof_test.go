package ai_test

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// The laws that say what is allowed are the providers': clients that ask in
// order and fail over are refused and served alike, over HTTP and by the laws
// alone, across the midnight in California.
func TestSimulatedMonthKeepsToTheProvidersLaws(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	n := newPipes()
	accounts := builtin(t, n, names...)
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(8*time.Hour - 3*time.Minute)
		begin := time.Now()
		all := demand(seed, begin, 6*time.Minute, 16)
		for _, w := range all {
			w.took = 0 // one after the other
		}
		over := newTally("over HTTP", all)
		o := newObserver(over, all)
		srv := providers.New(providers.Options{Calls: -1, Ended: o.ended, Answer: simulated(all)})
		n.open(t, srv)
		for _, w := range all {
			time.Sleep(time.Until(w.at))
			if id := inOrder(t, accounts, w); id != "" {
				over.serve(w, id, 0)
			} else {
				over.turnAway(w)
			}
		}
		synctest.Wait()
		light := failOver("by the laws", truth(srv, accounts, begin), all, nil)
		o.report(t)
		for id, served := range over.served {
			if a, b := sum(served), sum(light.served[id]); a != b {
				t.Errorf("%s served %d over HTTP, %d by the laws", id, a, b)
			}
		}
		a, b := sum(over.provoked)+sum(over.learning), sum(light.provoked)
		if a != b || a == 0 || len(over.served) != len(light.served) {
			t.Errorf("%d models refused %d times over HTTP, %d models %d times by the laws", len(over.served), a, len(light.served), b)
		}
	})
}

// inOrder asks one model after the other and returns who answered.
func inOrder(t *testing.T, accounts []ai.Account, w *wish) string {
	r := w.request()
	for _, a := range accounts {
		for _, m := range a.Models {
			r.Model = m.ID
			if resp, err := a.Client.Generate(t.Context(), r); err == nil {
				return resp.ID()
			}
		}
	}
	return ""
}

func sum(of []int) int {
	n := 0
	for _, one := range of {
		n += one
	}
	return n
}
