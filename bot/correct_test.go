package bot

import "testing"

// TestRewords: what sets a translation right, and what only talks about it.
func TestRewords(t *testing.T) {
	const fa, en = "فردا ساعت پنج در کافه می‌بینمت", "I will see you at the café tomorrow at five"
	for _, c := range []struct {
		name, text, translation, to string
		want                        bool
	}{
		{"one word changed", "فردا ساعت پنج توی کافه می‌بینمت", fa, "fa", true},
		{"politely", "فردا ساعت پنج در کافه شما را می‌بینم", fa, "fa", true},
		{"shorter", "فردا پنج در کافه می‌بینمت", fa, "fa", true},
		{"Arabic letters", "فردا ساعت پنج در كافه مي‌بينمت", fa, "fa", true},
		{"in English", "See you at the café tomorrow at five", en, "en", true},
		{"an answer to it", "من هم فردا ساعت پنج در کافه می‌بینمت", fa, "fa", false},
		{"an addition", "I will see you at the café tomorrow at five too", en, "en", false},
		{"a question about it", "چرا ننوشتی کافی‌شاپ؟", fa, "fa", false},
		{"the same as a question", "فردا ساعت پنج در کافه می‌بینمت؟", fa, "fa", false},
		{"thanks", "ممنون", fa, "fa", false},
		{"thanks, longer", "خیلی ممنونم، عالی بود، دستت درد نکند", fa, "fa", false},
		{"an answer to its sender", "باشد، من هم ساعت پنج آن‌جا هستم", fa, "fa", false},
		{"another language", "I will see you at the café tomorrow", fa, "fa", false},
		{"an order", "Make it more polite, please", en, "en", false},
		{"an order with its words", "say 'tomorrow at five' first", en, "en", false},
		{"far longer", fa + " و بعد با هم به سینما می‌رویم و شام می‌خوریم و برمی‌گردیم", fa, "fa", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := rewords(c.text, c.translation, c.to); got != c.want {
				t.Errorf("%v, with %.2f in common", got, alike(c.text, c.translation))
			}
		})
	}
}
