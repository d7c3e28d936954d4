package locale

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	ptime "github.com/yaa110/go-persian-calendar"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Printer speaks one language. It is safe for concurrent use.
type Printer struct {
	bundle    *Bundle
	code      string
	rtl       bool
	localizer *i18n.Localizer
	numbers   *message.Printer
	digits    [10]string
}

// strict refuses a text where a value that it needs was not given.
var strict template.Parser = &template.TextParser{Option: "missingkey=error"}

// rightToLeft are the scripts in use that run from right to left.
var rightToLeft = []string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}

func newPrinter(b *Bundle, code string) *Printer {
	tag := language.Make(code)
	texts := i18n.NewBundle(tag)
	if err := texts.AddMessages(tag, messages(b.files, code)...); err != nil {
		panic(fmt.Sprintf("active.%s.toml: %v", code, err)) // the tests read every file
	}
	script, _ := tag.Script()
	p := &Printer{
		bundle: b, code: code,
		rtl:       slices.Contains(rightToLeft, script.String()),
		localizer: i18n.NewLocalizer(texts, code),
		numbers:   message.NewPrinter(tag),
	}
	for d := range p.digits {
		p.digits[d] = p.numbers.Sprint(number.Decimal(d))
	}
	return p
}

// Code is the language's tag, such as "fa".
func (p *Printer) Code() string { return p.code }

// RTL tells whether the language is written from right to left.
func (p *Printer) RTL() bool { return p.rtl }

// Say returns the text of a key with the data in its placeholders, as
// Markdown. A text that cannot be said is a fault of the Bundle, and the key
// is returned.
func (p *Printer) Say(key string, data map[string]any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data})
}

// SayN returns the text of a key in the plural form for n, which stands,
// written as Number writes it, in the placeholder N.
func (p *Printer) SayN(key string, n int, data map[string]any) string {
	all := map[string]any{"N": p.Number(n)}
	maps.Copy(all, data)
	return p.say(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: all})
}

func (p *Printer) say(c *i18n.LocalizeConfig) string {
	c.TemplateParser = strict
	text, err := p.localizer.Localize(c)
	if err != nil {
		p.bundle.Fault(fmt.Errorf("%s in %q: %w", c.MessageID, p.code, err))
		return c.MessageID
	}
	return strings.TrimSpace(text)
}

// Number writes a whole number in the language's digits, in groups.
func (p *Printer) Number(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// Thousands writes a whole number as Number does, from 10,000 on in thousands,
// rounded to the nearest, such as "16K".
func (p *Printer) Thousands(n int) string {
	if n < 10_000 {
		return p.Number(n)
	}
	return p.Say("format.thousands", map[string]any{"N": p.Number((n + 500) / 1000)})
}

// Percent writes a part of one (0.5) in hundredths (50%), without decimals.
// What is less than one is never rounded up to it.
func (p *Printer) Percent(part float64) string {
	if part < 1 {
		part = math.Floor(part*100+1e-9) / 100
	}
	return p.numbers.Sprint(number.Percent(part, number.MaxFractionDigits(0)))
}

// Seconds writes a short time with one decimal, such as "1.4 s".
func (p *Printer) Seconds(d time.Duration) string {
	n := p.numbers.Sprint(number.Decimal(d.Seconds(), number.MaxFractionDigits(1)))
	return p.Say("duration.short", map[string]any{"N": n})
}

// Duration writes how long something takes as a person would say it, such as
// "about 3 minutes". It rounds up: what is promised is not too early.
func (p *Printer) Duration(d time.Duration) string {
	switch {
	case d <= 15*time.Second:
		return p.Say("duration.moment", nil)
	case d < time.Minute:
		return p.Say("duration.minute", nil)
	case d <= 90*time.Minute:
		return p.SayN("duration.minutes", ceil(d, time.Minute), nil)
	case d <= 36*time.Hour:
		return p.SayN("duration.hours", ceil(d, time.Hour), nil)
	}
	return p.SayN("duration.days", ceil(d, 24*time.Hour), nil)
}

// Span writes how long something takes as shortly as can be, such as "12 min".
// It rounds to the nearest.
func (p *Printer) Span(d time.Duration) string {
	unit, key := 24*time.Hour, "duration.d"
	switch {
	case d <= 90*time.Second:
		unit, key = time.Second, "duration.s"
	case d <= 90*time.Minute:
		unit, key = time.Minute, "duration.min"
	case d <= 36*time.Hour:
		unit, key = time.Hour, "duration.h"
	}
	return p.Say(key, map[string]any{"N": p.Number(int(max(d, 0).Round(unit) / unit))})
}

func ceil(d, unit time.Duration) int { return int((d + unit - 1) / unit) }

// Clock writes the time of day in t's own time zone, such as "14:05".
func (p *Printer) Clock(t time.Time) string { return p.Digits(t.Format("15:04")) }

// Time writes date and time of day with the time zone, by the language's calendar.
func (p *Printer) Time(t time.Time) string { return p.dated(t, "format.time") }

// Date writes the day of the week and the date, by the language's calendar.
func (p *Printer) Date(t time.Time) string { return p.dated(t, "format.date") }

// Gregorian tells whether dates are written by that calendar.
func (p *Printer) Gregorian() bool { return p.Say("format.calendar", nil) != persianCalendar }

// persianCalendar is the calendar's name in a language's file.
const persianCalendar = "persian"

func (p *Printer) dated(t time.Time, key string) string {
	layout := p.Say(key, nil)
	if p.Gregorian() {
		return p.Digits(t.Format(layout))
	}
	return p.Digits(ptime.New(t).TimeFormat(layout))
}

// Digits replaces the digits 0 to 9 by the language's own.
func (p *Printer) Digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if '0' <= r && r <= '9' {
			b.WriteString(p.digits[r-'0'])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
