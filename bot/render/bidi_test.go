package render

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
)

// TestWhatRunsToTheRight: within a Persian paragraph, as an implementation of
// Unicode's algorithm lays it out, these stand as they are written.
func TestWhatRunsToTheRight(t *testing.T) {
	for _, c := range []struct{ name, line, piece string }{
		{"signs after a word", "زبان C++ و C# را ببینید.", "C++"},
		{"a command", "دستور /help را ببینید.", "/help"},
		{"an address with a stroke", "سایت https://www.python.org/ را ببینید.", "https://www.python.org/"},
		{"a folder", "پوشهٔ src/ را پاک کنید.", "src/"},
		{"an address at the end", "سایت https://www.python.org/3/", "https://www.python.org/3/"},
		{"a function", "تابع main() را صدا بزنید.", "main()"},
		{"a function before a comma", "تابع main()، آن است.", "main()"},
		{"a function of something", "تابع f(x) را صدا بزنید.", "f(x)"},
		{"a function of several things", "تابع Point.add(x, 2) را صدا بزنید.", "Point.add(x, 2)"},
		{"a list", "نوع string[] را ببینید.", "string[]"},
		{"an item", "خانهٔ a[0] را ببینید.", "a[0]"},
		{"a type", "نوع List<T> را ببینید.", "List<T>"},
		{"a tag", "برچسب <div> را ببندید.", "<div>"},
		{"a pattern", "پرونده‌های foo* را پاک کنید.", "foo*"},
		{"a card", "شماره کارت 6037 9911 2233 4455 است.", "6037 9911 2233 4455"},
		{"a card in Persian digits", "شماره کارت ۶۰۳۷ ۹۹۱۱ ۲۲۳۳ ۴۴۵۵ است.", "۶۰۳۷ ۹۹۱۱ ۲۲۳۳ ۴۴۵۵"},
		{"a card with hyphens", "شماره کارت: 6037-9911-2233-4455", "6037-9911-2233-4455"},
		{"a mobile", "شماره 0912 345 6789 را بگیرید.", "0912 345 6789"},
		{"a mobile with hyphens", "شماره:0912-345-6789", "0912-345-6789"},
		{"a telephone", "تلفن 021-88776655 را بگیرید.", "021-88776655"},
		{"a telephone in Persian digits", "تلفن ۰۲۱-۸۸۷۷۶۶۵۵ را بگیرید.", "۰۲۱-۸۸۷۷۶۶۵۵"},
		{"a degree below zero", "دما -۵ درجه است.", "-۵"},
		{"a degree above zero", "دما +۱۰ درجه است.", "+۱۰"},
		{"a difference", "پس 3 - 2 = 1 است.", "3 - 2 = 1"},
		{"a sum in Persian digits", "پس ۲ + ۳٫۵ × ۲ = ۹ است.", "۲ + ۳٫۵ × ۲ = ۹"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := Markdown(c.line)
			if !inOneRun(t, m.Text, c.piece) {
				t.Errorf("%q is torn in %q", c.piece, tagged(m))
			}
		})
	}
}

// Within lists that are Persian as a whole, too.
func TestWhatRunsToTheRightInLists(t *testing.T) {
	for _, piece := range []string{"0912 345 6789", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+98 21 8877 6655", "C++", "C#", "main()", ".NET", "/help", "2 + 3 = 5"} {
		m := Markdown("این‌ها را به خاطر بسپارید که لازم می‌شوند:\n\n- " + piece + "\n- چیزی دیگر")
		if _, line, _ := strings.Cut(m.Text, "\n\n"); !inOneRun(t, strings.Split(line, "\n")[0], piece) {
			t.Errorf("%q is torn in %q", piece, tagged(m))
		}
	}
}

// Numbers that stand side by side are read from the right, as the words are.
func TestWhatDoesNotRunToTheRight(t *testing.T) {
	for _, line := range []string{
		"در سال 2020 10 نفر آمدند.",
		"سال‌های 1380 1381 1382 را ببینید.",
		"ساعت 8 - 10 بیایید.",
		"بین ۱۰ - ۱۵ نفر بودند.",
		"این نشانی https://shop.ir/?p=123 را ببینید.",
		"این نشانی https://example.org/Go_(lang):x را ببینید.",
		"این نشانی https://example.org/a[0],b=2 را ببینید.",
		"این نشانی https://example.org/maps/:12 را ببینید.",
		"پروندهٔ home/.ssh را ببینید.",
		"سپس obj.get().name و std::vector<T>::iterator است",
	} {
		if m := Markdown(line); strings.Contains(m.Text, lrm) {
			t.Errorf("a mark was put in: %q", tagged(m))
		}
	}
}

// inOneRun tells whether a piece of a text that runs to the left is one run
// to the right.
func inOneRun(t *testing.T, text, piece string) bool {
	t.Helper()
	var p bidi.Paragraph
	if _, err := p.SetString(text, bidi.DefaultDirection(bidi.RightToLeft)); err != nil {
		t.Fatal(err)
	}
	order, err := p.Order()
	if err != nil {
		t.Fatal(err)
	}
	for i := range order.NumRuns() {
		if r := order.Run(i); r.Direction() == bidi.LeftToRight && strings.Contains(r.String(), piece) {
			return true
		}
	}
	return false
}
