package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"hamzaban/ai/catalog"
	"hamzaban/sandbox/providers"
)

const (
	feedLength = 40
	// lookEvery is how often quotas are looked at, which refill by themselves.
	lookEvery = time.Second
	// slowness is what the switch "slow" makes of a provider.
	slowness = 10 * time.Second
)

// switches are the ways in which the panel breaks a provider.
var switches = map[string]providers.Fault{
	"429":   providers.RateLimited,
	"503":   providers.HTTP(503),
	"slow":  providers.SlowFirstToken(slowness),
	"cut":   providers.Cut,
	"empty": providers.Empty,
}

// age is what the panel's Telegram is too old for.
type age struct {
	NoRich   bool `json:"no_rich"`
	NoDrafts bool `json:"no_drafts"`
}

// age makes Telegram as old as the panel says.
func (d *Demo) age(in age) (any, error) {
	d.o.Telegram.Age(in.NoRich, in.NoDrafts)
	d.panel.look()
	return nil, nil
}

// panel watches the providers and the bot for the page.
type panel struct {
	o Options

	mu    sync.Mutex
	feed  []providers.Call // the newest first
	last  string           // who answered last
	state json.RawMessage
	bell  chan struct{} // closed when state changes
}

// panelView is what the page's panel shows.
type panelView struct {
	Running   bool           `json:"running"`
	Telegram  age            `json:"telegram"`
	Last      string         `json:"last"`
	Providers []providerView `json:"providers"`
	Feed      []callView     `json:"feed"`
}

type providerView struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Real providers are the ones out there: nothing more is known of them.
	Real bool `json:"real"`
	// Broken is the switch that is on, or in a test another fault's name.
	Broken string      `json:"broken"`
	Calls  int         `json:"calls"`
	Models []modelView `json:"models"`
}

type modelView struct {
	Model   string       `json:"model"`
	Calls   int          `json:"calls"`
	Windows []windowView `json:"windows"`
}

type windowView struct {
	Unit   string `json:"unit"`
	Per    string `json:"per"`
	Left   int    `json:"left"`
	Limit  int    `json:"limit"`
	Shared bool   `json:"shared,omitempty"`
}

type callView struct {
	N        int    `json:"n"`
	Provider string `json:"provider"`
	Model    string `json:"model"`
	At       int64  `json:"at"` // Unix milliseconds
	Done     bool   `json:"done"`
	Status   int    `json:"status"`
	Took     int64  `json:"ms"`
	// Why is the fault or the rule by which it was refused.
	Why string `json:"why,omitempty"`
}

func newPanel(o Options) *panel {
	p := &panel{o: o, bell: make(chan struct{})}
	for _, c := range o.Providers.Calls() {
		p.enter(c)
	}
	p.look()
	return p
}

// watch keeps the state fresh until the context ends.
func (p *panel) watch(ctx context.Context) {
	events, cancel := p.o.Providers.Subscribe()
	go func() {
		defer cancel()
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		bot := p.o.Bot.Changed()
		for {
			p.look()
			select {
			case e, ok := <-events:
				if !ok {
					events = nil // the providers have closed
				}
				p.enter(e.Call)
			case <-bot:
				bot = p.o.Bot.Changed()
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
	}()
}

// enter puts a question into the feed, or its end into the one that is there.
func (p *panel) enter(c providers.Call) {
	if c.Method != "POST" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.Done && c.Status == 200 && c.Fault == "" && c.Refused == "" {
		p.last = c.Provider
	}
	c.Body, c.Messages, c.System, c.Text = "", nil, "", "" // people's words are not kept here
	if i := slices.IndexFunc(p.feed, func(x providers.Call) bool { return x.N == c.N }); i >= 0 {
		p.feed[i] = c
		return
	}
	p.feed = slices.Insert(p.feed, 0, c)
	p.feed = p.feed[:min(len(p.feed), feedLength)]
}

// look compares what is with what was last shown.
func (p *panel) look() {
	view := panelView{Running: p.o.Bot.Running(), Providers: p.providers()}
	view.Telegram.NoRich, view.Telegram.NoDrafts = p.o.Telegram.Aged()
	p.mu.Lock()
	defer p.mu.Unlock()
	view.Last = p.last
	view.Feed = make([]callView, len(p.feed))
	for i, c := range p.feed {
		view.Feed[i] = callView{
			N: c.N, Provider: c.Provider, Model: c.Model, At: c.At.UnixMilli(),
			Done: c.Done, Status: c.Status, Took: c.Took.Milliseconds(), Why: c.Fault + c.Refused,
		}
	}
	state, err := json.Marshal(view)
	if err != nil || bytes.Equal(state, p.state) {
		return
	}
	p.state = state
	close(p.bell)
	p.bell = make(chan struct{})
}

// now is the state and what closes when it changes.
func (p *panel) now() (json.RawMessage, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state, p.bell
}

// providers are the providers, the real ones among them, in the catalogue's
// order.
func (p *panel) providers() []providerView {
	var list []providerView
	for _, s := range p.o.Providers.State() {
		if !slices.Contains(p.o.Real, s.Name) {
			list = append(list, viewProvider(s))
		}
	}
	for _, name := range p.o.Real {
		list = append(list, providerView{Name: name, Real: true, Models: []modelView{}})
	}
	known := catalog.Builtin()
	place := func(name string) int {
		i := slices.IndexFunc(known.Providers, func(c catalog.Provider) bool { return c.Name == name })
		return (i + len(known.Providers) + 1) % (len(known.Providers) + 1) // unknown ones come last
	}
	slices.SortStableFunc(list, func(a, b providerView) int { return place(a.Name) - place(b.Name) })
	for i := range list {
		list[i].Title = list[i].Name
		if c, ok := known.Provider(list[i].Name); ok && c.Title != "" {
			list[i].Title = c.Title
		}
	}
	return list
}

func viewProvider(s providers.ProviderState) providerView {
	v := providerView{Name: s.Name, Broken: s.Broken, Calls: s.Calls, Models: []modelView{}}
	for id, f := range switches {
		if f.String() == s.Broken {
			v.Broken = id
		}
	}
	for _, m := range s.Models {
		mv := modelView{Model: m.Model, Calls: m.Calls, Windows: []windowView{}}
		for _, w := range m.Windows {
			mv.Windows = append(mv.Windows, windowView{
				Unit: w.Unit, Per: w.Per, Limit: int(w.Limit), Left: max(0, int(w.Limit-w.Used)), Shared: w.Shared,
			})
		}
		v.Models = append(v.Models, mv)
	}
	return v
}
