package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"hamzaban/ai"
	"hamzaban/chat"
	"hamzaban/store"
)

const question = "What should somebody see who has two days in Shiraz and likes gardens, poetry and tea?"

var answer = strings.Repeat("Begin at the tomb of Hafez in the evening, when it is lit. ", 12)

func benchStore(b *testing.B, turns int) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), store.Options{Path: filepath.Join(b.TempDir(), "bench.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	const people, each = 1000, 100
	for done := 0; done < turns; done += each {
		i := done / each
		receive(b, s, int64(i))
		finish(b, s, int64(i+1), talk(int64(i%people), each))
	}
	b.ReportAllocs()
	return s
}

func update(id int64) chat.Update {
	raw, _ := json.Marshal(map[string]any{"update_id": id, "message": map[string]any{"text": question, "from": map[string]any{"id": 1, "first_name": "A"}}})
	return chat.Update{ID: id, Lane: "1/0/1", Person: 1, Raw: raw}
}

func receive(b *testing.B, s *store.Store, id int64) int64 {
	b.Helper()
	got, err := s.Receive(b.Context(), []chat.Update{update(id)}, id)
	if err != nil || len(got) != 1 {
		b.Fatal(len(got), err)
	}
	return got[0].Seq
}

func talk(person int64, turns int) chat.Outcome {
	o := chat.Outcome{Key: chat.Key{Chat: person, Person: person}, Used: chat.Usage{Answers: 1}}
	for i := range turns {
		turn := chat.Turn{Role: ai.User, Text: question, Tokens: 25}
		if i%2 == 1 {
			turn = chat.Turn{Role: ai.Assistant, Text: answer, Tokens: 200, Model: "groq/some-model"}
		}
		o.Turns = append(o.Turns, turn)
	}
	o.Replies = []chat.Reply{{Chat: person, Text: answer, Parts: []json.RawMessage{json.RawMessage(fmt.Sprintf("{%q:%q}", "text", answer))}}}
	return o
}

func finish(b *testing.B, s *store.Store, seq int64, o chat.Outcome) {
	b.Helper()
	if ms, err := s.Finish(b.Context(), seq, o); err != nil || len(ms) != 1 {
		b.Fatal(len(ms), err)
	}
}

func BenchmarkReceive(b *testing.B) {
	s := benchStore(b, 100_000)
	id := int64(1 << 20)
	for b.Loop() {
		id++
		receive(b, s, id)
	}
}

func BenchmarkFinish(b *testing.B) {
	s := benchStore(b, 100_000)
	var waiting []chat.Update
	next := int64(1 << 20)
	for b.Loop() {
		if len(waiting) == 0 { // hardly to be seen in the time
			batch := make([]chat.Update, 5000)
			for i := range batch {
				next++
				batch[i] = update(next)
			}
			var err error
			if waiting, err = s.Receive(b.Context(), batch, 0); err != nil {
				b.Fatal(err)
			}
		}
		finish(b, s, waiting[0].Seq, talk(next%1000, 2))
		waiting = waiting[1:]
	}
}

func BenchmarkBegun(b *testing.B) {
	s := benchStore(b, 100_000)
	ms, err := s.Unsent(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		i++
		if err := s.Begun(b.Context(), ms[i%len(ms)].ID, int64(i)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBookUpdate(b *testing.B) {
	s := benchStore(b, 100_000)
	for b.Loop() {
		if err := count(b.Context(), s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecent(b *testing.B) {
	s := benchStore(b, 200_000)
	i := 0
	for b.Loop() {
		i++
		turns, err := s.Recent(b.Context(), chat.Key{Chat: int64(i % 1000), Person: int64(i % 1000)}, 20)
		if err != nil || len(turns) != 20 {
			b.Fatal(len(turns), err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "open.db")
	for b.Loop() {
		s, err := store.Open(b.Context(), store.Options{Path: path})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTogether is a hundred conversations at once, each with all that an
// answer commits: received, reserved, settled, finished, begun, sent.
func BenchmarkTogether(b *testing.B) {
	s := benchStore(b, 100_000)
	b.SetParallelism(50)
	var last atomic.Int64
	last.Store(1 << 20)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := exchange(b.Context(), s, last.Add(1)); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func exchange(ctx context.Context, s *store.Store, id int64) error {
	got, err := s.Receive(ctx, []chat.Update{update(id)}, id)
	if err != nil {
		return err
	}
	for range 2 {
		if err := count(ctx, s); err != nil {
			return err
		}
	}
	ms, err := s.Finish(ctx, got[0].Seq, talk(id%1000, 2))
	if err != nil {
		return err
	}
	if err := s.Begun(ctx, ms[0].ID, 7); err != nil {
		return err
	}
	return s.Settled(ctx, ms[0].ID, 7)
}

// count changes a record of a usual size.
func count(ctx context.Context, s *store.Store) error {
	return s.Book().Update(ctx, []string{"groq/some-model", "groq:pool"}, func(rs map[string]*ai.Record) error {
		for _, r := range rs {
			r.Requests++
			if len(r.Latencies) < 64 {
				r.Latencies = append(r.Latencies, 500+len(r.Latencies))
				r.Windows = []ai.WindowState{{}, {}, {}, {}}
			}
		}
		return nil
	})
}
