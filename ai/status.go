package ai

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// Status is what the book knows at one instant. Its JSON form is what
// "hamzaban status --json" prints.
type Status struct {
	At time.Time `json:"at"`
	// Capacity counts the requests of today, over all models whose limit is
	// known; where none is, over all.
	Capacity Figures `json:"capacity"`
	// Providers has one entry for each account and model, in the order in
	// which they are asked.
	Providers []ModelStatus `json:"providers"`
	// Speech has the models that write recordings down, which count requests and
	// seconds apart from the answers: they are no part of Capacity.
	Speech []ModelStatus `json:"speech,omitempty"`
}

// Figures are what was used of a limit. Limit and Remaining are nil where no
// limit is known.
type Figures struct {
	Used      int64  `json:"used"`
	Limit     *int64 `json:"limit"`
	Remaining *int64 `json:"remaining"`
}

// ModelStatus is the status of one model of one account.
type ModelStatus struct {
	Name  string `json:"name"`
	Model string `json:"model"`
	// Healthy: nothing makes it rest, and its last failure, unless that was
	// a limit, is made up for by an answer since.
	Healthy bool `json:"healthy"`
	// State says the same in more detail, Reason what kind of failure is
	// behind it (empty where it is healthy), and Since when its health last
	// turned: with the first failure in a row, or when all was well again; nil
	// where it never failed.
	State  State      `json:"state"`
	Reason Kind       `json:"reason,omitempty"`
	Since  *time.Time `json:"since"`
	// RestingUntil is when it may be asked again; nil where it does not rest
	// or where only a change of its key ends the rest.
	RestingUntil *time.Time     `json:"resting_until"`
	Windows      []WindowStatus `json:"windows"`
	// Requests counts the calls sent since the book began, Failures those
	// of them that failed.
	Requests int64 `json:"requests"`
	Failures int64 `json:"failures"`
	// SuccessRate is the part of the last day's calls that brought an answer,
	// those apart that failed to no fault of the model's; nil where there were
	// none.
	SuccessRate *float64 `json:"success_rate"`
	// Latency is of the last day's last whole answers, at most 50, and
	// FirstToken of the first signs of streamed ones, in milliseconds; 0: none.
	Latency    Latency `json:"latency_ms"`
	FirstToken Latency `json:"first_token_ms"`
	// LastError is the kind of the last failure and its HTTP status, empty
	// where there was none; LastErrorAt is when that was.
	LastError   string     `json:"last_error"`
	LastErrorAt *time.Time `json:"last_error_at"`
}

// WindowStatus is the status of one limit.
type WindowStatus struct {
	Window
	Figures
	// ResetsAt is when the window is whole again; nil where it is, or where
	// that cannot be told.
	ResetsAt *time.Time `json:"resets_at"`
	Source   Source     `json:"source"`
}

// Latency is a typical and a bad time, in milliseconds.
type Latency struct {
	P50 int `json:"p50"`
	P95 int `json:"p95"`
}

// Status tells what the pool has used, what is left, and how the models are.
func (p *Pool) Status(ctx context.Context) (*Status, error) {
	if err := p.Flush(ctx); err != nil {
		return nil, err
	}
	return ReadStatus(ctx, p.book, p.Accounts(), time.Now())
}

