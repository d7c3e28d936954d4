package bot

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hamzaban/chat"
)

func TestLanesKeepOrderWithinAndRunSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		done := map[string][]int64{}
		l := newLanes(10, func(u chat.Update) {
			time.Sleep(time.Second)
			mu.Lock()
			done[u.Lane] = append(done[u.Lane], u.Seq)
			mu.Unlock()
		})
		began := time.Now()
		for seq := range int64(30) {
			l.put(chat.Update{Seq: seq, Lane: fmt.Sprint(seq % 10)})
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		for lane, seqs := range done {
			if len(seqs) != 3 || seqs[0] > seqs[1] || seqs[1] > seqs[2] {
				t.Errorf("lane %s ran %v, want its three in order", lane, seqs)
			}
		}
		<-l.stop()
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("ten lanes of three one-second updates took %v: they did not run side by side", took)
		}
		if len(l.waiting) != 0 {
			t.Errorf("idle lanes hold %d entries", len(l.waiting))
		}
	})
}

func TestLanesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		l := newLanes(3, func(chat.Update) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			running--
			mu.Unlock()
		})
		for seq := range int64(20) {
			l.put(chat.Update{Seq: seq, Lane: fmt.Sprint(seq)})
		}
		time.Sleep(10 * time.Second)
		<-l.stop()
		if most != 3 {
			t.Errorf("%d ran at a time, want 3", most)
		}
	})
}

func TestStoppedLanesFinishWhatRunsAndBeginNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []int64
		l := newLanes(3, func(u chat.Update) {
			time.Sleep(time.Second)
			ran = append(ran, u.Seq)
		})
		l.put(chat.Update{Seq: 1, Lane: "a"})
		l.put(chat.Update{Seq: 2, Lane: "a"})
		synctest.Wait()
		stopped := l.stop()
		l.put(chat.Update{Seq: 3, Lane: "b"})
		<-stopped
		if len(ran) != 1 || ran[0] != 1 {
			t.Errorf("ran %v, want only the update that was running at the stop", ran)
		}
	})
}
