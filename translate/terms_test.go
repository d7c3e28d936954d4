package translate

import (
	"strings"
	"testing"
)

func TestTermsInTexts(t *testing.T) {
	for _, c := range []struct {
		name, term, text string
		want             bool
	}{
		{"the word", "bank", "The bank is closed", true},
		{"capitals", "bank", "BANK or Bank", true},
		{"a plural", "bank", "All banks are closed", true},
		{"a genitive", "Hamzaban", "Hamzaban's users", true},
		{"ies", "library", "two libraries", true},
		{"part of a word", "bank", "The embankment", false},
		{"the beginning of another", "port", "a portfolio", false},
		{"a short one of another", "art", "arts and parts", true},
		{"a name that is a word", "Go", "let us go home", false},
		{"a name as written", "Go", "written in Go.", true},
		{"with signs", "C++", "in C++, not in C", true},
		{"with signs, in any case", "Node.js", "node.js is fine", true},
		{"without its signs", "C++", "C and D", false},
		{"two words", "hard drive", "Two hard drives, and more", true},
		{"two words apart", "hard drive", "a hard long drive", false},
		{"Persian", "کتاب", "این کتاب خوب است", true},
		{"Persian plural", "کتاب", "کتاب‌های خوب", true},
		{"Persian plural, joined", "کتاب", "كتابها و دفترها", true},
		{"ezafe", "کتاب", "کتابِ من", true},
		{"Persian ی", "علی", "علي آمد", true},
		{"Persian, another word", "کتاب", "کتابخانه", false},
		{"half-space or space", "نرم‌افزار", "نرم افزار تازه", true},
		{"space or half-space", "نرم افزار", "نرم‌افزارهای تازه", true},
		{"a plural within", "درایو سخت", "درایوهای سخت", true},
		{"Arabic with its article", "كتاب", "قرأت الكتاب أمس", true},
		{"Chinese", "银行", "我去银行取钱", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, _ := glossaryOf([]Term{{c.term, "x"}})
			if found := g.in(c.text); (len(found) == 1) != c.want {
				t.Errorf("found %v", found)
			}
		})
	}
}

// TestLongestTerm: what is a part of a longer term is no term of its own.
func TestLongestTerm(t *testing.T) {
	g, _ := glossaryOf([]Term{{"York", "یورک"}, {"New York", "نیویورک"}})
	if found := g.in("New York is large"); len(found) != 1 || found[0].Source != "New York" {
		t.Errorf("found %v", found)
	}
	if found := g.in("New York and York"); len(found) != 2 {
		t.Errorf("found %v", found)
	}
}

func TestTermsInAnswers(t *testing.T) {
	for _, c := range []struct {
		name, target, out string
		want              bool
	}{
		{"as told", "بانک", "بانک بسته است", true},
		{"inflected", "بانک", "بانک‌های ما بسته‌اند", true},
		{"in Arabic letters", "بانک", "بانك بسته است", true},
		{"another word", "بانک", "ساحل بسته است", false},
		{"English plural", "child", "childs play", true},
		{"Russian case", "книга", "в книге написано", true},
		{"German plural", "Mutter", "die Mütter", true},
		{"a sign", "C++", "زبان C++ خوب است", true},
		{"Latin within Persian", "API", "این API تازه است", true},
		{"Chinese", "银行", "我去银行取钱", true},
		{"nothing of it", "bank", "The shore", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if f := checkTerms([]Term{{"x", c.target}}, c.out); (f == nil) != c.want || f != nil && !f.soft {
				t.Errorf("%v", f)
			}
		})
	}
}

// TestTermsThatStay are hidden from the models, in whatever letters.
func TestTermsThatStay(t *testing.T) {
	_, keep := glossaryOf([]Term{{"Hamzaban", ""}, {"Pro", "Pro"}, {"علی", ""}, {"bank", "بانک"}, {" ", "x"}})
	m := mask("HAMZABAN for علي, Pro but no pro and no bank", keepers(keep))
	var got []string
	for _, k := range m.marks {
		got = append(got, k.original)
	}
	if s := strings.Join(got, " "); s != "HAMZABAN علي Pro" {
		t.Errorf("hidden are %s", s)
	}
}

func TestDigits(t *testing.T) {
	for _, c := range []struct {
		name string
		d    Digits
		text string
		want string
	}{
		{"to Persian", PersianDigits, "در 12 روز، 3.5 کیلو و ٤ نفر", "در ۱۲ روز، ۳.۵ کیلو و ۴ نفر"},
		{"to Latin", LatinDigits, "در ۱۲ روز و ٤ نفر", "در 12 روز و 4 نفر"},
		{"as they are", "", "در ۱۲ روز و 4 نفر", "در ۱۲ روز و 4 نفر"},
		{"names", PersianDigits, "GPT-5 و v1.2 و MP3 و USB‌3", "GPT-5 و v1.2 و MP3 و USB‌۳"},
		{"what stays", PersianDigits, "{0} از `x = 1` در https://a.ir/2?b=3 و %1$d، 7", "{0} از `x = 1` در https://a.ir/2?b=3 و %1$d، ۷"},
		{"times and dates", PersianDigits, "12:30 روز 2026/11/23.", "۱۲:۳۰ روز ۲۰۲۶/۱۱/۲۳."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &run{o: Options{To: language("fa"), Digits: c.d}}
			if got := r.digits(c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if again := r.digits(c.want); again != c.want {
				t.Errorf("again it is %q", again)
			}
		})
	}
}
