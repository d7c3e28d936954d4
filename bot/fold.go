package bot

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"hamzaban/chat"
)

// Folding: what leaves a conversation's window is summarised after an answer, as
// work of its own. Nobody waits for it and nothing depends on it: where it fails,
// or the bot ends meanwhile, it is done after another answer.

const (
	// foldTimeout bounds one summary, foldsAtOnce how many are made at a time.
	foldTimeout = time.Minute
	foldsAtOnce = 4
)

// folds are the conversations that are being summarised.
type folds struct {
	mu  sync.Mutex
	now map[chat.Key]bool
}

// begin takes a conversation, unless it is taken or there are enough.
func (f *folds) begin(k chat.Key) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now[k] || len(f.now) >= foldsAtOnce {
		return false
	}
	if f.now == nil {
		f.now = map[chat.Key]bool{}
	}
	f.now[k] = true
	return true
}

func (f *folds) end(k chat.Key) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.now, k)
}

// fold has the conversation summarised where that is due. It is called by what
// Run waits for, and returns at once.
func (b *Bot) fold(e *event) {
	if !e.full || !b.folds.begin(e.key) {
		return
	}
	b.resumed.Go(func() {
		defer b.folds.end(e.key)
		ctx, cancel := context.WithTimeout(b.serving, foldTimeout)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				b.log.Error("summarising a conversation panicked", "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			}
		}()
		if err := b.Assistant.Fold(ctx, e.key); err != nil && ctx.Err() == nil {
			b.log.Info("a conversation could not be summarised; it is tried again after another answer", "error", err)
		}
	})
}
