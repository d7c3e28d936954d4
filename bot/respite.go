package bot

import (
	"sync/atomic"
	"time"
)

// respite is a time in which a server is not asked for what it does not know. It
// ends: the server may be brought up to date, or one failure may have looked like
// that.
type respite struct {
	until atomic.Int64 // Unix milliseconds
}

// begin begins a respite of that length, and tells whether there was none.
func (r *respite) begin(length time.Duration) (news bool) {
	now := time.Now()
	return r.until.Swap(now.Add(length).UnixMilli()) <= now.UnixMilli()
}

// lasts tells whether there is one.
func (r *respite) lasts() bool { return time.Now().UnixMilli() < r.until.Load() }
