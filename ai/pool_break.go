package ai

import "time"

// A broken answer may be one model's fault or its provider's. When it comes
// from a second model of an account while the first still rests for one, it is
// the provider's: the whole account rests, and its other models need not be
// found out one by one.

// breaks says whether the failure is of an answer that broke without a word of
// the provider's: what it says of a model is believed.
func (k Kind) breaks() bool { return k == TimedOut || k == Cut || k == Garbled }

// widen makes the account rest for a failure that is not one model's. Recordings
// tell nothing of those that answer. p.mu is held.
func (p *Pool) widen(m *member, e *Error, now time.Time) {
	if m.speech != nil || e == nil || e.Scope != ScopeModel || !e.Kind.breaks() {
		return
	}
	for _, o := range p.all() {
		if o == m || o.account() != m.account() {
			continue
		}
		if r := p.seen(o.id()); r != nil && r.RestingUntil.After(now) && r.Reason.breaks() {
			e.Scope = ScopeAccount
			return
		}
	}
}
