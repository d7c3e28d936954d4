package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hamzaban/sandbox/providers"
)

// kind is what a question of a trial is for.
type kind byte

const (
	oneLine  kind = 's' // its answer is one line, sent at once
	lines    kind = 'm' // its answer is one message of several lines
	streamed kind = 't' // its answer is one long message, which takes time
	messages kind = 'l' // its answer is several messages
	panics   kind = 'p' // its handler panics
	ends     kind = 'x' // its handler ends the process
)

// poison are the words that a program built with the tag faults fails at.
var poison = map[kind]string{panics: "panic in this handler", ends: "end this process"}

// question is one that a person asked.
type question struct {
	chat int64 // their private one, or a group of their own
	n    int   // counts the questions of the chat, from 1
	kind kind
}

func (q question) text() string {
	return strings.TrimSpace(fmt.Sprintf("Tell me about item %d.%d%c please. %s", q.chat, q.n, q.kind, poison[q.kind]))
}

// want are the lines of its answer; nil for a poisonous one, which gets an
// apology.
func (q question) want() []string {
	many := map[kind]int{oneLine: 1, lines: 6, streamed: 30, messages: 100}[q.kind]
	var list []string
	for i := range many {
		list = append(list, fmt.Sprintf("Item %d.%d%c, line %d of %d: the lanterns in the square were lit before anybody came to see them.",
			q.chat, q.n, q.kind, i+1, many))
	}
	return list
}

var itemForm = regexp.MustCompile(`(?:about item|^Item) (-?\d+)\.(\d+)([a-z])\b`)

// asksAbout reads which question a text asks, or which one a line answers.
func asksAbout(text string) (q question, ok bool) {
	m := itemForm.FindStringSubmatch(text)
	if m == nil {
		return q, false
	}
	q.chat, _ = strconv.ParseInt(m[1], 10, 64)
	q.n, _ = strconv.Atoi(m[2])
	q.kind = kind(m[3][0])
	return q, true
}

// answerItem is what every model says: an answer that tells which question it
// belongs to. It takes some of the time that a model takes.
func answerItem(_ string, asked []providers.Message) (text string, took time.Duration) {
	q, ok := asksAbout(asked[len(asked)-1].Text)
	if !ok {
		return "", 0
	}
	text = strings.Join(q.want(), "\n\n")
	h := fnv.New32a()
	h.Write([]byte(text))
	return text, time.Duration(20+h.Sum32()%200) * time.Millisecond
}

// firstChat is the first person's id, people how many there are.
const (
	firstChat = 1001
	people    = 100
)

// ask has a person ask the next question of their chat.
func (tr *trial) ask(chat int64, k kind) question {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.counts[chat]++
	q := question{chat: chat, n: tr.counts[chat], kind: k}
	tr.asked = append(tr.asked, q)
	if person, ok := tr.groups[chat]; ok {
		tr.telegram.Say(person, chat, "@hamzaban_bot "+q.text())
		return q
	}
	tr.telegram.Say(chat, chat, q.text())
	return q
}

// askAnything has anybody ask anything.
func (tr *trial) askAnything(dice *rand.Rand) {
	k := oneLine
	switch n := dice.IntN(100); {
	case n < 10:
		k = messages
	case n < 40:
		k = lines
	case n < 80 && tr.streams:
		k = streamed
	}
	tr.ask(tr.chats[dice.IntN(len(tr.chats))], k)
}

// crowd has people ask so many questions a second until the returned function
// is called.
func (tr *trial) crowd(perSecond int) (hush func()) {
	stop, done := make(chan struct{}), make(chan struct{})
	dice := rand.New(rand.NewPCG(tr.rand.Uint64(), 0))
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second / time.Duration(perSecond))
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				tr.askAnything(dice)
			}
		}
	}()
	return func() {
		close(stop)
		<-done
	}
}
