package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

func load(t testing.TB, code string) *Bundle {
	t.Helper()
	b, err := Load(code)
	if err != nil {
		t.Fatal(err)
	}
	b.Fault = func(err error) { t.Helper(); t.Error(err) }
	return b
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// placeholders are the names in braces of all forms of a text.
func placeholders(m *i18n.Message) []string {
	set := map[string]bool{}
	for _, form := range forms(m) {
		for _, found := range placeholder.FindAllStringSubmatch(form, -1) {
			set[found[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func forms(m *i18n.Message) []string {
	var list []string
	for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		if form != "" {
			list = append(list, form)
		}
	}
	return list
}

// TestEverythingCanBeSaid fills every placeholder of every text, in every
// plural form; a fault fails it.
func TestEverythingCanBeSaid(t *testing.T) {
	b := load(t, "en")
	for _, l := range b.Languages() {
		for _, m := range messages(embedded, l.Code) {
			data := map[string]any{}
			for _, name := range placeholders(m) {
				data[name] = "‹" + name + "›"
			}
			say := b.For(l.Code)
			if len(forms(m)) == 1 {
				say.Say(m.ID, data)
				continue
			}
			for n := range 120 { // every plural form of every language is among them
				say.SayN(m.ID, n, data)
			}
		}
	}
}

// TestMenuFits: Telegram's menu shows some 60 characters, and no Markdown.
func TestMenuFits(t *testing.T) {
	b := load(t, "en")
	for _, l := range b.Languages() {
		for _, key := range b.Keys() {
			if !strings.HasPrefix(key, "cmd.") {
				continue
			}
			text := b.For(l.Code).Say(key, nil)
			if len([]rune(text)) > 60 || strings.ContainsAny(text, "*_`[\n") {
				t.Errorf("%s in %s does not fit a menu: %q", key, l.Code, text)
			}
		}
	}
}

// TestDescriptionsFit: Telegram takes 512 and 120 characters, as they are.
func TestDescriptionsFit(t *testing.T) {
	b := load(t, "en")
	for _, l := range b.Languages() {
		for key, most := range map[string]int{"about.long": 512, "about.short": 120} {
			text := b.For(l.Code).Say(key, nil)
			if n := len([]rune(text)); n > most || strings.ContainsAny(text, "*_`[") {
				t.Errorf("%s in %s does not fit with %d characters: %q", key, l.Code, n, text)
			}
		}
	}
}

// TestPersianSpelling: Persian letters, marks and digits, no Arabic or Latin
// ones in their place.
func TestPersianSpelling(t *testing.T) {
	for _, m := range messages(embedded, "fa") {
		for _, form := range forms(m) {
			words := regexp.MustCompile("`[^`]*`|/[a-z]+").ReplaceAllString(placeholder.ReplaceAllString(form, ""), "")
			if strings.ContainsAny(words, "يكىة٠١٢٣٤٥٦٧٨٩,;?") {
				t.Errorf("%s has a letter or mark that is not Persian: %q", m.ID, form)
			}
			if !strings.HasPrefix(m.ID, "format.") && strings.ContainsAny(words, "0123456789") {
				t.Errorf("%s has Latin digits: %q", m.ID, form)
			}
		}
	}
}

func TestChoiceOfLanguage(t *testing.T) {
	for name, c := range map[string]struct {
		fallback string
		tags     []string
		want     string
	}{
		"as it is":                      {"en", []string{"fa"}, "fa"},
		"with a region":                 {"en", []string{"fa-IR"}, "fa"},
		"in another case":               {"en", []string{"FA"}, "fa"},
		"of Afghanistan":                {"en", []string{"fa-AF"}, "fa"},
		"British English":               {"fa", []string{"en-GB"}, "en"},
		"the person's choice first":     {"en", []string{"fa", "en"}, "fa"},
		"no choice, then Telegram's":    {"en", []string{"", "fa"}, "fa"},
		"untranslated, then the second": {"en", []string{"de", "fa"}, "fa"},
		"untranslated":                  {"en", []string{"de"}, "en"},
		"untranslated, Persian default": {"fa", []string{"de"}, "fa"},
		"a relative is another":         {"en", []string{"ar"}, "en"},
		"Tajik is written otherwise":    {"en", []string{"tg"}, "en"},
		"Urdu is not English":           {"fa", []string{"ur"}, "fa"},
		"Afrikaans is not English":      {"fa", []string{"af"}, "fa"},
		"garbage":                       {"en", []string{"!!", "\x00", "x"}, "en"},
		"nothing":                       {"fa", nil, "fa"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := load(t, c.fallback).For(c.tags...).Code(); got != c.want {
				t.Errorf("For(%q) speaks %q, want %q", c.tags, got, c.want)
			}
		})
	}
}

func TestLanguages(t *testing.T) {
	b := load(t, "fa")
	want := []Language{{"fa", "فارسی", true}, {"en", "English", false}}
	if got := b.Languages(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for tag, want := range map[string]bool{"fa": true, "en": true, "en-US": true, "de": false, "": false, "ar": false} {
		if b.Has(tag) != want {
			t.Errorf("Has(%q) is %v", tag, !want)
		}
	}
	if _, err := Load("de"); err == nil || !strings.Contains(err.Error(), "en, fa") {
		t.Errorf("an untranslated default should be refused with the choices, got %v", err)
	}
}

func TestNumbersAndTimes(t *testing.T) {
	b := load(t, "en")
	en, fa := b.For("en"), b.For("fa")
	at := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	for name, c := range map[string]struct{ got, want string }{
		"number":                     {en.Number(1234567), "1,234,567"},
		"Persian number":             {fa.Number(1234567), "۱٬۲۳۴٬۵۶۷"},
		"percent":                    {en.Percent(0.29), "29%"},
		"percent is never flattered": {en.Percent(0.9999), "99%"},
		"all":                        {en.Percent(1), "100%"},
		"Persian percent":            {fa.Percent(0.5), "۵۰٪"},
		"seconds":                    {en.Seconds(1440 * time.Millisecond), "1.4 s"},
		"Persian seconds":            {fa.Seconds(1440 * time.Millisecond), "۱٫۴ ثانیه"},
		"a moment":                   {en.Duration(2 * time.Second), "a few seconds"},
		"a Persian moment":           {fa.Duration(2 * time.Second), "چند ثانیه"},
		"less than a minute":         {en.Duration(40 * time.Second), "a minute"},
		"less than a Persian minute": {fa.Duration(40 * time.Second), "یک دقیقه"},
		"a minute":                   {en.Duration(time.Minute), "about a minute"},
		"minutes round up":           {en.Duration(2*time.Minute + time.Second), "about 3 minutes"},
		"Persian minutes":            {fa.Duration(3 * time.Minute), "حدود ۳ دقیقه"},
		"hours":                      {en.Duration(5 * time.Hour), "about 5 hours"},
		"Persian hours":              {fa.Duration(100 * time.Minute), "حدود ۲ ساعت"},
		"days":                       {en.Duration(50 * time.Hour), "about 3 days"},
		"clock":                      {en.Clock(at), "14:05"},
		"Persian clock":              {fa.Clock(at), "۱۴:۰۵"},
		"time":                       {en.Time(at), "2026-11-23 14:05 UTC"},
		"Persian time":               {fa.Time(at), "۲ آذر ۱۴۰۵، ۱۴:۰۵ UTC"},
		"date":                       {en.Date(at), "Monday, 23 November 2026"},
		"Persian date":               {fa.Date(at), "دوشنبه ۲ آذر ۱۴۰۵"},
		"a leap year's last day":     {fa.Date(time.Date(2025, 3, 20, 12, 0, 0, 0, time.UTC)), "پنج‌شنبه ۳۰ اسفند ۱۴۰۳"},
		"the year's first day":       {fa.Date(time.Date(2025, 3, 21, 12, 0, 0, 0, time.UTC)), "جمعه ۱ فروردین ۱۴۰۴"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", name, c.got, c.want)
		}
	}
}

// TestFaults: what cannot be said is told to whoever listens.
func TestFaults(t *testing.T) {
	b := load(t, "en")
	var faults []string
	b.Fault = func(err error) { faults = append(faults, err.Error()) }
	if got := b.For("fa").Say("no.such.key", nil); got != "no.such.key" {
		t.Errorf("an unknown key came back as %q", got)
	}
	if got := b.For("fa").Say("start", nil); got != "start" {
		t.Errorf("a text without its value came back as %q", got)
	}
	if len(faults) != 2 || !strings.Contains(faults[0], `no.such.key in "fa"`) {
		t.Errorf("the faults were %q", faults)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b, "en").For("en").Say("failed", nil)
	}
}
