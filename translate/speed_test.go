package translate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/ai"
	"hamzaban/translate"
)

// slow is a provider without limits that answers rightly after half a second,
// and wrongly where wrong says so of the how manyeth request, from 0.
type slow struct {
	calls, now, most atomic.Int32
	wrong            func(n int32) bool
}

func (*slow) Name() string { return "slow" }

func (s *slow) Generate(_ context.Context, r *ai.Request) (*ai.Response, error) {
	n := s.calls.Add(1) - 1
	now := s.now.Add(1)
	defer s.now.Add(-1)
	for m := s.most.Load(); now > m && !s.most.CompareAndSwap(m, now); m = s.most.Load() {
	}
	time.Sleep(modelTime)
	list, _, _ := strings.Cut(r.Messages[0].Text, "\n\n")
	q := question{Schema: r.Schema != nil}
	if err := json.Unmarshal([]byte(list), &q); err != nil {
		return nil, err
	}
	text, _ := good(q)
	if s.wrong != nil && s.wrong(n) {
		text = `{"items":[]}`
	}
	return &ai.Response{Provider: "slow", Model: fmt.Sprint("m", n%3), Text: text}, nil
}

const (
	modelTime = 500 * time.Millisecond
	cues      = 300
	perCall   = 10
	inFlight  = 4
)

// idealTime is what so many cues take where nothing but the model takes time.
const idealTime = modelTime * (cues / perCall) / inFlight

// TestFileTime: 300 cues over a model that takes half a second, four requests
// in flight, in no more than 1.3 times the ideal; with one request in thirty
// answered wrongly, too.
func TestFileTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		wrong func(n int32) bool
	}{
		{"all is well", nil},
		{"one is answered wrongly", func(n int32) bool { return n == 7 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &slow{wrong: c.wrong}
				begun := time.Now()
				got, err := (&translate.Engine{Provider: p}).Translate(t.Context(), sentences(cues), translate.Options{To: lang("fa")})
				took := time.Since(begun)
				if err != nil || got[cues-1].Err != nil {
					t.Fatal(err, got[cues-1].Err)
				}
				t.Logf("%d cues in %v, ideal %v (%.2f times), %d requests, ideal %d", cues, took, idealTime, took.Seconds()/idealTime.Seconds(), p.calls.Load(), cues/perCall)
				if took > idealTime*13/10 || p.most.Load() > inFlight {
					t.Errorf("took %v with %d in flight", took, p.most.Load())
				}
			})
		})
	}
}

// BenchmarkFile is the same in real time: its ratio is to the ideal.
func BenchmarkFile(b *testing.B) {
	texts := sentences(cues)
	for b.Loop() {
		if _, err := (&translate.Engine{Provider: &slow{}}).Translate(b.Context(), texts, translate.Options{To: lang("fa")}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/idealTime.Seconds(), "x-ideal")
}
