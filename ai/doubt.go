package ai

import (
	"errors"
	"slices"
	"strings"
)

// Some gateways put a limit's notice in the place of an answer. Words alone do
// not tell it from an answer that speaks of limits, to whom somebody wrote that
// he cannot send any more messages. So another provider is asked, and where that
// one says much the same it is the answer. Who gave a notice rests only when
// somebody else has answered the request in another way.

// notice is how gateways word a limit in the place of an answer.
var notice = words(`(rate|usage|request|daily|monthly|free|message) ?-?limit(s)? (has been |was |is |have been )?(reached|exceeded|hit)`, `^(error:? ?)?rate limit`,
	`exceeded your (current )?(quota|rate limit|usage)`, `quota (has been |was |is )?(exceeded|exhausted)`, `^(error:? ?)?(429:? )?too many requests`, `resource[_ ](has been )?exhausted`,
	`reached (your|the) (rate|usage|daily|monthly|free|message|request)\S* limit`)

// limitWords show that the conversation is about limits itself.
var limitWords = words(`limit`, `quota`, `requests`, `429`, `exhaust`, `محدود`, `سهمیه`, `سقف`, `درخواست`)

// longestNotice is how many bytes a notice has at most.
const longestNotice = 200

// isLimitNotice says whether a short answer reads like a limit's notice, unless
// limits are what the conversation is about. A translation says what its source
// says.
func isLimitNotice(text string, r *Request) bool {
	if len(text) > longestNotice || r.Task == TaskTranslate || !notice.in(strings.ToLower(text)) {
		return false
	}
	for _, m := range r.Messages {
		if limitWords.in(strings.ToLower(m.Text)) {
			return false
		}
	}
	return true
}

// doubtful is the cause of a failure that may be an answer after all.
type doubtful struct{ answer *Response }

func (*doubtful) Error() string { return "a limit's notice in place of an answer" }

// believe returns the answer of a failure that is one: of the second account
// that says such a thing. Else it returns the failure.
func (j *job) believe(m *member, failure error) (*Response, error) {
	d, ok := errors.AsType[*doubtful](failure)
	if !ok {
		return nil, failure
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.doubted != "" && j.doubted != m.account() {
		j.spared = slices.DeleteFunc(j.spared, func(s *striking) bool { return s.e.Kind == RateLimited })
		return d.answer, nil
	}
	j.doubted = m.account()
	j.spare(m, &Error{Provider: m.provider, Model: m.model.ID, Kind: RateLimited, Scope: ScopeModel})
	return nil, failure
}
