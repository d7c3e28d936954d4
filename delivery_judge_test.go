package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"hamzaban/bot/locale"
	"hamzaban/sandbox/telegram"
)

// evidence is what the judge goes by: what was asked, what stands in the chats,
// the Bot API's log of calls, and when the bot's process was ended by force.
type evidence struct {
	asked  []question
	chats  map[int64][]telegram.Message
	calls  []telegram.Call
	killed []time.Time
	// started is when each process was begun.
	started []time.Time
	// steady: nothing failed on the way, so that no set-up call may be made twice.
	steady bool
}

// verdict is what the judge found.
type verdict struct {
	questions int
	// lost questions have no whole answer; disordered answers begin before the
	// one before them has ended; doubled messages stand there twice, with no
	// excuse.
	lost, disordered, doubled int
	// repeated are set-up calls that changed nothing.
	repeated int
	// instants is how often a send was accepted without its reply being read.
	// What that left in the chats are strays: first lines of what came again
	// whole, and messages of one line that came twice.
	instants, firstLines, oneLiners int
	// byKill are those instants in which the reply was written and the process
	// was killed at once, widest the longest time between the two.
	byKill int
	widest time.Duration
	// parked is how many were told that their answer comes later.
	parked     int
	complaints []string
	// doubt is why the last send was not excused.
	doubt string
}

func (v *verdict) complain(count *int, format string, args ...any) {
	*count++
	v.complaints = append(v.complaints, fmt.Sprintf(format, args...))
}

// readTime is how long a bot that lives may take from the reply to a send being
// written until it has stored the message's id.
const readTime = 500 * time.Millisecond

// spoken are the bot's own texts, as people see them.
type spoken struct {
	notice, sorry, flood, withdraw string
	// later are what it says when an answer is put off, up to the time: its
	// button goes once the answer is there.
	later []string
}

func wordsIn(language string) (spoken, error) {
	bundle, err := locale.Load(language)
	if err != nil {
		return spoken{}, err
	}
	say := bundle.For(language)
	s := spoken{
		notice: say.Say("notice", nil), sorry: say.Say("failed", nil), flood: say.Say("flood", nil), withdraw: say.Say("later.withdraw", nil),
	}
	for _, key := range []string{"later.limited", "later.failing", "later.unknown"} {
		upToTime, _, _ := strings.Cut(say.Say(key, map[string]any{"When": "\n"}), "\n")
		s.later = append(s.later, upToTime)
	}
	return s, nil
}

// judge reads the evidence. What the bot says in a language of its own is
// compared with said.
func judge(e evidence, said spoken) *verdict {
	v := &verdict{questions: len(e.asked)}
	type place struct{ chat, message int64 } // groups count their own messages
	sends, edits := map[place]telegram.Call{}, map[place]time.Time{}
	for _, c := range e.calls {
		at := place{c.Chat(), c.MessageID}
		switch {
		case c.Method == "sendMessage" && c.Accepted:
			sends[at] = c
			if unread(c) {
				v.instants++
			}
		case c.Method == "editMessageText" && edits[at].IsZero():
			edits[at] = c.At
		}
	}
	excused := func(m telegram.Message) bool {
		at := place{m.Chat.ID, m.ID}
		return v.excuses(e, sends[at], edits[at])
	}
	byChat := map[int64][]question{}
	for _, q := range e.asked {
		byChat[q.chat] = append(byChat[q.chat], q)
	}
	for chat, asked := range byChat {
		v.chat(chat, asked, e.chats[chat], said, excused)
	}
	for chat, list := range e.chats {
		if len(byChat[chat]) == 0 && slices.ContainsFunc(list, telegram.Message.FromBot) {
			v.complain(&v.doubled, "chat %d: the bot spoke to somebody who had asked nothing", chat)
		}
	}
	if e.steady {
		v.setUp(e.calls)
	}
	return v
}

