package bot

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// reserve takes the next place for a call and returns its time.
func (p *pace) reserve(now time.Time) time.Time {
	at := p.wait(now)
	if !p.take(at) {
		panic("a place that was named is none")
	}
	return at
}

// TestPace: when calls that come at once, or all the time, may be made.
func TestPace(t *testing.T) {
	every := func(n int, d time.Duration) []time.Duration {
		var at []time.Duration
		for i := range n {
			at = append(at, time.Duration(i)*d)
		}
		return at
	}
	for _, c := range []struct {
		name  string
		chat  int64
		wants []time.Duration // when the calls are wanted
		n     int             // which of them is looked at
		most  time.Duration   // how late that one is at most
	}{
		{"a burst", 1, every(4, 0), 4, 0},
		{"one more than a burst", 1, every(5, 0), 5, 1100 * time.Millisecond},
		{"the answers to three commands", 1, every(6, 100*time.Millisecond), 6, 1700 * time.Millisecond},
		{"a talk", 1, every(100, 1100*time.Millisecond), 100, 0},
		{"a group's burst", -1, every(4, 0), 4, 0},
		{"a group's twenty", -1, every(20, 2*time.Second), 20, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, begin := newLine(c.chat), time.Now()
			var at time.Time
			for _, want := range c.wants[:c.n] {
				at = p.reserve(begin.Add(want))
			}
			if late := at.Sub(begin.Add(c.wants[c.n-1])); late < 0 || late > c.most {
				t.Errorf("the call is %v late, want at most %v", late, c.most)
			}
		})
	}
}

// TestPaceKeepsTelegramsLimits: whatever is wanted, no stretch of time has more
// calls than Telegram takes.
func TestPaceKeepsTelegramsLimits(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for _, chat := range []int64{1, -1} {
		t.Run(fmt.Sprint(chat), func(t *testing.T) {
			p, now := newLine(chat), time.Now()
			var calls []time.Time
			for range 2000 {
				now = now.Add(time.Duration(rnd.ExpFloat64() * float64(rnd.IntN(4)) * float64(time.Second)))
				calls = append(calls, p.reserve(now))
			}
			for i := range calls {
				for j := i; j < min(len(calls), i+60); j++ {
					n, within := j-i+1, calls[j].Sub(calls[i])
					if most := 4 + int(within/time.Second); n > most {
						t.Fatalf("%d calls within %v", n, within)
					}
					if chat < 0 && n > 20 && within < time.Minute {
						t.Fatalf("%d calls to a group within %v", n, within)
					}
				}
			}
			if p.idle(calls[len(calls)-1]) || !p.idle(calls[len(calls)-1].Add(2*time.Minute)) {
				t.Error("idle is not told from busy")
			}
		})
	}
}

// TestPaceWaits: no more is held back than needed.
func TestPaceWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, begin := newLine(1), time.Now()
		for range 23 {
			time.Sleep(time.Until(p.reserve(time.Now())))
		}
		if took := time.Since(begin); took != (23-chatBurst)*chatEvery {
			t.Errorf("23 calls took %v", took)
		}
	})
}
