package bot

import (
	"fmt"
	"log/slog"
	"slices"
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
		l := newLanes(10, through(func(u chat.Update) {
			time.Sleep(time.Second)
			mu.Lock()
			done[u.Lane] = append(done[u.Lane], u.Seq)
			mu.Unlock()
		}), nothingMore, slog.Default())
		began := time.Now()
		for seq := range int64(30) {
			l.put(chat.Update{Seq: seq + 1, Lane: fmt.Sprint(seq % 10)})
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
		if len(l.all) != 0 {
			t.Errorf("idle lanes hold %d entries", len(l.all))
		}
	})
}

func TestLanesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		l := newLanes(3, through(func(chat.Update) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			running--
			mu.Unlock()
		}), nothingMore, slog.Default())
		for seq := range int64(20) {
			l.put(chat.Update{Seq: seq + 1, Lane: fmt.Sprint(seq)})
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
		l := newLanes(3, through(func(u chat.Update) {
			time.Sleep(time.Second)
			ran = append(ran, u.Seq)
		}), nothingMore, slog.Default())
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

// through sees every update through.
func through(work func(chat.Update)) func(chat.Update) bool {
	return func(u chat.Update) bool {
		work(u)
		return true
	}
}

// What is left for the next start is not overtaken by what comes after it.
func TestWhatIsLeftEndsItsLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []int64
		l := newLanes(3, func(u chat.Update) bool {
			ran = append(ran, u.Seq)
			return u.Seq != 2
		}, nothingMore, slog.Default())
		for seq := range int64(4) {
			l.put(chat.Update{Seq: seq + 1, Lane: "a"})
		}
		synctest.Wait()
		l.put(chat.Update{Seq: 5, Lane: "a"})
		synctest.Wait()
		<-l.stop()
		if !slices.Equal(ran, []int64{1, 2}) {
			t.Errorf("ran %v, want nothing after the one that was left", ran)
		}
	})
}

func nothingMore(string, int64, int) ([]chat.Update, error) { return nil, nil }

// A flood waits on disk: few of its updates are in memory, none is left out or
// run twice, and all run in their order, also where some are read while others
// are put.
func TestLanesLeaveAFloodOnDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // guards disk
		var disk, ran []int64
		most := 0
		var l *lanes
		l = newLanes(3, through(func(u chat.Update) {
			time.Sleep(time.Second)
			ran = append(ran, u.Seq)
			l.mu.Lock()
			most = max(most, len(l.all["a"].queue))
			l.mu.Unlock()
		}), func(lane string, after int64, n int) (us []chat.Update, _ error) {
			defer time.Sleep(500 * time.Millisecond) // some are put meanwhile
			mu.Lock()
			defer mu.Unlock()
			for _, seq := range disk {
				if seq > after && len(us) < n {
					us = append(us, chat.Update{Seq: seq, Lane: lane})
				}
			}
			return us, nil
		}, slog.Default())
		for seq := range int64(100) {
			mu.Lock()
			disk = append(disk, seq+1)
			mu.Unlock()
			if waiting := l.put(chat.Update{Seq: seq + 1, Lane: "a"}); seq < 50 && waiting != int(seq)+1 {
				t.Errorf("update %d: %d wait", seq+1, waiting)
			}
			if seq >= 50 {
				time.Sleep(1700 * time.Millisecond)
			}
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if !slices.Equal(ran, disk) {
			t.Errorf("ran %v, want 1 to 100", ran)
		}
		if most > laneMost {
			t.Errorf("%d waited in memory, want at most %d", most, laneMost)
		}
		<-l.stop()
	})
}

// Two deliveries at a time may put their updates in the other order.
func TestLanesTakeWhatComesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []int64
		l := newLanes(3, through(func(u chat.Update) {
			time.Sleep(time.Second)
			ran = append(ran, u.Seq)
		}), nothingMore, slog.Default())
		for _, seq := range []int64{1, 4, 2, 4, 3, 1} {
			l.put(chat.Update{Seq: seq, Lane: "a"})
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if !slices.Equal(ran, []int64{1, 2, 3, 4}) {
			t.Errorf("ran %v, want 1 to 4", ran)
		}
		<-l.stop()
	})
}

// So may some that come while what waits on disk is being read.
func TestLanesTakeWhatComesLateWhileReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []int64
		l := newLanes(3, through(func(u chat.Update) {
			time.Sleep(time.Second)
			ran = append(ran, u.Seq)
		}), func(lane string, after int64, _ int) (us []chat.Update, _ error) {
			time.Sleep(time.Minute)
			if after < 100 {
				us = append(us, chat.Update{Seq: 100, Lane: lane})
			}
			return us, nil
		}, slog.Default())
		for seq := range int64(laneMost) {
			l.put(chat.Update{Seq: 2 * (seq + 1), Lane: "a"})
		}
		l.put(chat.Update{Seq: 100, Lane: "a"})
		time.Sleep(30 * time.Second) // it reads by now
		l.put(chat.Update{Seq: 3, Lane: "a"})
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := len(ran); n != laneMost+2 || ran[n-2] != 3 || ran[n-1] != 100 {
			t.Errorf("ran %v, want 2 to 32, 3 and 100", ran)
		}
		<-l.stop()
	})
}

func TestWhatOvertakesWaitsForNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stopped time.Duration
		began := time.Now()
		l := newLanes(1, through(func(u chat.Update) {
			if overtaking(u.Lane) {
				stopped = time.Since(began)
				return
			}
			time.Sleep(time.Hour)
		}), nothingMore, slog.Default())
		l.put(chat.Update{Seq: 1, Lane: "a"})
		l.put(chat.Update{Seq: 2, Lane: "b"})
		time.Sleep(time.Second)
		l.put(chat.Update{Seq: 3, Lane: overtakingLane + "b"})
		synctest.Wait()
		if stopped != time.Second {
			t.Errorf("it ran after %v, want at once", stopped)
		}
		<-l.stop()
	})
}