// ReadStatus reads the status of the accounts from a book, which another
// process may be using.
func ReadStatus(ctx context.Context, b Book, accounts []Account, now time.Time) (*Status, error) {
	records, err := b.Records(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{At: now.UTC().Truncate(time.Second), Providers: []ModelStatus{}}
	t := tally{now: now, records: records, pooled: map[string]bool{}}
	for i := range accounts {
		all := members(&accounts[i])
		for _, m := range all {
			s.Providers = append(s.Providers, m.status(records, now))
			t.add(m, all)
		}
	}
	for i := range accounts {
		for _, m := range hearers(&accounts[i]) {
			s.Speech = append(s.Speech, m.status(records, now))
		}
	}
	s.Capacity = t.capacity()
	return s, nil
}

func (m *member) status(records map[string]*Record, now time.Time) ModelStatus {
	own := records[m.id()].clone()
	s := ModelStatus{Name: m.provider, Model: m.model.ID, Windows: []WindowStatus{},
		Requests: own.Requests, Failures: own.Failures,
		LastError: own.LastError, LastErrorAt: instant(own.LastErrorAt)}
	s.SuccessRate, s.Latency, s.FirstToken = own.lately(now)
	m.health(&s, records, now)
	for i := range m.quotas {
		if q := &m.quotas[i]; m.lists(q, records) {
			s.Windows = append(s.Windows, m.window(q, records, now))
		}
	}
	slices.SortStableFunc(s.Windows, func(a, b WindowStatus) int {
		return cmp.Or(cmp.Compare(a.Per.span(), b.Per.span()), cmp.Compare(a.Unit, b.Unit))
	})
	return s
}

// health is the worst of what its own record, its pool's and its account's
// tell: of two that are as bad, the one that rests longer.
func (m *member) health(s *ModelStatus, records map[string]*Record, now time.Time) {
	s.State = Healthy
	var until, since time.Time
	for _, key := range m.keys {
		r := records[key].clone()
		state := r.state(now)
		if r.RestingUntil.After(now) {
			until = maxTime(until, r.RestingUntil)
		}
		switch worse := state.compare(s.State); {
		case worse > 0, worse == 0 && state != Healthy && r.RestingUntil.Equal(until):
			s.State, s.Reason, since = state, r.Reason, r.since(now)
		case worse == 0 && state == Healthy:
			since = maxTime(since, r.since(now))
		}
	}
	s.Healthy, s.Since = s.State == Healthy, instant(since)
	if until.Before(never) {
		s.RestingUntil = moment(until)
	}
}

// lists says whether a status shows the quota: those with a limit, and the
// model's requests unless they are shown as its pool's.
func (m *member) lists(q *quota, records map[string]*Record) bool {
	if limit, _ := q.known(q.state(records[q.key])); limit > 0 {
		return true
	}
	if q.key != m.id() || q.Unit != Requests {
		return false
	}
	for i := range m.quotas {
		if o := &m.quotas[i]; o.key != q.key && o.Window == q.Window && m.lists(o, records) {
			return false
		}
	}
	return true
}

func (m *member) window(q *quota, records map[string]*Record, now time.Time) WindowStatus {
	w := q.state(records[q.key])
	limit, source := q.known(w)
	s := WindowStatus{Window: q.Window, Figures: Figures{Used: whole(m.law.used(w, limit, now))}, Source: source}
	s.ResetsAt = moment(m.law.resets(w, limit, now))
	if limit > 0 {
		s.allow(int64(limit))
	}
	return s
}

// allow sets the limit, and what remains of it.
func (f *Figures) allow(limit int64) {
	remaining := max(0, limit-f.Used)
	f.Limit, f.Remaining = &limit, &remaining
}

// tally adds up the day's capacity: of the models whose limit is known, and
// what the others have used.
type tally struct {
	Figures
	unlimited int64
	now       time.Time
	records   map[string]*Record
	pooled    map[string]bool // pools already counted
}

// add counts a member, or its pool with all of the account's members in it.
func (t *tally) add(m *member, all []*member) {
	day, month := m.daily(t.records)
	if shared := cmp.Or(day, month); shared != nil && shared.key == m.pool() {
		if t.pooled[shared.key] {
			return
		}
		t.pooled[shared.key] = true
	}
	switch {
	case day != nil:
		w := day.state(t.records[day.key])
		limit, _ := day.known(w)
		t.count(m.law.used(w, limit, t.now), limit, true)
	case month != nil:
		w := month.state(t.records[month.key])
		limit, _ := month.known(w)
		today := 0.0
		for _, o := range all {
			if o == m || month.key == o.pool() {
				today += o.today(t.records, t.now)
			}
		}
		now := t.now.In(m.law.loc)
		left := m.law.end(Month, now).AddDate(0, 0, -1).Day() - now.Day() + 1
		t.count(today, math.Floor(max(0, limit-m.law.used(w, limit, t.now)+today)/float64(left)), true)
	default:
		t.count(m.today(t.records, t.now), 0, false)
	}
}

func (t *tally) count(used, limit float64, known bool) {
	f := Figures{Used: whole(used)}
	if !known {
		t.unlimited += f.Used
		return
	}
	f.allow(int64(limit))
	if t.Limit == nil {
		t.Limit, t.Remaining = new(int64), new(int64)
	}
	t.Used += f.Used
	*t.Limit += *f.Limit
	*t.Remaining += *f.Remaining
}

func (t *tally) capacity() Figures {
	if t.Limit == nil {
		return Figures{Used: t.unlimited}
	}
	return t.Figures
}

// daily returns the quota of requests a day that has a limit, the pool's
// before the member's own, and the one of requests a month.
func (m *member) daily(records map[string]*Record) (day, month *quota) {
	for i := range m.quotas {
		q := &m.quotas[i]
		if limit, _ := q.known(q.state(records[q.key])); limit <= 0 || q.Unit != Requests {
			continue
		}
		switch q.Per {
		case Day:
			day = q // pools come last
		case Month:
			month = q
		}
	}
	return day, month
}

// today is how many requests to the member count in its day.
func (m *member) today(records map[string]*Record, now time.Time) float64 {
	for i := range m.quotas {
		if q := &m.quotas[i]; q.key == m.id() && q.Window == (Window{Requests, Day}) {
			w := q.state(records[q.key])
			limit, _ := q.known(w)
			return m.law.used(w, limit, now)
		}
	}
	return 0
}

// whole rounds up, so that what a bucket has drained of a call in the last
// moment does not hide the call.
func whole(used float64) int64 { return int64(math.Ceil(used - slack)) }

// moment is the time as a status shows it, in whole seconds not before it; nil
// for the zero time.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Add(time.Second - time.Nanosecond).Truncate(time.Second)
	return &t
}

// instant is when something was, in whole seconds not after it; nil for the
// zero time.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func latency(ms []int) Latency {
	if len(ms) == 0 {
		return Latency{}
	}
	sorted := slices.Clone(ms)
	slices.Sort(sorted)
	at := func(share float64) int { return sorted[int(math.Ceil(share*float64(len(sorted))))-1] }
	return Latency{P50: at(0.5), P95: at(0.95)}
}
