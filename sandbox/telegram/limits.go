package telegram

import "time"

// Limits are how fast the bot may write. 0 in a field: no such limit.
// Telegram publishes no exact numbers; these laws are on its strict side.
type Limits struct {
	// ChatPerSecond refills what one chat takes, edits and drafts included;
	// ChatBurst is how much may come at once.
	ChatPerSecond float64
	ChatBurst     int
	// GroupPerMinute is what a group takes besides, within any minute.
	GroupPerMinute int
	// PerSecond is what all chats take together.
	PerSecond int
}

// DefaultLimits are about one message a second in a chat with short bursts,
// twenty a minute in a group and thirty a second in all.
func DefaultLimits() Limits {
	return Limits{ChatPerSecond: 1, ChatBurst: 4, GroupPerMinute: 20, PerSecond: 30}
}

// SetLimits changes the limits from now on; the zero Limits are none.
func (s *Server) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = l
	s.overall = bucket{}
	for _, c := range s.chats {
		c.pace = pace{}
	}
}

// pace is what a chat has taken.
type pace struct {
	second bucket
	// minute are the times of a group's last calls, oldest first.
	minute []time.Time
	frozen time.Time
}

// full is how long it takes until a group has room for one more within a
// minute; 0: it has.
func (p *pace) full(now time.Time, most int) time.Duration {
	for len(p.minute) > 0 && now.Sub(p.minute[0]) >= time.Minute {
		p.minute = p.minute[1:]
	}
	if most <= 0 || len(p.minute) < most {
		return 0
	}
	return p.minute[len(p.minute)-most].Add(time.Minute).Sub(now)
}

// bucket refills continuously; it is full at first.
type bucket struct {
	spent float64
	at    time.Time
}

// short is how long it takes until there is room for one more; 0: there is.
func (b *bucket) short(now time.Time, perSecond float64, burst int) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	b.spent = max(0, b.spent-now.Sub(b.at).Seconds()*perSecond)
	b.at = now
	lacking := b.spent + 1 - float64(max(burst, 1))
	return max(0, time.Duration(lacking/perSecond*float64(time.Second)))
}

// admit counts one message or edit in a chat, or refuses it with the time to
// wait. A chat that was refused takes nothing before that time.
func (s *Server) admit(c *chat) error {
	now, l := s.now(), s.limits
	if l == (Limits{}) {
		return nil
	}
	if c.pace.frozen.After(now) {
		return tooMany(c.pace.frozen.Sub(now))
	}
	wait := c.pace.second.short(now, l.ChatPerSecond, l.ChatBurst)
	if !c.private() {
		wait = max(wait, c.pace.full(now, l.GroupPerMinute))
	}
	if wait > 0 {
		err := tooMany(wait)
		c.pace.frozen = now.Add(time.Duration(err.RetryAfter) * time.Second)
		return err
	}
	if wait := s.overall.short(now, float64(l.PerSecond), l.PerSecond); wait > 0 {
		return tooMany(wait)
	}
	c.pace.second.spent++
	c.pace.minute = append(c.pace.minute, now)
	s.overall.spent++
	return nil
}
