package translate

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func itemsOf(texts ...string) []*item {
	var out []*item
	for _, t := range texts {
		out = append(out, &item{core: t, masked: mask(t, nil)})
	}
	return out
}

func numberedAnswers(texts ...string) map[int]answer {
	out := map[int]answer{}
	for i, t := range texts {
		out[i+1] = answer{Text: &t}
	}
	return out
}

// TestOrder: answers without the beginnings of their texts.
func TestOrder(t *testing.T) {
	menu := []string{"Sign in", "Settings", "Save changes?", "Delete this account for ever", "Cancel"}
	for _, c := range []struct {
		name      string
		src, outs []string
		ok        bool
	}{
		{"a menu", menu, []string{"ورود", "تنظیمات", "تغییرات ذخیره شود؟", "این حساب برای همیشه حذف شود", "لغو"}, true},
		{"a menu, shifted", menu, []string{"تنظیمات", "تغییرات ذخیره شود؟", "این حساب برای همیشه حذف شود", "لغو", "ورود"}, false},
		{"one is empty", menu, []string{"ورود به تنظیمات", "", "تغییرات ذخیره شود؟", "این حساب برای همیشه حذف شود", "لغو"}, false},
		{"one is missing", menu, []string{"ورود", "تنظیمات", "تغییرات ذخیره شود؟", "این حساب برای همیشه حذف شود"}, false},
		{"one too many", menu[:2], []string{"ورود", "تنظیمات", "لغو"}, false},
		{"numbers", []string{"Room 12 is free", "Room 14 is full", "Room 15 is open"}, []string{"اتاق ۱۲ خالی است", "اتاق ۱۴ پر است", "اتاق ۱۵ باز است"}, true},
		{"numbers, moved", []string{"Room 12 is free", "Room 14 is full", "Room 15 is open", "Room 19 is new"},
			[]string{"اتاق ۱۴ پر است", "اتاق ۱۵ باز است", "اتاق ۱۹ تازه است", "اتاق ۱۲ خالی است"}, false},
		{"merged and split", []string{"We came home late.", "It was raining so hard that nobody wanted to go out again.", "Good night!", "My brother had read half of the book by the time we left the house."},
			[]string{"دیر به خانه آمدیم. باران چنان تند بود که کسی نمی‌خواست دوباره بیرون برود.", "شب بخیر!", "برادرم نیمی از کتاب را خوانده بود", "تا زمانی که از خانه رفتیم."}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := checkOrder(itemsOf(c.src...), numberedAnswers(c.outs...), nil, false, false); (f == nil) != c.ok {
				t.Errorf("%v", f)
			}
		})
	}
}

// TestOrderByLength: lengths that vary as those of human translations do, with
// nothing else to go by. Batches in order are hardly ever refused, those in
// which a pair was merged and a later text split are found out mostly.
func TestOrderByLength(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	text := func(letter string, n float64) string { return strings.Repeat(letter, max(1, int(n))) }
	const rounds, n = 1000, 10
	wrong, found := 0, 0
	for range rounds {
		var src, outs []string
		for range n {
			l := 12 + rnd.ExpFloat64()*50
			spread := 0.24
			if l > 60 {
				spread = 0.185
			}
			src = append(src, text("a", l))
			outs = append(outs, text("ب", l*math.Exp(rnd.NormFloat64()*spread)))
		}
		if checkOrder(itemsOf(src...), numberedAnswers(outs...), nil, false, false) != nil {
			wrong++
		}
		at := rnd.IntN(3)
		moved := append(append([]string{}, outs[:at]...), outs[at]+outs[at+1])
		moved = append(moved, outs[at+2:]...)
		last := []rune(moved[len(moved)-1])
		half := (len(last) + 1) / 2
		moved = append(moved[:len(moved)-1], string(last[:half]), string(append(last[half:], 'ب')))
		if checkOrder(itemsOf(src...), numberedAnswers(moved...), nil, false, false) != nil {
			found++
		}
	}
	t.Logf("%d of %d in order were refused, %d of those moved", wrong, rounds, found)
	if wrong > rounds/20 || found < rounds*9/10 {
		t.Error("too many of those, or too few of these")
	}
}
