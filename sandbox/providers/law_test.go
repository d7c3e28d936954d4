package providers

import (
	"fmt"
	"testing"
	"time"
)

// The waits that Groq itself told, for the limits, uses and requests that it
// named with them.
func TestBucketWaitsAsPublished(t *testing.T) {
	for _, tc := range []struct {
		per                    string
		limit, used, requested float64
		want                   time.Duration
	}{
		{"day", 100000, 97050, 3619, 9*time.Minute + 38016*time.Millisecond},
		{"minute", 6000, 5034, 1443, 4770 * time.Millisecond},
		{"minute", 12000, 4437, 9854, 11455 * time.Millisecond},
		{"minute", 12000, 2542, 9855, 1985 * time.Millisecond},
		{"minute", 30000, 18928, 11159, 174 * time.Millisecond},
	} {
		t.Run(fmt.Sprint(tc.per, " ", tc.limit, " ", tc.used), func(t *testing.T) {
			now := time.Unix(1795435200, 0)
			g := &gauge{unit: "tokens", per: tc.per, limit: tc.limit, law: bucket{}, used: tc.used, at: now}
			h := admit([]*gauge{g}, now, tc.requested)
			if h == nil || h.wait != tc.want || g.used != tc.used {
				t.Fatalf("%+v, used %v, want to wait %s", h, g.used, tc.want)
			}
			if h := admit([]*gauge{g}, now.Add(tc.want-time.Millisecond), tc.requested); h == nil {
				t.Error("admitted a millisecond too early")
			}
			if h := admit([]*gauge{g}, now.Add(tc.want), tc.requested); h != nil {
				t.Errorf("refused when the wait was over: %+v", h)
			}
		})
	}
}

func TestCalendarStartsAfresh(t *testing.T) {
	utc, west := calendar{time.UTC}, calendar{pacific()}
	for _, tc := range []struct {
		name       string
		law        calendar
		per, at    string
		stillUntil string
	}{
		{"minute", utc, "minute", "2026-11-23T12:00:59Z", "2026-11-23T12:01:00Z"},
		{"UTC day", utc, "day", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"},
		{"Pacific day in winter", west, "day", "2026-11-23T07:59:00Z", "2026-11-23T08:00:00Z"},
		{"Pacific day in summer", west, "day", "2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z"},
		{"the day of 25 hours", west, "day", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"},
		{"the day of 23 hours", west, "day", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"},
		{"month", utc, "month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"},
		{"month at the end of a year", utc, "month", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at, until := newTime(tc.at), newTime(tc.stillUntil)
			g := &gauge{unit: "requests", per: tc.per, limit: 1, law: tc.law}
			if h := admit([]*gauge{g}, at, 0); h != nil {
				t.Fatalf("the first was refused: %+v", h)
			}
			h := admit([]*gauge{g}, until.Add(-time.Nanosecond), 0)
			if h == nil || !h.reset.Equal(until) || h.wait != time.Nanosecond {
				t.Errorf("%+v, want a wait until %s", h, until)
			}
			if h := admit([]*gauge{g}, until, 0); h != nil {
				t.Errorf("refused in the new window: %+v", h)
			}
		})
	}
}

func TestAdmitCountsOnAllOrNone(t *testing.T) {
	now := newTime("2026-11-23T12:00:00Z")
	gs := gauges(Limits{RPM: 10, RPD: 2, TPM: 100}, bucket{})
	for i, tc := range []struct {
		tokens float64
		hit    string
		never  bool
	}{{40, "", false}, {101, "tokens per minute", true}, {70, "tokens per minute", false}, {60, "", false}, {1, "requests per day", false}} {
		h := admit(gs, now, tc.tokens)
		if (h == nil) != (tc.hit == "") || h != nil && (h.unit+" per "+h.per != tc.hit || h.never != tc.never) {
			t.Fatalf("call %d: %+v, want %q", i+1, h, tc.hit)
		}
	}
	for i, want := range []float64{2, 2, 100} {
		if gs[i].used != want {
			t.Errorf("%s per %s: used %v, want %v", gs[i].unit, gs[i].per, gs[i].used, want)
		}
	}
}

func TestSettle(t *testing.T) {
	now := newTime("2026-11-23T12:00:30Z")
	b := gauges(Limits{TPM: 600}, bucket{})
	admit(b, now, 500)
	settle(b, now, now.Add(10*time.Second), 500, 300)
	if b[0].used != 200 { // 100 drained, 200 given back
		t.Errorf("bucket: used %v", b[0].used)
	}
	c := gauges(Limits{TPM: 600}, calendar{time.UTC})
	admit(c, now, 500)
	later := now.Add(31 * time.Second)
	admit(c, later, 50)
	settle(c, now, later, 500, 300)
	if c[0].used != 50 { // the reservation went with its window
		t.Errorf("calendar: used %v", c[0].used)
	}
}

func newTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}
