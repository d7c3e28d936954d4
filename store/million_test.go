package store_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"hamzaban/chat"
	"hamzaban/store"
)

var million = flag.Bool("million", false, "measure with a million stored messages")

// A million stored messages change nothing: the last 20 of a conversation come
// in under 1 ms, 99 times of 100, and nobody waits for what deletes old ones.
func TestMillion(t *testing.T) {
	if !*million {
		t.Skip("takes a minute and 500 MB: -million")
	}
	path := filepath.Join(t.TempDir(), "bot.db")
	s := open(t, path)
	at := time.Now().UnixMilli()
	text := strings.Repeat("What people say, and what they are told. ", 5)
	for chunk := range 100 {
		err := s.Write(t.Context(), func(tx *gorm.DB) error {
			if chunk == 0 {
				for i := range 2000 {
					tx.Exec("INSERT INTO conversations (chat, thread, person) VALUES (?, 0, ?)", i, i)
				}
			}
			return tx.Exec(`WITH RECURSIVE n(v) AS (SELECT ? UNION ALL SELECT v + 1 FROM n LIMIT 10000)
				INSERT INTO turns (conversation, role, text, tokens, at)
				SELECT 1 + v * 7919 % 2000, CASE v % 2 WHEN 0 THEN 'user' ELSE 'assistant' END, ?, 50,
					? - CASE v % 10 WHEN 0 THEN 8640000000 ELSE 0 END FROM n`, chunk*10000, text, at).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	took := make([]time.Duration, 0, 10000)
	for i := range cap(took) {
		k := chat.Key{Chat: int64(i * 31 % 2000)}
		k.Person = k.Chat
		begun := time.Now()
		turns, err := s.Recent(t.Context(), k, 20)
		took = append(took, time.Since(begun))
		if err != nil || len(turns) != 20 {
			t.Fatal(len(turns), err)
		}
	}
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	info, _ := os.Stat(path)
	t.Logf("%d MB; the last 20 of a million: p50 %v, p99 %v, at most %v", info.Size()>>20, p50, p99, took[len(took)-1])
	if p99 > time.Millisecond {
		t.Errorf("the last 20 take %v at p99, want under 1ms", p99)
	}
	t.Logf("memory: %s", memory())
	prune(t, s)
	t.Logf("memory: %s", memory())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	open(t, path).Close()
	t.Logf("opened within %v", time.Since(begun).Round(time.Millisecond))
	put(t, path+"-wal", "left over")
	begun = time.Now()
	open(t, path)
	t.Logf("checked after an unclean stop and opened within %v", time.Since(begun).Round(time.Millisecond))
}

// prune deletes a tenth, while somebody else writes.
func prune(t *testing.T, s *store.Store) {
	t.Helper()
	done := make(chan []time.Duration)
	stop := make(chan struct{})
	go func() {
		var waited []time.Duration
		for i := 0; ; i++ {
			select {
			case <-stop:
				done <- waited
				return
			case <-time.After(5 * time.Millisecond):
			}
			begun := time.Now()
			if err := s.SetNote(t.Context(), "beside", fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
			waited = append(waited, time.Since(begun))
		}
	}()
	begun := time.Now()
	n, err := s.Prune(t.Context(), time.Now(), 90)
	took := time.Since(begun)
	close(stop)
	waited := <-done
	if err != nil || n != 100000 {
		t.Errorf("%d rows were pruned (%v), want 100,000", n, err)
	}
	slices.Sort(waited)
	t.Logf("%d rows pruned within %v; a write beside waited %v, at p99 %v, at most %v", n, took.Round(time.Millisecond),
		waited[len(waited)/2], waited[len(waited)*99/100], waited[len(waited)-1])
	if worst := waited[len(waited)-1]; worst > time.Second {
		t.Errorf("a write beside waited %v", worst)
	}
}

// memory is what the process holds, as the system and Go's heap count it.
func memory() string {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	resident := "?"
	if status, err := os.ReadFile("/proc/self/statm"); err == nil {
		pages, _ := strconv.Atoi(strings.Fields(string(status))[1])
		resident = fmt.Sprint(pages * os.Getpagesize() >> 20)
	}
	return fmt.Sprintf("%s MB resident, %d MB of Go's heap", resident, m.HeapInuse>>20)
}
