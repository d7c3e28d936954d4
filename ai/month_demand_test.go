package ai_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamzaban/ai"
	"hamzaban/sandbox/providers"
)

// wish is one request of the simulated people. Its sizes are the demand's
// own: whoever answers, it has so many tokens and its answer has so many.
type wish struct {
	n      int // its place in the demand
	at     time.Time
	person int
	task   ai.Task
	// turns are the messages, each of so many tokens.
	turns, each int
	// answer is how many tokens the answer has.
	answer int
	// took is how long it takes to write.
	took    time.Duration
	persian bool
}

// Messages cost so much besides their texts, the way providers count.
const messageOverhead = 4

// prompt is how many tokens the request has, as the providers count them.
func (w *wish) prompt() int {
	return (len(instructions)+3)/4 + w.turns*(w.each+messageOverhead)
}

// Four letters are a token, as the simulated providers count.
const instructions = "You are a friendly companion who knows many languages and answers in the language of the question. " +
	"Answer briefly, in plain words, and say so where you do not know."

// The people live three and a half hours east of Greenwich; so many requests a
// minute they have in each hour of their day.
var (
	tehran = time.FixedZone("Tehran", 3*3600+1800)
	rhythm = [24]float64{4, 2, 1, 1, 1, 1, 1, 3, 5, 6, 8, 8, 8, 6, 6, 6, 8, 10, 30, 90, 100, 90, 30, 10}
)

const (
	people = 400
	// In the evenings something happens now and then that all talk about: so
	// often an hour, for so long, with so many times the requests.
	burstsPerHour, burstTime, burstTimes = 2.0, 5 * time.Minute, 2.0
	eveningFrom                          = 18
)

// demand is what people ask in some time from begin on, one after the other,
// with so many times the requests of the rhythm.
func demand(seed uint64, begin time.Time, length time.Duration, times float64) []*wish {
	r := rand.New(rand.NewPCG(seed, 1))
	end := begin.Add(length)
	var all []*wish
	var burst time.Time
	for at := begin; ; {
		hour := at.In(tehran).Hour()
		rate := rhythm[hour] * times / float64(time.Minute)
		if at.Before(burst) {
			rate *= burstTimes
		}
		gap := time.Duration(r.ExpFloat64() / rate)
		if hour >= eveningFrom && r.Float64() < burstsPerHour*float64(gap)/float64(time.Hour) {
			burst = at.Add(burstTime)
		}
		if at = at.Add(gap); !at.Before(end) {
			return all
		}
		all = append(all, newWish(r, len(all), at))
	}
}

// evenings leaves of the demand what is asked in the first hours of each
// evening.
func evenings(all []*wish, hours int) []*wish {
	all = slices.DeleteFunc(all, func(w *wish) bool {
		hour := w.at.In(tehran).Hour()
		return hour < eveningFrom || hour >= eveningFrom+hours
	})
	for i, w := range all {
		w.n = i
	}
	return all
}

// longestAnswer is the most tokens that an answer has.
const longestAnswer = 1200

// newWish draws who asks and for what. Most are short chats, a quarter goes on
// with a long conversation, the rest are translations.
func newWish(r *rand.Rand, n int, at time.Time) *wish {
	w := &wish{n: n, at: at, task: ai.TaskChat, turns: 1, persian: r.IntN(2) == 0}
	w.person = int(people * math.Pow(r.Float64(), 2)) // some ask far more than others
	size := func(median, spread float64, least, most int) int {
		return min(max(int(median*math.Exp(spread*r.NormFloat64())), least), most)
	}
	switch kind := r.Float64(); {
	case kind < 0.60:
		w.each, w.answer = size(60, 0.6, 10, 1000), size(120, 0.7, 5, longestAnswer)
	case kind < 0.85:
		w.turns = 3 + 2*r.IntN(4)
		w.each, w.answer = size(900, 0.5, 200, 3500)/w.turns, size(250, 0.6, 10, longestAnswer)
	default:
		w.task = ai.TaskTranslate
		w.each = size(450, 0.7, 30, 3000)
		w.answer = min(max(int(float64(w.each)*(1.1+0.15*r.NormFloat64())), 10), 1200)
	}
	seconds := (0.3 + float64(w.answer)/250) * math.Exp(0.4*r.NormFloat64())
	w.took = min(time.Duration(seconds*float64(time.Second)), 7*time.Second)
	return w
}

// request puts the wish into words. The first says which wish it is, so that
// no two begin alike: a provider's cache is of no help here.
func (w *wish) request() *ai.Request {
	r := &ai.Request{Task: w.task, System: instructions, Person: strconv.Itoa(w.person)}
	for i := range w.turns {
		m := ai.Message{Role: ai.User, Text: w.text(i)}
		if i%2 == 1 {
			m.Role = ai.Assistant
		}
		r.Messages = append(r.Messages, m)
	}
	return r
}

// text is a message of the right size that begins with what the simulated
// models have to know.
func (w *wish) text(turn int) string {
	head := fmt.Sprintf("%d %d ", w.n, turn)
	runes := 4 * w.each
	if w.persian {
		return head + persianText[:persianEnds[runes-len(head)]]
	}
	return head + englishText[:runes-len(head)]
}

var (
	englishText              = strings.Repeat("Tell me more of how the bees of the mountains find their way home. ", 250)
	persianText, persianEnds = withEnds(strings.Repeat("بیشتر بگو که زنبورهای کوهستان راه خانه را چگونه پیدا می‌کنند. ", 250))
	// answerText is cut into few pieces where it is streamed.
	answerText = strings.Repeat(strings.Repeat("honey", 40)+" ", 40)
)

// withEnds tells for each number of letters how many bytes they are.
func withEnds(s string) (string, []int) {
	ends := []int{}
	for i := range s {
		ends = append(ends, i)
	}
	return s, append(ends, len(s))
}

// simulated is what every simulated model says: as much as the wish is for, in
// its time.
func simulated(all []*wish) func(string, []providers.Message) (string, time.Duration) {
	return func(_ string, messages []providers.Message) (string, time.Duration) {
		if w := wishOf(all, messages[len(messages)-1].Text); w != nil {
			return answerText[:4*w.answer], w.took
		}
		return "", 0
	}
}

// wishOf is the wish that a text belongs to, nil if it is none's.
func wishOf(all []*wish, text string) *wish {
	first, _, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(first)
	if err != nil || n >= len(all) {
		return nil
	}
	return all[n]
}
