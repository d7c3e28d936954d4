package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"hamzaban/ai"
	"hamzaban/chat"
)

// exchangeRow is a row of the table exchanges.
type exchangeRow struct {
	Seq          int64
	Conversation int64
	Answered     int64
	At           int64
}

func (exchangeRow) TableName() string { return "exchanges" }

// postRow is a row of the table posts.
type postRow struct {
	Chat     int64
	Message  int64
	Exchange int64
	Answer   int64
	Part     int64
	Digest   string
}

func (postRow) TableName() string { return "posts" }

// Exchange implements [chat.Exchanges].
func (s *Store) Exchange(ctx context.Context, k chat.Key, seq int64) (chat.Exchanged, error) {
	return s.exchange(ctx, k, "e.seq = ?", seq)
}

// ExchangeAt implements [chat.Exchanges].
func (s *Store) ExchangeAt(ctx context.Context, k chat.Key, message int64) (chat.Exchanged, error) {
	return s.exchange(ctx, k, "e.seq = (SELECT exchange FROM posts WHERE chat = ? AND message = ?)", k.Chat, message)
}

// LastExchange implements [chat.Exchanges].
func (s *Store) LastExchange(ctx context.Context, k chat.Key) (chat.Exchanged, error) {
	return s.exchange(ctx, k, `e.seq = (SELECT t.exchange FROM turns t WHERE t.conversation = c.id AND t.id > c.since
		AND t.past = 0 AND t.exchange IS NOT NULL ORDER BY t.id DESC LIMIT 1)`)
}

// exchange reads one of a conversation, as of one instant.
func (s *Store) exchange(ctx context.Context, k chat.Key, which string, args ...any) (x chat.Exchanged, err error) {
	err = s.read(ctx).Transaction(func(tx *gorm.DB) error {
		var row exchangeRow
		found := tx.Raw(`SELECT e.* FROM conversations c JOIN exchanges e ON e.conversation = c.id
			WHERE c.chat = ? AND c.thread = ? AND c.person = ? AND `+which,
			append([]any{k.Chat, k.Thread, k.Person}, args...)...).Scan(&row)
		if err := exactlyOne(found); err != nil {
			return err
		}
		x = chat.Exchanged{Seq: row.Seq, Answered: row.Answered, At: instant(row.At)}
		return errors.Join(exchangeTurns(tx, row.Conversation, &x), exchangePosts(tx, &x))
	})
	if err != nil {
		return chat.Exchanged{}, fmt.Errorf("read an exchange: %w", err)
	}
	return x, nil
}

func exchangeTurns(tx *gorm.DB, conversation int64, x *chat.Exchanged) error {
	var rows []turnRow
	if err := tx.Where("exchange = ?", x.Seq).Order("id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return err
	}
	for _, r := range rows {
		if t := r.turn(); t.Role == ai.User {
			x.Question = t
		} else {
			x.Answer = t
		}
	}
	var later bool
	err := tx.Raw("SELECT EXISTS (SELECT 1 FROM turns WHERE conversation = ? AND id > ?)",
		conversation, rows[len(rows)-1].ID).Scan(&later).Error
	x.Last = !later
	return err
}

func exchangePosts(tx *gorm.DB, x *chat.Exchanged) error {
	var rows []postRow
	err := tx.Where("exchange = ? AND answer IN (0, ?)", x.Seq, x.Answered).Order("answer, part, message").Find(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Answer == 0 {
			x.Asks = append(x.Asks, chat.Ask{Message: r.Message, Digest: r.Digest})
		} else {
			x.Parts = append(x.Parts, r.Message)
		}
	}
	return tx.Raw("SELECT EXISTS (SELECT 1 FROM outbox WHERE update_seq = ? AND exchange = ? AND done_at IS NULL)",
		x.Answered, x.Seq).Scan(&x.Sending).Error
}

// saveExchange keeps the exchange that an update's outcome is part of, if it is
// one to be found, and returns its number; 0: there is none.
func saveExchange(tx *gorm.DB, seq, conversation int64, o chat.Outcome) (int64, error) {
	switch {
	case o.Again != 0:
		err := exactlyOne(tx.Exec("UPDATE exchanges SET answered = ? WHERE seq = ? AND conversation = ?", seq, o.Again, conversation))
		if errors.Is(err, chat.ErrNotFound) {
			return 0, nil
		}
		if err != nil || len(o.Asks) == 0 {
			return o.Again, err
		}
		if err := tx.Exec("DELETE FROM posts WHERE exchange = ? AND answer = 0", o.Again).Error; err != nil {
			return 0, err
		}
		return o.Again, savePosts(tx, o.Again, o)
	case len(o.Asks) > 0:
		row := exchangeRow{Seq: seq, Conversation: conversation, Answered: seq, At: now()}
		if err := tx.Create(&row).Error; err != nil {
			return 0, err
		}
		return seq, savePosts(tx, seq, o)
	}
	return 0, nil
}

// savePosts keeps where an exchange was asked.
func savePosts(tx *gorm.DB, exchange int64, o chat.Outcome) error {
	for i, a := range o.Asks {
		err := tx.Exec(`INSERT OR REPLACE INTO posts (chat, message, exchange, part, digest) VALUES (?, ?, ?, ?, ?)`,
			o.Key.Chat, a.Message, exchange, i, a.Digest).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// posted keeps where a message is that is whole, if it is part of an exchange's
// answer.
func posted(tx *gorm.DB, id int64) error {
	return tx.Exec(`INSERT OR REPLACE INTO posts (chat, message, exchange, answer, part)
		SELECT chat, sent, exchange, update_seq, part FROM outbox
		WHERE id = ? AND sent <> 0 AND exchange IN (SELECT seq FROM exchanges)`, id).Error
}

// replaceTurns takes out the turns of an exchange for new ones, which get their
// places in the conversation: the ids, and whether they are past.
func replaceTurns(tx *gorm.DB, exchange int64, rows []turnRow) error {
	var before []turnRow
	if err := tx.Where("exchange = ?", exchange).Order("id").Find(&before).Error; err != nil {
		return err
	}
	if len(before) == len(rows) {
		for i, b := range before {
			rows[i].ID, rows[i].Past, rows[i].At = b.ID, b.Past, b.At
		}
	}
	return tx.Exec("DELETE FROM turns WHERE exchange = ?", exchange).Error
}

// Before implements [chat.History].
func (s *Store) Before(ctx context.Context, k chat.Key, exchange int64, n int) ([]chat.Turn, error) {
	return s.turns(ctx, k, n, "AND t.id < coalesce((SELECT min(id) FROM turns WHERE exchange = ?), 9223372036854775807)", exchange)
}

// turns reads the last turns of a conversation that are context, oldest first.
func (s *Store) turns(ctx context.Context, k chat.Key, n int, which string, args ...any) ([]chat.Turn, error) {
	if n <= 0 {
		return nil, nil
	}
	args = append(append([]any{k.Chat, k.Thread, k.Person}, args...), n)
	var rows []turnRow
	err := s.read(ctx).Raw(`SELECT t.id, t.role, t.text, t.tokens, t.model, t.at
		FROM conversations c JOIN turns t ON t.conversation = c.id AND t.id > c.since AND t.past = 0
		WHERE c.chat = ? AND c.thread = ? AND c.person = ? `+which+" ORDER BY t.id DESC LIMIT ?", args...).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	turns := make([]chat.Turn, 0, len(rows))
	for _, r := range slices.Backward(rows) {
		turns = append(turns, r.turn())
	}
	return turns, nil
}
