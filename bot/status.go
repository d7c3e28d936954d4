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
	return e.outcome(quotas(e.say, s, b.titles())), nil
}

// titles are the providers' names for people.
func (b *Bot) titles() map[string]string {
	titles := map[string]string{}
	for _, p := range b.Providers {
		titles[p.Name] = p.Title
	}
	return titles
}

// quotas writes a status as Markdown: the totals, then each model with its
// windows, in the order in which they are asked.
func quotas(say printer, s *ai.Status, titles map[string]string) string {
	if len(s.Providers) == 0 {
		return say.Say("status.none", nil)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** – %s\n\n", say.Say("status.title", nil), say.Time(s.At))
	b.WriteString(capacity(say, s.Capacity) + "\n")
	var requests, failures int64
	for _, m := range s.Providers {
		requests, failures = requests+m.Requests, failures+m.Failures
		fmt.Fprintf(&b, "\n**%s** `%s`  \n%s  \n", titles[m.Name], m.Model, strings.Join(health(say, m, s.At), " · "))
		for _, line := range windows(say, m, s.At) {
			b.WriteString(line + "  \n")
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
	if m.Latency.P50 >= 100 {
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

// windows are a model's limits, a line for each span of time. Of a model that
// was never asked only the longest span is worth a line.
func windows(say printer, m ai.ModelStatus, now time.Time) []string {
	var lines []string
	for _, per := range []ai.Per{ai.Minute, ai.Day, ai.Month} {
		var words []string
		var resets time.Time
		for _, w := range m.Windows {
			if w.Per != per || (w.Limit == nil && per != ai.Day) {
				continue
			}
			words = append(words, window(say, w))
			if w.ResetsAt != nil && w.Used > 0 && w.ResetsAt.After(resets) {
				resets = *w.ResetsAt
			}
		}
		if len(words) == 0 {
			continue
		}
		if !resets.IsZero() && per != ai.Minute {
			words = append(words, say.Say("status.resets", map[string]any{"Time": clock(say, resets, now)}))
		}
		lines = append(lines, say.Say("status.per."+string(per), nil)+": "+strings.Join(words, " · "))
	}
	if m.Requests == 0 && len(lines) > 1 {
		return lines[len(lines)-1:]
	}
	return lines
}

// window is one limit: what of it is used and what is left.
func window(say printer, w ai.WindowStatus) string {
	data := map[string]any{"Used": say.Number(int(w.Used))}
	if w.Limit == nil {
		return say.Say("status."+string(w.Unit)+".open", data)
	}
	data["Limit"], data["Left"] = say.Number(int(*w.Limit)), say.Number(int(*w.Remaining))
	return say.Say("status."+string(w.Unit)+".limited", data)
}

// clock is a time of day, or a date with it where that is not today's.
func clock(say printer, t, now time.Time) string {
	if t.Sub(now) < 12*time.Hour {
		return say.Clock(t.UTC()) + " UTC"
	}
	return say.Time(t.UTC())
}
