package providers

import "time"

// ProviderState is what stands with a provider now, as it sees it itself.
type ProviderState struct {
	Name string
	// Broken is what Break did to it, empty when it is well.
	Broken string
	// Calls counts the questions that reached it.
	Calls  int
	Models []ModelState
}

// ModelState is what stands with one model.
type ModelState struct {
	Model   string
	Calls   int
	Windows []WindowState
}

// WindowState is what stands with one limit.
type WindowState struct {
	Unit, Per   string
	Used, Limit float64
	// Shared: other models draw on the same limit.
	Shared bool
	// FullAt is when all of it is back.
	FullAt time.Time
}

// State returns the state of every provider, in the order of [Names].
func (s *Server) State() []ProviderState {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	var all []ProviderState
	for _, name := range Names {
		a := s.accounts[name]
		p := ProviderState{Name: name}
		for _, f := range a.standing {
			if p.Broken != "" {
				p.Broken += ", "
			}
			p.Broken += f.String()
		}
		for _, m := range a.models {
			ms := ModelState{Model: m.id, Calls: a.counts[m.id]}
			p.Calls += ms.Calls
			for _, g := range a.own[m.id] {
				ms.Windows = append(ms.Windows, g.state(now, false))
			}
			for _, g := range a.shared {
				ms.Windows = append(ms.Windows, g.state(now, true))
			}
			p.Models = append(p.Models, ms)
		}
		all = append(all, p)
	}
	return all
}

func (g *gauge) state(now time.Time, shared bool) WindowState {
	return WindowState{Unit: g.unit, Per: g.per, Used: g.law.left(g, now), Limit: g.limit, Shared: shared,
		FullAt: now.Add(g.law.full(g, now))}
}
