package telegram_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"hamzaban/sandbox/telegram"
)

func ids(us []update) []int64 {
	var all []int64
	for _, u := range us {
		all = append(all, u.ID)
	}
	return all
}

func wantIDs(t *testing.T, got []update, want ...int64) {
	t.Helper()
	if !slices.Equal(ids(got), want) {
		t.Fatalf("updates %v, want %v", ids(got), want)
	}
}

func TestUpdatesStayUntilTheOffsetConfirmsThem(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 7})
	for _, text := range []string{"one", "two", "three"} {
		r.Say(ann, ann, text)
	}
	wantIDs(t, r.updates(0), 7, 8, 9)
	wantIDs(t, r.updates(0), 7, 8, 9)
	wantIDs(t, r.updates(8), 8, 9)
	if r.Pending() != 2 {
		t.Errorf("pending %d, want 2", r.Pending())
	}
	wantIDs(t, r.updates(-1), 9)
	wantIDs(t, r.updates(0), 9)
	wantIDs(t, r.updates(10))
	if a := r.call("getUpdates", params{"limit": "1"}); string(a.Result) != "[]" {
		t.Errorf("an empty poll gave %s", a.Result)
	}
}

func TestALimitGivesTheOldestFirst(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 7})
	r.Say(ann, ann, "one")
	r.Say(ann, ann, "two")
	wantIDs(t, as[[]update](t, r.call("getUpdates", params{"limit": "1"}).Result), 7)
}

func TestAPollWaitsForWhatComes(t *testing.T) {
	r := start(t, telegram.Options{})
	got := make(chan answer)
	go func() {
		a, _ := r.try("getUpdates", params{"timeout": "9"})
		got <- a
	}()
	polling(t, r, 1)
	r.Say(ann, ann, "at last")
	us := as[[]update](t, (<-got).Result)
	if len(us) != 1 || us[0].Message.Text != "at last" {
		t.Errorf("the poll gave %+v", us)
	}
}

// polling waits until n polls have arrived and the last of them waits.
func polling(t *testing.T, r *rig, n int) {
	t.Helper()
	err := r.Until(within(t), func() bool {
		polls := 0
		for _, c := range r.Calls() {
			if c.Method == "getUpdates" {
				polls++
			}
		}
		return polls >= n
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwoPollsConflict(t *testing.T) {
	r := start(t, telegram.Options{})
	first := make(chan answer)
	go func() {
		a, _ := r.try("getUpdates", params{"timeout": "9"})
		first <- a
	}()
	polling(t, r, 1)
	// The first may still be on its way to waiting: ask until it has ended.
	var ended answer
	for ended.Status == 0 {
		r.call("getUpdates", nil)
		select {
		case ended = <-first:
		case <-time.After(time.Millisecond):
		}
	}
	if ended.Status != 409 || !strings.HasPrefix(ended.Description, "Conflict: terminated by other getUpdates request") {
		t.Errorf("the older poll ended with %d %s", ended.Status, ended.Description)
	}
}

func TestUpdatesAreForgottenAfterADay(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(ann, ann, "old")
	r.clock.forward(23 * time.Hour)
	r.Say(ann, ann, "young")
	r.clock.forward(2 * time.Hour)
	if us := r.updates(0); len(us) != 1 || us[0].Message.Text != "young" {
		t.Errorf("got %+v", us)
	}
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	r := quiet(t)
	r.call("getUpdates", params{"allowed_updates": `["callback_query"]`})
	r.Say(ann, ann, "unseen")
	if us := r.updates(0); len(us) != 0 {
		t.Errorf("a message came though only presses are allowed: %+v", us)
	}
	r.call("getUpdates", params{"allowed_updates": `[]`})
	r.Say(ann, ann, "seen")
	if us := r.updates(0); len(us) != 1 {
		t.Errorf("an empty list should mean all, got %+v", us)
	}
}

func TestIDsMayStartAnewLower(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 5000})
	r.Say(ann, ann, "before the quiet week")
	wantIDs(t, r.updates(0), 5000)
	wantIDs(t, r.updates(5001))
	r.SetNextUpdateID(40)
	r.Say(ann, ann, "after it")
	r.Say(ann, ann, "and more")
	wantIDs(t, r.updates(5001), 40, 41)
	wantIDs(t, r.updates(41), 41)
	wantIDs(t, r.updates(42))
}

func TestALowerIDInTheMiddleIsConfirmedByItself(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 98})
	r.Say(ann, ann, "98")
	if id, err := r.Inject([]byte(`{"update_id":3,"message":"not a message"}`)); id != 3 || err != nil {
		t.Fatal(id, err)
	}
	wantRawIDs(t, r.call("getUpdates", nil), "98", "3")
	// An offset from the highest id leaves the lower one behind.
	wantRawIDs(t, r.call("getUpdates", params{"offset": "99"}), "3")
	wantRawIDs(t, r.call("getUpdates", params{"offset": "4"}))
}

func wantRawIDs(t *testing.T, a answer, want ...string) {
	t.Helper()
	var got []string
	for _, raw := range as[[]map[string]any](t, a.Result) {
		got = append(got, itoa(int64(raw["update_id"].(float64))))
	}
	if !slices.Equal(got, want) {
		t.Fatalf("updates %v, want %v", got, want)
	}
}

func TestInjectNumbersWhatHasNoNumber(t *testing.T) {
	r := start(t, telegram.Options{FirstUpdateID: 5})
	if id, err := r.Inject([]byte(`{"something_new":{}}`)); id != 5 || err != nil {
		t.Error(id, err)
	}
	if _, err := r.Inject([]byte(`{"update_id":`)); err == nil {
		t.Error("broken JSON was taken")
	}
}
