package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hamzaban/chat"
)

// errNoID says that nothing of what a poll brought has an update_id, so that it
// cannot be confirmed and comes again.
var errNoID = errors.New("nothing that came has an update_id")

// mostID is above all numbers that updates have.
const mostID = 1 << 62

// sift reads what a poll brought and puts aside, once, what is no update. It
// returns the next cursor: the last number received, plus one. What has no
// number is confirmed with the next one that has. Where nothing has one, as
// many numbers are passed over as things came: theirs are at least these, so
// nothing else is passed over with them.
func (b *Bot) sift(ctx context.Context, raws []json.RawMessage, cursor int64) (updates []chat.Update, next int64, err error) {
	now, numbered := time.Now(), false
	next = cursor
	for _, raw := range raws {
		u, err := read(raw, now)
		if err == nil {
			updates = append(updates, u)
			next, numbered = u.ID+1, true
			continue
		}
		if err := b.putAside(ctx, raw, err); err != nil {
			return nil, cursor, err
		}
		if id, ok := looseID(raw); ok {
			next, numbered = id+1, true
		}
	}
	if !numbered && cursor > 0 {
		next = min(cursor+int64(len(raws)), mostID)
	}
	if !numbered {
		err = errNoID
	}
	return updates, next, err
}

// read is envelop for what has a number that Telegram could give: an offset
// below zero would make it forget updates.
func read(raw json.RawMessage, now time.Time) (chat.Update, error) {
	u, err := envelop(raw, now)
	if err == nil && (u.ID < 0 || u.ID >= mostID) {
		err = fmt.Errorf("not an update: no update has the number %d", u.ID)
	}
	return u, err
}

// looseID finds the number of what is no update otherwise, also where it is
// written as text.
func looseID(raw json.RawMessage) (id int64, ok bool) {
	var loose struct {
		ID json.RawMessage `json:"update_id"`
	}
	if json.Unmarshal(raw, &loose) != nil {
		return 0, false
	}
	id, err := strconv.ParseInt(strings.Trim(string(loose.ID), `"`), 10, 64)
	return id, err == nil && id >= 0 && id < mostID
}

// putAside keeps what is no update and reports it, the first time that it is
// delivered; to the admins once a day at most.
func (b *Bot) putAside(ctx context.Context, raw json.RawMessage, cause error) error {
	fresh, err := b.store.PutAside(ctx, raw, cause.Error())
	if err != nil || !fresh {
		return err
	}
	b.log.Error("something that is no update was put aside in the database", "error", cause)
	go b.tellAdmins(b.work, "aside", time.Now().UTC().Format(time.DateOnly), func(say printer) string { return say.Say("alarm.aside", nil) })
	return nil
}

// pauseMost is the longest pause after a poll that failed so: Telegram is spared
// longer than the disk.
func pauseMost(err error) time.Duration {
	if errors.Is(err, chat.ErrUnwritable) || errors.Is(err, errNoID) {
		return rewriteMost
	}
	return lastPause
}
