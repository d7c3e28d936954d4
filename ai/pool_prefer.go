package ai

import (
	"slices"
	"strings"
)

// longPrompt is how many tokens make a prompt a long one.
const longPrompt = 8000

// preferred returns the members in the order in which they are asked for the
// request. The accounts stay as they are, for their order is the operator's;
// within each of them the models that the catalogue says are better at the
// request's task go before the others.
func preferred(all []*member, r *Request, prompt int) []*member {
	var order []*member
	var end int
	for begin := 0; begin < len(all); begin = end {
		best := 0
		for end = begin; end < len(all) && all[end].account() == all[begin].account(); end++ {
			best = max(best, all[end].suits(r, prompt))
		}
		if best == 0 {
			continue
		}
		if order == nil {
			order = slices.Clone(all)
		}
		slices.SortStableFunc(order[begin:end], func(a, b *member) int {
			return b.suits(r, prompt) - a.suits(r, prompt)
		})
	}
	if order == nil {
		return all
	}
	return order
}

// prefers says whether the caller wants the member asked before others. That is
// an order and no more: where it may not be asked now, the next one is.
func (r *Request) prefers(m *member) bool {
	if strings.HasSuffix(r.Prefer, "/") {
		return strings.HasPrefix(m.id(), r.Prefer)
	}
	return m.id() == r.Prefer
}

// suits is how well the model suits the request by the tasks in the catalogue,
// 0 where it is like any other. That pictures and a long prompt are understood
// comes first, then the very language ("translate:fa" for fa and fa-IR), then the
// task.
func (m *member) suits(r *Request, prompt int) int {
	n := 0
	for _, t := range m.model.Tasks {
		switch task, language, one := strings.Cut(t, ":"); {
		case t == "long" && prompt > longPrompt:
			n |= 4
		case t == "images" && r.senses().sight:
			n |= 8
		case task != string(r.task()):
		case !one:
			n |= 1
		case speaks(r.Language, language):
			n |= 2
		}
	}
	return n
}

// speaks says whether a language is of the given kind: fa-IR is fa.
func speaks(language, kind string) bool {
	rest, ok := strings.CutPrefix(language, kind)
	return ok && kind != "" && (rest == "" || rest[0] == '-')
}

func (r *Request) task() Task {
	if r.Task == "" {
		return TaskChat
	}
	return r.Task
}
