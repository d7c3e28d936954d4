package bot

import (
	"context"
	"fmt"
	"slices"
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
	return e.outcome(page{e.say, s.At, b.titles()}.status(s)), nil
}

// titles are the providers' names for people.
func (b *Bot) titles() map[string]string {
	titles := map[string]string{}
	for _, p := range b.Providers {
		titles[p.Name] = p.Title
	}
	return titles
}

// page writes a status for people, as of its time.
type page struct {
	printer
	at     time.Time
	titles map[string]string
}

// status is Markdown: the totals, then a paragraph for each model, in the order
// in which they are asked, and for each that writes recordings down, so that a long list is cut between two models.
func (p page) status(s *ai.Status) string {
	if len(s.Providers) == 0 {
		return p.Say("status.none", nil)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** – %s\n\n%s  \n", p.Say("status.title", nil), p.Time(s.At), p.capacity(s.Capacity))
	var requests, failures int64
	states := map[ai.State]int{}
	for _, m := range s.Providers {
		requests, failures = requests+m.Requests, failures+m.Failures
		states[m.State]++
	}
	fmt.Fprintf(&b, "%s  \n", p.Say("status.totals", map[string]any{
		"Requests": p.Number(int(requests)), "Failures": p.Number(int(failures)),
	}))
	var counts []string
	for _, state := range []ai.State{ai.Healthy, ai.Probing, ai.Resting, ai.Out} {
		if n := states[state]; n > 0 {
			counts = append(counts, signs[state]+" "+p.Number(n)+" "+p.Say("status.state."+string(state), nil))
		}
	}
	b.WriteString(strings.Join(counts, " · ") + "\n")
	for _, m := range s.Providers {
		fmt.Fprintf(&b, "\n**%s** `%s`  \n%s\n", p.titles[m.Name], m.Model, strings.Join(p.model(m), "  \n"))
	}
	for _, m := range s.Speech {
		fmt.Fprintf(&b, "\n**%s** `%s` – %s  \n%s\n", p.titles[m.Name], m.Model, p.Say("status.speech", nil), strings.Join(p.model(m), "  \n"))
	}
	return b.String()
}

func (p page) capacity(f ai.Figures) string {
	if f.Limit == nil {
		return p.Say("status.counted", map[string]any{"Used": p.Number(int(f.Used))})
	}
	return p.Say("status.capacity", map[string]any{
		"Used": p.Number(int(f.Used)), "Limit": p.Number(int(*f.Limit)), "Remaining": p.Number(int(*f.Remaining)),
	})
}

// signs show a state at a glance.
var signs = map[ai.State]string{ai.Healthy: "✅", ai.Probing: "🔎", ai.Resting: "💤", ai.Out: "⛔"}

// model are the lines about a model: how it is, how it has done of late, its
// limits, and what went wrong the last time.
func (p page) model(m ai.ModelStatus) []string {
	lines := []string{p.health(m)}
	if m.SuccessRate != nil {
		lines = append(lines, p.lately(m))
	}
	lines = append(lines, p.windows(m)...)
	if m.LastErrorAt != nil && !explains(m) {
		lines = append(lines, p.Say("status.error", map[string]any{"Ago": p.Span(p.at.Sub(*m.LastErrorAt)), "Text": p.failure(m.LastError)}))
	}
	return lines
}

// explains tells whether the last error is why the model is not healthy.
func explains(m ai.ModelStatus) bool {
	return m.State != ai.Healthy && strings.HasPrefix(m.LastError, string(m.Reason))
}

// health is a model's state, why, how long it has been so, and when that ends.
func (p page) health(m ai.ModelStatus) string {
	words := []string{signs[m.State] + " " + p.Say("status.state."+string(m.State), nil)}
	switch {
	case m.State == ai.Healthy && m.Requests == 0:
		words = append(words, p.Say("status.unused", nil))
	case m.State == ai.Healthy:
	case explains(m):
		words = append(words, p.failure(m.LastError))
	default:
		words = append(words, p.kind(m.Reason))
	}
	if m.State != ai.Healthy && m.Since != nil {
		words = append(words, p.Say("status.since", map[string]any{"Span": p.Span(p.at.Sub(*m.Since))}))
	}
	if m.RestingUntil != nil {
		words = append(words, p.Say("status.until", map[string]any{"Span": p.Span(m.RestingUntil.Sub(p.at))}))
	}
	return strings.Join(words, " · ")
}

// lately is how the last day's calls went.
func (p page) lately(m ai.ModelStatus) string {
	words := []string{p.Say("status.success", map[string]any{"Percent": p.Percent(*m.SuccessRate)})}
	if m.Latency.P50 > 0 {
		words = append(words, p.Say("status.latency", map[string]any{
			"Typical": p.Seconds(milliseconds(m.Latency.P50)), "Slow": p.Seconds(milliseconds(m.Latency.P95)),
		}))
	}
	if m.FirstToken.P50 > 0 {
		words = append(words, p.Say("status.first", map[string]any{"Typical": p.Seconds(milliseconds(m.FirstToken.P50))}))
	}
	return strings.Join(words, " · ")
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// failure is a failure as a status has it, "kind (HTTP status)", in words.
func (p page) failure(text string) string {
	kind, status, found := strings.Cut(text, " (")
	if !found {
		return p.kind(ai.Kind(kind))
	}
	return p.kind(ai.Kind(kind)) + " (" + status
}

func (p page) kind(k ai.Kind) string {
	return p.Say("status.kind."+strings.ReplaceAll(string(k), " ", ""), nil)
}

// windows are a model's limits, a line for each span of time. Of a model that
// was not asked only the longest span is worth a line.
func (p page) windows(m ai.ModelStatus) []string {
	var lines []string
	for _, per := range []ai.Per{ai.Minute, ai.Hour, ai.Day, ai.Month} {
		var words []string
		var resets time.Time
		for _, w := range m.Windows {
			if w.Per != per || (w.Limit == nil && per != ai.Day) {
				continue
			}
			words = append(words, p.window(w))
			if w.ResetsAt != nil && w.Used > 0 && w.ResetsAt.After(resets) {
				resets = *w.ResetsAt
			}
		}
		if len(words) == 0 {
			continue
		}
		if !resets.IsZero() {
			words = append(words, p.Say("status.resets", map[string]any{"Span": p.Span(resets.Sub(p.at))}))
		}
		lines = append(lines, p.Say("status.per."+string(per), nil)+": "+strings.Join(words, " · "))
	}
	used := slices.ContainsFunc(m.Windows, func(w ai.WindowStatus) bool { return w.Used > 0 })
	if !used && len(lines) > 1 {
		return lines[len(lines)-1:]
	}
	return lines
}

// window is one limit: what of it is used and what is left.
func (p page) window(w ai.WindowStatus) string {
	number := p.Number
	if w.Unit == ai.Tokens {
		number = p.Thousands
	}
	data := map[string]any{"Used": number(int(w.Used))}
	if w.Limit == nil {
		return p.Say("status."+string(w.Unit)+".open", data)
	}
	data["Limit"], data["Left"] = number(int(*w.Limit)), number(int(*w.Remaining))
	return p.Say("status."+string(w.Unit)+".limited", data)
}
