package ai_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/ai/catalog"
)

// In a crowd everybody is told another time, and who comes then is served.
func TestPromisesInACrowd(t *testing.T) {
	for _, law := range []catalog.Law{catalog.Bucket, catalog.Fixed} {
		for _, named := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, with names %v", law, named), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					const people, minute = 40, 10
					a := &fake{name: "a"}
					account := a.account("a1")
					account.Law, account.Models[0].Limits = law, catalog.Limits{RPM: minute, Configured: true}
					p := ai.NewPool([]ai.Account{account}, ai.PoolOptions{})
					begun := time.Now()
					var mu sync.Mutex
					var told []time.Duration
					late := 0
					var all sync.WaitGroup
					for i := range people {
						all.Go(func() {
							time.Sleep(time.Duration(i) * time.Millisecond)
							r := request("hello")
							if named {
								r.Person = fmt.Sprint(i)
							}
							_, err := p.Generate(t.Context(), r)
							if err == nil {
								return
							}
							until := exhaustedUntil(t, err)
							time.Sleep(time.Until(until))
							_, err = p.Generate(t.Context(), r)
							mu.Lock()
							defer mu.Unlock()
							told = append(told, until.Sub(begun))
							if err != nil {
								late++
							}
						})
					}
					all.Wait()
					flush(t, p)
					slices.Sort(told)
					t.Logf("%d were served at once, the others told %v", people-len(told), told)
					if late > 0 {
						t.Errorf("%d of %d who came at their time were turned away", late, len(told))
					}
					for at := time.Minute; at < 4*time.Minute; at += time.Minute {
						n := 0
						for _, d := range told {
							if d >= at-time.Minute && d < at {
								n++
							}
						}
						if n > minute+2 {
							t.Errorf("%d were told to come in the minute before %v", n, at)
						}
					}
					if last := told[len(told)-1]; last > (people/minute+1)*time.Minute {
						t.Errorf("the last one was told to come after %v", last)
					}
				})
			})
		}
	}
}

func exhaustedUntil(t *testing.T, err error) time.Time {
	t.Helper()
	var e *ai.Exhausted
	if !errors.As(err, &e) || e.Until.IsZero() {
		t.Errorf("got %v, want a time to come again", err)
		return time.Now()
	}
	return e.Until
}
