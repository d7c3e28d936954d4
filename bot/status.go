package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hamzaban/ai"
	"hamzaban/chat"
)

// status shows the providers' quotas to an admin.
func (b *Bot) status(ctx context.Context, e *event) (chat.Outcome, error) {
	if !b.Admins[e.from.ID] {
		return e.outcome(e.say.Say("adminonly", nil)), nil
	}
	s, err := b.Status(ctx)
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("reading the status: %w", err)
	}
	return e.outcome(quotas(e.say, s)), nil
}

// quotas writes a status as Markdown: the totals, then each model with its
// windows, in the order in which they are asked.
func quotas(say printer, s *ai.Status) string {
	if len(s.Providers) == 0 {
		return say.Say("status.none", nil)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** – %s\n\n", say.Say("status.title", nil), say.Time(s.At))
	b.WriteString(capacity(say, s.Capacity) + "\n")
	var requests, failures int64
	for _, m := range s.Providers {
		requests, failures = requests+m.Requests, failures+m.Failures
		fmt.Fprintf(&b, "\n**%s** `%s`  \n%s\n", m.Name, m.Model, strings.Join(health(say, m, s.At), " · "))
		for _, w := range m.Windows {
			fmt.Fprintf(&b, "- %s\n", window(say, w, s.At))
		}
	}
	fmt.Fprintf(&b, "\n%s\n", say.Say("status.totals", map[string]any{
		"Requests": say.Number(int(requests)), "Failures": say.Number(int(failures)),
	}))
	return b.String()
}

func capacity(say printer, f ai.Figures) string {
	if f.Limit == nil {
		return say.Say("status.counted", map[string]any{"Used": say.Number(int(f.Used))})
	}
	return say.Say("status.capacity", map[string]any{
		"Used": say.Number(int(f.Used)), "Limit": say.Number(int(*f.Limit)), "Remaining": say.Number(int(*f.Remaining)),
	})
}

// health is how a model has done of late, in a few words each.
func health(say printer, m ai.ModelStatus, now time.Time) []string {
	var words []string
	switch {
	case m.RestingUntil != nil:
		words = append(words, "💤 "+say.Say("status.resting", map[string]any{"Time": clock(say, *m.RestingUntil, now)}))
	case m.Healthy:
		words = append(words, "✅ "+say.Say("status.healthy", nil))
	default:
		words = append(words, "⚠️ "+say.Say("status.failing", nil))
	}
	if m.Requests == 0 {
		return append(words, say.Say("status.unused", nil))
	}
	part := float64(m.Requests-m.Failures) / float64(m.Requests)
	words = append(words, say.Say("status.success", map[string]any{"Percent": say.Percent(part)}))
	if m.Latency.P50 > 0 {
		words = append(words, say.Say("status.latency", map[string]any{
			"Typical": say.Seconds(milliseconds(m.Latency.P50)), "Slow": say.Seconds(milliseconds(m.Latency.P95)),
		}))
	}
	if m.LastError != "" {
		words = append(words, say.Say("status.error", map[string]any{"Text": m.LastError}))
	}
	return words
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// window is one limit: what of it is used, what is left, when it is whole.
func window(say printer, w ai.WindowStatus, now time.Time) string {
	label := say.Say(fmt.Sprintf("status.%s.%s", w.Unit, w.Per), nil)
	if w.Limit == nil {
		return label + ": " + say.Say("status.unlimited", map[string]any{"Used": say.Number(int(w.Used))})
	}
	s := label + ": " + say.Say("status.used", map[string]any{
		"Used": say.Number(int(w.Used)), "Limit": say.Number(int(*w.Limit)),
	}) + ", " + say.Say("status.left", map[string]any{"N": say.Number(int(*w.Remaining))})
	if w.ResetsAt != nil && w.Used > 0 {
		s += ", " + say.Say("status.resets", map[string]any{"Time": clock(say, *w.ResetsAt, now)})
	}
	return s
}

// clock is a time of day, or a date with it where that is not today's.
func clock(say printer, t, now time.Time) string {
	if t.Sub(now) < 12*time.Hour {
		return say.Clock(t.UTC()) + " UTC"
	}
	return say.Time(t.UTC())
}
