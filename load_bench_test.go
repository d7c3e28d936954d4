package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/providers"
	"hamzaban/sandbox/telegram"
)

// The bot under load, as a process. Run with
//
//	go test -run '^$' -bench 'Load|Pace' -benchtime 1x .

// modelTime is how long the model takes for each answer.
const modelTime = 500 * time.Millisecond

// crowd is a stage full of people who have met the bot before.
func crowd(b *testing.B, people int, limits telegram.Limits) *stage {
	b.Helper()
	s := newStageWith(b, providers.Options{
		Limits: providers.Unlimited(), Calls: -1,
		Answer: func(string, []providers.Message) (string, time.Duration) {
			return "This is the first line of the answer.\n" + strings.Repeat("It goes on for a while. ", 20), modelTime
		},
	})
	for i := range people {
		s.telegram.Person(telegram.Person{ID: int64(1000 + i), FirstName: fmt.Sprint("P", i), LanguageCode: "en"})
	}
	_, stop := s.start()
	for first := 0; first < people; first += 200 {
		for i := first; i < min(first+200, people); i++ {
			s.telegram.Say(int64(1000+i), int64(1000+i), "/start")
		}
		s.until(func() bool {
			for i := first; i < min(first+200, people); i++ {
				if said := s.telegram.Chat(int64(1000 + i)); len(said) < 3 {
					return false
				}
			}
			return true
		})
	}
	stop()
	time.Sleep(5 * time.Second) // every chat is at rest again
	s.telegram.SetLimits(limits)
	s.telegram.ForgetCalls()
	return s
}

// answered are the times, for each question that was said, from then until its
// whole answer was there, less the model's own time; and how many have none.
func (s *stage) answered(said map[int64][]time.Time) (own []time.Duration, missing int) {
	whole := map[int64][]time.Time{}
	for _, c := range s.telegram.Calls() {
		if c.Accepted && c.Method == "editMessageText" {
			whole[c.Chat()] = append(whole[c.Chat()], c.Done)
		}
	}
	for chat, asked := range said {
		slices.SortFunc(whole[chat], time.Time.Compare)
		for i, at := range asked {
			if i >= len(whole[chat]) {
				missing++
				continue
			}
			own = append(own, whole[chat][i].Sub(at)-modelTime)
		}
	}
	slices.Sort(own)
	return own, missing
}

func at(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)*percent/100, len(sorted)-1)].Milliseconds())
}

// BenchmarkLoad measures a crowd that asks all at once, and a steady stream of
// questions, with a model that takes half a second and no limits of Telegram's:
// own-ms is from the question's arrival at the Bot API to the whole answer
// there, less the model's time.
func BenchmarkLoad(b *testing.B) {
	for _, c := range []struct {
		name          string
		people        int
		rate, lasting int // questions a second, for so many seconds; 0: all at once
	}{
		{"1000 people at once", 1000, 0, 0},
		{"300 a second", 1500, 300, 20},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := crowd(b, c.people, telegram.Limits{})
			for b.Loop() {
				cmd, stop := s.start()
				s.until(s.polled)
				said, n := map[int64][]time.Time{}, 0
				ask := func() {
					id := int64(1000 + n%c.people)
					n++
					s.telegram.Say(id, id, "How does it work?")
					said[id] = append(said[id], time.Now())
				}
				if c.rate == 0 {
					for range c.people {
						ask()
					}
				}
				for begun := time.Now(); n < c.rate*c.lasting; {
					for n < int(time.Since(begun).Seconds()*float64(c.rate)) && n < c.rate*c.lasting {
						ask()
					}
					time.Sleep(2 * time.Millisecond)
				}
				most := 0.0
				for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
					most = max(most, resident(b, cmd.Process.Pid))
					if _, missing := s.answered(said); missing == 0 {
						break
					}
				}
				own, missing := s.answered(said)
				stop()
				b.ReportMetric(at(own, 50), "own-ms-p50")
				b.ReportMetric(at(own, 95), "own-ms-p95")
				b.ReportMetric(float64(missing), "unanswered")
				b.ReportMetric(most, "MiB-most")
				b.ReportMetric(0, "ns/op")
				if missing > 0 {
					b.Errorf("%d of %d questions were not answered", missing, n)
				}
			}
		})
	}
}

// BenchmarkPace measures how much of what Telegram's limits allow is sent
// where much waits to be sent, and how often the bot is refused for them.
func BenchmarkPace(b *testing.B) {
	const people, groups, most = 10, 4, 40
	limits := telegram.Limits{ChatPerSecond: 1, ChatBurst: 4, GroupPerMinute: 20}
	s := newStageWith(b, providers.Options{Limits: providers.Unlimited()})
	s.telegram.SetLimits(limits)
	var chats []int64
	for i := range people {
		id := int64(1000 + i)
		s.telegram.Person(telegram.Person{ID: id, FirstName: fmt.Sprint("P", i), LanguageCode: "en"})
		chats = append(chats, id)
	}
	for i := range groups {
		chats = append(chats, s.telegram.Group(fmt.Sprint("G", i), 1000))
	}
	for b.Loop() {
		_, stop := s.start()
		s.until(s.polled)
		s.telegram.ForgetCalls()
		begun := time.Now()
		for range 2 * most {
			for _, id := range chats {
				s.telegram.Say(max(id, 1000), id, "/id")
			}
		}
		time.Sleep(time.Duration(most)*time.Second - time.Since(begun))
		sent, refused := map[int64]int{}, 0
		for _, c := range s.telegram.Calls() {
			switch {
			case c.Status == 429:
				refused++
			case c.Accepted && c.Chat() != 0 && c.Method != "sendChatAction":
				sent[c.Chat()]++
			}
		}
		stop()
		shares := map[bool][]float64{}
		for _, id := range chats {
			allowed := float64(limits.ChatBurst) + float64(most)*limits.ChatPerSecond
			if id < 0 {
				allowed = min(allowed, float64(limits.GroupPerMinute)*float64((most+59)/60))
			}
			shares[id < 0] = append(shares[id < 0], 100*float64(sent[id])/allowed)
		}
		b.ReportMetric(slices.Min(shares[false]), "%-of-allowed-private")
		b.ReportMetric(slices.Min(shares[true]), "%-of-allowed-groups")
		b.ReportMetric(float64(refused), "429s")
		b.ReportMetric(0, "ns/op")
	}
}
