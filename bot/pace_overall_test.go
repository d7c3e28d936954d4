package bot

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// server takes so many calls a second, as many at once, and refuses the others.
type server struct {
	mu             sync.Mutex
	perSecond      float64
	spent          float64
	at             time.Time
	taken, refused int
}

func (s *server) takes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.spent, s.at = max(0, s.spent-now.Sub(s.at).Seconds()*s.perSecond), now
	if s.spent+1 > s.perSecond {
		s.refused++
		return false
	}
	s.spent++
	s.taken++
	return true
}

// TestOverall: what all chats take together, with servers that allow less, as much
// and more than is taken at first.
func TestOverall(t *testing.T) {
	for _, c := range []struct {
		name      string
		perSecond float64
		chats     int // that want a call in one moment, and again until they have it
		within    time.Duration
		refused   int // at most
	}{
		{"a hundred answers at a server that takes thirty a second", 30, 100, 4 * time.Second, 0},
		{"a thousand answers at a server that takes thirty a second", 30, 1000, 45 * time.Second, 20},
		{"a thousand answers at a server that takes them all", 5000, 1000, time.Second, 0},
		{"a hundred answers at a server that takes ten a second", 10, 100, 30 * time.Second, 40},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, o, begun := &server{perSecond: c.perSecond}, &overall{}, time.Now()
				var all sync.WaitGroup
				for chat := range c.chats {
					all.Go(func() {
						for {
							if err := o.await(t.Context(), nil); err != nil {
								t.Error(err)
							}
							time.Sleep(30 * time.Millisecond) // on its way
							if s.takes() {
								return
							}
							o.refused(time.Now(), int64(1+chat))
							time.Sleep(time.Second) // as it was asked to
						}
					})
				}
				all.Wait()
				took := time.Since(begun)
				t.Logf("%d calls within %v, %d refused", s.taken, took, s.refused)
				if took > c.within || s.refused > c.refused {
					t.Errorf("want them within %v, and at most %d refused", c.within, c.refused)
				}
			})
		})
	}
}

// TestOverallOrder: answers go in their order, and before all that may as well not
// be sent.
func TestOverallOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &overall{}
		if o.spare(time.Now(), keptForFirst) != 0 {
			t.Error("there is no room at first")
		}
		for range int(overallBurst - keptForAnswers) {
			o.take(time.Now())
		}
		if o.spare(time.Now(), keptForAnswers) == 0 || o.spare(time.Now(), keptForFirst) == 0 {
			t.Error("previews take what is kept for answers")
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		var order []int
		for i := range 20 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Microsecond)
				if err := o.await(t.Context(), nil); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
		}
		time.Sleep(time.Millisecond)
		if o.spare(time.Now(), 0) == 0 {
			t.Error("a preview goes before answers that wait")
		}
		all.Wait()
		for i, n := range order {
			if i != n {
				t.Fatalf("they went in the order %v", order)
			}
		}
	})
}

// TestOverallEnds: whoever leaves takes nobody's place.
func TestOverallEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, over := &overall{rate: overallPerSecond}, make(chan struct{})
		for range int(overallBurst) {
			o.take(time.Now())
		}
		ctx, cancel := context.WithCancel(t.Context())
		var left, stopped error
		var all sync.WaitGroup
		all.Go(func() { left = o.await(ctx, over) })
		all.Go(func() { stopped = o.await(t.Context(), over) })
		synctest.Wait()
		cancel()
		close(over)
		all.Wait()
		if !errors.Is(left, context.Canceled) || !errors.Is(stopped, errLeft) {
			t.Errorf("got %v and %v", left, stopped)
		}
		time.Sleep(time.Second)
		o.mu.Lock()
		defer o.mu.Unlock()
		if len(o.waiting) != 0 || o.served {
			t.Error("somebody is waited for who left")
		}
	})
}