// unread tells whether the reply to an accepted call surely was not read.
func unread(c telegram.Call) bool {
	return !c.Answered || strings.HasPrefix(c.Fault, "accepted then")
}

// posthumous tells whether a call came in after its process had been killed, and
// before the next one was begun: it had been on its way.
func (e evidence) posthumous(c telegram.Call) bool {
	last := -1
	for i, at := range e.killed {
		if !at.After(c.At) {
			last = i
		}
	}
	return last >= 0 && !slices.ContainsFunc(e.started, func(at time.Time) bool { return at.After(e.killed[last]) && !at.After(c.At) })
}

// excuses tells whether a send falls into the unavoidable instant: its reply
// was not written, or the process was killed just then, with no sign that it
// had read it.
func (v *verdict) excuses(e evidence, send telegram.Call, edited time.Time) bool {
	if send.Seq == 0 {
		return false
	}
	if unread(send) {
		return true
	}
	if e.posthumous(send) {
		v.instants++
		v.byKill++
		return true
	}
	i, _ := slices.BinarySearchFunc(e.killed, send.At, time.Time.Compare)
	if i == len(e.killed) {
		v.doubt = "no kill came after it"
		return false
	}
	kill := e.killed[i]
	gap := kill.Sub(send.Done)
	v.doubt = fmt.Sprintf("the next kill came %d ms after it, an edit %d ms", gap.Milliseconds(), edited.Sub(send.Done).Milliseconds())
	if gap > readTime || !edited.IsZero() && edited.Before(kill) {
		return false
	}
	v.instants++
	v.byKill++
	v.widest = max(v.widest, gap)
	return true
}

// saying is one thing that was to be said in a chat: an answer, the notice at
// the first contact, an apology.
type saying struct {
	name string
	want []string // its lines
	got  []telegram.Message
}

func (v *verdict) chat(chat int64, asked []question, list []telegram.Message, said spoken, excused func(telegram.Message) bool) {
	notice := &saying{name: "the notice", want: shown(said.notice)}
	due, answers := []*saying{notice}, map[int]*saying{}
	var sorry *saying
	for _, q := range asked {
		s := &saying{name: fmt.Sprintf("the answer to %d", q.n), want: q.want()}
		if s.want == nil {
			s.name, s.want = fmt.Sprintf("the apology for %d", q.n), shown(said.sorry)
			sorry = s
		}
		due, answers[q.n] = append(due, s), s
	}
	for _, m := range list {
		if !m.FromBot() || m.Deleted {
			continue
		}
		first := shown(m.Words())[0]
		q, isAnswer := asksAbout(first)
		if begun, ok := begins(m, first); ok {
			q, isAnswer = begun, true
		}
		_, later := m.Button(said.withdraw)
		later = later || slices.ContainsFunc(said.later, func(words string) bool { return strings.HasPrefix(m.Words(), words) })
		switch {
		case isAnswer && q.chat == chat && answers[q.n] != nil && repliesTo(m, q):
			answers[q.n].got = append(answers[q.n].got, m)
		case first == notice.want[0]:
			notice.got = append(notice.got, m)
		case sorry != nil && m.Words() == strings.Join(sorry.want, "\n"):
			sorry.got = append(sorry.got, m)
		case later:
			v.parked++
		case m.Words() == said.flood:
		default:
			v.complain(new(int), "chat %d: message %d was not called for: %.80q", chat, m.ID, m.Words())
		}
	}
	for _, s := range due {
		v.weigh(chat, s, excused)
	}
	v.order(chat, due)
}

// repliesTo tells whether a message that is a reply is one to the question.
func repliesTo(m telegram.Message, q question) bool {
	if m.ReplyTo == nil {
		return true
	}
	to, _ := asksAbout(m.ReplyTo.Text)
	return to == q
}

