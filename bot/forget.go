package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"hamzaban/chat"
)

// /forget asks once. At the press of its button all that is kept of the person is
// deleted, wherever they wrote; what comes after that is a first contact.

// forgetButton is the kind of its buttons. They carry the update that asked and
// the choice.
const forgetButton = "forget"

const (
	forgetAll  = "all"
	forgetKeep = "keep"
)

// forgetWithin is how long its buttons work.
const forgetWithin = 15 * time.Minute

// forgetOffer is the question whether all is to be deleted, as it is kept.
type forgetOffer struct {
	At time.Time `json:"forget"`
}

// forget answers /forget.
func (b *Bot) forget(_ context.Context, e *event) (chat.Outcome, error) {
	offer, err := json.Marshal(forgetOffer{e.update.At})
	if err != nil {
		return chat.Outcome{}, fmt.Errorf("keeping what was asked: %w", err)
	}
	o := e.outcome(e.say.Say("forget.ask", nil))
	o.Asked = string(offer)
	data := func(choice string) string { return buttonData(forgetButton, e.update.Seq, choice) }
	o.Replies[0].Buttons = [][]chat.Button{{
		{Label: e.say.Say("forget.all", nil), Data: data(forgetAll)},
		{Label: e.say.Say("forget.keep", nil), Data: data(forgetKeep)},
	}}
	return o, nil
}

// forgets tells whether the event is a press of one of these buttons.
func (e *event) forgets() bool {
	return e.press != nil && strings.HasPrefix(e.press.Data, forgetButton+":")
}

// forgetOrKeep takes such a press.
func (b *Bot) forgetOrKeep(ctx context.Context, e *event, p press) (chat.Outcome, error) {
	if offered, err := b.offered(ctx, e, p.seq); err != nil || !offered {
		return chat.Outcome{}, err
	}
	var o chat.Outcome
	var err error
	switch p.choice {
	case forgetKeep:
		o = e.outcome(e.say.Say("forget.kept", nil))
	case forgetAll:
		if !b.atWork.stopPerson(ctx, e.key.Person, e.update.Seq) {
			return chat.Outcome{}, errors.New("what is being answered does not end")
		}
		if o, err = b.lastWord(ctx, e, e.key); err != nil {
			return chat.Outcome{}, err
		}
		if err = b.spent.keep(ctx, b.store, e.key.Person, e.update); err != nil {
			return chat.Outcome{}, err
		}
		o.Forget = true
	default:
		return chat.Outcome{}, nil
	}
	o.Replies[0].Edit = int64(e.message.ID)
	return o, nil
}

// offered tells whether the update asked whether all is to be deleted, and was not
// answered yet.
func (b *Bot) offered(ctx context.Context, e *event, seq int64) (bool, error) {
	kept, err := b.store.Asked(ctx, e.key, seq)
	if errors.Is(err, chat.ErrNotFound) {
		return false, nil
	}
	var offer forgetOffer
	return err == nil && json.Unmarshal([]byte(kept), &offer) == nil && !offer.At.IsZero(), err
}

// lastWord says that all is deleted, and takes off this conversation's other messages
// the buttons that end what is deleted now.
func (b *Bot) lastWord(ctx context.Context, e *event, k chat.Key) (chat.Outcome, error) {
	o := e.outcome(e.say.Say("forget.done", nil))
	var err error
	if o.Ends, err = b.store.ParkedBy(ctx, k); err != nil {
		return o, err
	}
	for _, lane := range []string{laneOf(k), fileLane + laneOf(k)} {
		open, err := b.store.Unfinished(ctx, lane, 0, mostStopped)
		if err != nil {
			return o, err
		}
		for _, u := range open {
			if u.View != 0 && u.Seq < e.update.Seq {
				o.Replies = append(o.Replies, e.stopView(u.Lane, u.View))
			}
		}
	}
	return o, nil
}

// spent are the answers that people had today before they had all deleted, so that
// nobody goes round the limit of a day. It is in memory only, and says nothing of
// what was asked.
type spent struct {
	mu  sync.Mutex
	day time.Time
	had map[int64]map[int64]int // by person, and by the update that had it deleted
}

// keep adds what a person had today; for one update, once.
func (s *spent) keep(ctx context.Context, people chat.People, person int64, u chat.Update) error {
	today, _, err := people.Usage(ctx, person, u.At)
	if err != nil {
		return fmt.Errorf("reading the usage: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if day := u.At.UTC().Truncate(24 * time.Hour); s.had == nil || day.After(s.day) {
		s.day, s.had = day, map[int64]map[int64]int{}
	}
	if s.had[person] == nil {
		s.had[person] = map[int64]int{}
	}
	s.had[person][u.Seq] = today.Answers + today.Translations
	return nil
}

// today is how many answers the person had before, on the day that at lies in.
func (s *spent) today(person int64, at time.Time) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !at.UTC().Truncate(24 * time.Hour).Equal(s.day) {
		return 0
	}
	for _, had := range s.had[person] {
		n += had
	}
	return n
}
