package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"hamzaban/chat"
)

// Finish implements [chat.Inbox]. It returns [chat.ErrNotFound], and keeps
// nothing, when the update is not open (any more), so that nothing is
// answered twice. The update's text is forgotten at once.
func (s *Store) Finish(ctx context.Context, seq int64, o chat.Outcome) ([]chat.Message, error) {
	return s.settle(ctx, seq, o, "UPDATE updates SET state = 'done', raw = '', done_at = ? WHERE seq = ? AND done_at IS NULL",
		now(), seq)
}

// Bury implements [chat.Inbox]. The update's text stays for the operator
// until [Store.Prune].
func (s *Store) Bury(ctx context.Context, seq int64, reason string, o chat.Outcome) ([]chat.Message, error) {
	return s.settle(ctx, seq, o, "UPDATE updates SET state = 'buried', reason = ?, done_at = ? WHERE seq = ? AND done_at IS NULL",
		reason, now(), seq)
}

// settle commits an outcome with the statement that ends its update.
func (s *Store) settle(ctx context.Context, seq int64, o chat.Outcome, end string, args ...any) ([]chat.Message, error) {
	return s.commit(ctx, seq, o, func(tx *gorm.DB) error {
		if err := exactlyOne(tx.Exec(end, args...)); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM parked WHERE update_seq = ?", seq).Error
	})
}

// commit commits an outcome with what becomes of its update.
func (s *Store) commit(ctx context.Context, seq int64, o chat.Outcome, become func(tx *gorm.DB) error) ([]chat.Message, error) {
	var messages []chat.Message
	err := s.write(ctx, func(tx *gorm.DB) (err error) {
		replies := o.Replies
		if err = become(tx); err != nil {
			return err
		}
		if o.Forget {
			if err = forget(tx, o.Key.Person, seq); err != nil {
				return err
			}
		}
		exchange, err := remember(tx, seq, o)
		if err != nil {
			return err
		}
		if err = savePerson(tx, o); err != nil {
			return err
		}
		if !o.Noticed.IsZero() {
			if replies, err = firstContact(tx, o.Key.Person, millis(o.Noticed), replies); err != nil {
				return err
			}
		}
		if err = end(tx, o); err != nil {
			return err
		}
		if err = saveTerms(tx, o); err != nil {
			return err
		}
		if err = saveAsked(tx, seq, o); err != nil {
			return err
		}
		if o.Used != (chat.Usage{}) {
			if err = addUsage(tx, o.Key.Person, o.Used); err != nil {
				return err
			}
		}
		messages, err = post(tx, origin{update: &seq, exchange: exchange}, o.Key.Person, replies)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("keep the outcome of update %d: %w", seq, err)
	}
	if o.Forget {
		s.wiped(ctx)
	}
	return messages, nil
}

// end finishes the earlier updates that an outcome puts an end to.
func end(tx *gorm.DB, o chat.Outcome) error {
	if len(o.Ends) == 0 {
		return nil
	}
	err := tx.Exec("UPDATE updates SET state = 'done', raw = '', done_at = ? WHERE seq IN ? AND person = ? AND done_at IS NULL",
		now(), o.Ends, o.Key.Person).Error
	if err != nil {
		return err
	}
	return tx.Exec("DELETE FROM parked WHERE update_seq IN ? AND person = ?", o.Ends, o.Key.Person).Error
}