// begins tells whether a message has the first words of an answer that was being
// written, and of which: they may end before they say so.
func begins(m telegram.Message, first string) (question, bool) {
	words, growing := strings.CutSuffix(first, " …")
	if !growing || m.ReplyTo == nil {
		return question{}, false
	}
	q, ok := asksAbout(m.ReplyTo.Text)
	return q, ok && len(q.want()) > 0 && strings.HasPrefix(q.want()[0], words)
}

// partNumber is the last line of one message of several.
var partNumber = regexp.MustCompile(`^\(\d+/\d+\)$`)

// shown are the lines of a text that have something in them, without the number of
// a message of several.
func shown(text string) []string {
	list := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		return strings.TrimSpace(line) == "" || partNumber.MatchString(line)
	})
	return append(list, "")[:max(len(list), 1)]
}

// weigh tells whether a saying is there, whole, and how often.
func (v *verdict) weigh(chat int64, s *saying, excused func(telegram.Message) bool) {
	missing := map[string]bool{}
	for _, line := range s.want {
		missing[line] = true
	}
	// The longest first: what adds nothing to those is an extra.
	byLength := slices.Clone(s.got)
	slices.SortStableFunc(byLength, func(a, b telegram.Message) int {
		return cmp.Or(cmp.Compare(len(b.Words()), len(a.Words())), cmp.Compare(b.ID, a.ID))
	})
	for _, m := range byLength {
		has, added := shown(m.Words()), 0
		for _, line := range has {
			if missing[line] {
				added++
				delete(missing, line)
			}
		}
		switch {
		case added == len(has):
		case added > 0 || len(has) > 1:
			v.complain(&v.doubled, "chat %d: message %d repeats %d lines of %s", chat, m.ID, len(has)-added, s.name)
		case !excused(m):
			v.complain(&v.doubled, "chat %d: message %d repeats a line of %s, and the reply to its send was read; %s", chat, m.ID, s.name, v.doubt)
		case len(byLength[0].Words()) > len(m.Words()):
			v.firstLines++
		default:
			v.oneLiners++
		}
	}
	if len(missing) > 0 {
		v.complain(&v.lost, "chat %d: %s lacks %d of %d lines, in %d messages", chat, s.name, len(missing), len(s.want), len(s.got))
	}
}

// order tells whether each saying begins after the one before it has ended. An
// answer that was put off stands in no order: it replies to its question.
func (v *verdict) order(chat int64, due []*saying) {
	var before *saying
	var last int64
	for _, s := range due {
		if len(s.got) == 0 {
			continue
		}
		first := s.got[0].ID
		for i, m := range s.got[1:] {
			if shown(m.Words())[0] != shown(s.got[i].Words())[0] && lineNumber(m) < lineNumber(s.got[i]) {
				v.complain(&v.disordered, "chat %d: %s goes on in message %d with what came before", chat, s.name, m.ID)
			}
		}
		if s.got[0].ReplyTo != nil {
			continue
		}
		if first < last {
			v.complain(&v.disordered, "chat %d: %s begins in message %d before %s has ended in %d: %q", chat, s.name, first, before.name, last, shown(before.got[len(before.got)-1].Words())[0])
		}
		before, last = s, max(last, s.got[len(s.got)-1].ID)
	}
}

// lineNumber is which line of an answer a message begins with.
func lineNumber(m telegram.Message) (n int) {
	_, rest, _ := strings.Cut(m.Words(), ", line ")
	_, _ = fmt.Sscan(rest, &n) // 0 where there is none
	return n
}

// setUp counts the calls that set something that was so already.
func (v *verdict) setUp(calls []telegram.Call) {
	made := map[string]bool{}
	for _, c := range calls {
		if !strings.HasPrefix(c.Method, "set") && !strings.HasPrefix(c.Method, "delete") {
			continue
		}
		what := fmt.Sprint(c.Method, c.Params)
		if made[what] {
			v.complain(&v.repeated, "call %d: %s was made before, and nothing had changed", c.Seq, c.Method)
		}
		made[what] = true
	}
}
