package ai

import (
	"testing"
	"time"

	"hamzaban/ai/catalog"
)

func TestLaws(t *testing.T) {
	pacific, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Skip("no time zones here:", err)
	}
	bucket, fixed := law{catalog.Bucket, time.UTC}, law{catalog.Fixed, time.UTC}
	zoned := law{catalog.Fixed, pacific}
	noon := time.Date(2026, time.November, 23, 12, 0, 30, 0, time.UTC)
	summer := time.Date(2026, time.October, 31, 20, 0, 0, 0, pacific) // the clocks change that night
	for _, c := range []struct {
		name        string
		law         law
		per         Per
		limit, used float64
		at, now     time.Time
		left        float64 // used at now
		need        float64
		ready       time.Duration // after now; -1: never
	}{
		{"a bucket is as it was at once", bucket, Minute, 30, 30, noon, noon, 30, 1, 2*time.Second + margin},
		{"a bucket drains", bucket, Minute, 30, 30, noon, noon.Add(10 * time.Second), 25, 1, 0},
		{"a bucket drains to nothing", bucket, Minute, 30, 30, noon, noon.Add(time.Hour), 0, 30, 0},
		{"a bucket tells to the millisecond", bucket, Minute, 8000, 7500, noon, noon, 7500, 1500, 7500*time.Millisecond + margin},
		{"a bucket of a day", bucket, Day, 1000, 1000, noon, noon, 1000, 1, 86400*time.Millisecond + margin},
		{"a bucket never holds more than it holds", bucket, Minute, 8000, 0, noon, noon, 0, 8001, -1},
		{"a clock that goes back drains nothing", bucket, Minute, 30, 30, noon, noon.Add(-time.Second), 30, 1, 3*time.Second + margin},
		{"a bucket counted by a clock that was a year ahead", bucket, Day, 30, 30, noon.AddDate(1, 0, 0), noon, 0, 30, 0},
		{"without a limit a bucket is counted by the clock", bucket, Minute, 0, 7, noon, noon.Add(29 * time.Second), 7, 1, 0},
		{"without a limit a bucket's minute ends", bucket, Minute, 0, 7, noon, noon.Add(30 * time.Second), 0, 1, 0},
		{"a minute lasts to its end", fixed, Minute, 15, 15, noon, noon.Add(29 * time.Second), 15, 1, time.Second},
		{"a minute is over", fixed, Minute, 15, 15, noon, noon.Add(30 * time.Second), 0, 15, 0},
		{"a day in UTC", fixed, Day, 50, 50, noon, noon, 50, 1, 11*time.Hour + 59*time.Minute + 30*time.Second},
		{"a day in another zone", zoned, Day, 20, 20, noon, noon, 20, 1, 19*time.Hour + 59*time.Minute + 30*time.Second},
		{"a day of 25 hours", zoned, Day, 20, 20, summer.Add(5 * time.Hour), summer.Add(5 * time.Hour), 20, 1, 24 * time.Hour},
		{"a month", fixed, Month, 1000, 990, noon, noon, 990, 11, 7*24*time.Hour + 11*time.Hour + 59*time.Minute + 30*time.Second},
		{"a month of a provider with buckets", bucket, Month, 1000, 990, noon, noon.AddDate(0, 0, 7), 990, 11, 11*time.Hour + 59*time.Minute + 30*time.Second},
		{"a month is over", fixed, Month, 1000, 990, noon, noon.AddDate(0, 0, 8), 0, 1000, 0},
		{"a clock that was a year ahead", fixed, Day, 50, 50, noon.AddDate(1, 0, 0), noon, 0, 1, 0},
		{"what was never used", fixed, Day, 50, 0, time.Time{}, noon, 0, 50, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &WindowState{Window: Window{Tokens, c.per}, Used: c.used, At: c.at}
			if got := c.law.used(w, c.limit, c.now); got != c.left {
				t.Errorf("used is %v, want %v", got, c.left)
			}
			at := c.law.ready(w, c.limit, c.need, c.now)
			if c.ready < 0 {
				if !at.Equal(never) {
					t.Errorf("ready at %v, want never", at)
				}
				return
			}
			if got := at.Sub(c.now); got != c.ready {
				t.Errorf("ready after %v, want %v", got, c.ready)
			}
			if after := c.law.ready(w, c.limit, c.need, at); after.After(at) {
				t.Errorf("not ready when it should be, but %v later", after.Sub(at))
			}
		})
	}
}

// A provider may count a call a moment later than it was counted here, which
// matters where its bucket was empty.
func TestBucketDrainsNoSoonerThanTheProviders(t *testing.T) {
	l := law{catalog.Bucket, time.UTC}
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	w := &WindowState{Window: Window{Requests, Minute}}
	for range 30 {
		l.add(w, 30, 1, now)
	}
	if got := l.used(w, 30, now.Add(lag)); got != 30 {
		t.Errorf("used is %v, want 30 while the calls are on their way", got)
	}
	l.add(w, 30, 0, now.Add(lag+2*time.Second))
	if got := l.ready(w, 30, 1, w.At); w.Used != 29 || got.After(w.At) {
		t.Errorf("used is %v, ready at %v, want 29 and at once", w.Used, got)
	}
}

// The same moment may lie in the next window by the provider's clock.
func TestLateCallsCountInBothWindows(t *testing.T) {
	l := law{catalog.Fixed, time.UTC}
	now := time.Date(2026, time.November, 23, 12, 0, 59, 700_000_000, time.UTC)
	w := &WindowState{Window: Window{Requests, Minute}}
	l.add(w, 15, 10, now.Add(-10*time.Second))
	l.add(w, 15, 3, now)
	next := now.Add(time.Second)
	if got := []float64{l.used(w, 15, now), l.used(w, 15, next), l.used(w, 15, next.Add(time.Minute))}; got[0] != 13 || got[1] != 3 || got[2] != 0 {
		t.Errorf("used in this minute, the next and the one after: %v, want 13, 3, 0", got)
	}
	l.add(w, 15, 4, next)
	if got := l.used(w, 15, next); got != 7 || l.used(w, 15, next.Add(time.Minute)) != 0 {
		t.Errorf("used is %v, want 7 and nothing of it a minute later", got)
	}
}

func TestKnownLimits(t *testing.T) {
	for _, c := range []struct {
		name    string
		figure  float64
		source  Source
		learned float64
		want    float64
		from    Source
	}{
		{"nothing is known", 0, FromCatalogue, 0, 0, FromCount},
		{"the catalogue's figure", 30, FromCatalogue, 0, 30, FromCatalogue},
		{"the provider knows better", 30, FromCatalogue, 60, 60, FromHeader},
		{"what was configured is not passed", 30, FromConfigured, 60, 30, FromConfigured},
		{"but the provider may allow less", 30, FromConfigured, 15, 15, FromHeader},
		{"configured as none", 0, FromConfigured, 60, 60, FromHeader},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := quota{limit: c.figure, source: c.source}
			w := &WindowState{Limit: c.learned}
			if c.learned > 0 {
				w.Source = FromHeader
			}
			if got, from := q.known(w); got != c.want || from != c.from {
				t.Errorf("%v from %s, want %v from %s", got, from, c.want, c.from)
			}
		})
	}
}
