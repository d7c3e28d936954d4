package demo_test

import (
	"testing"

	"hamzaban/sandbox/demo"
)

// TestAddressesInRichAnswers: an address is one link, with its own words.
func TestAddressesInRichAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.EnglishID, demo.EnglishID, "hello")
	p := s.open(look{width: 390, height: 780, touch: true})
	const address = "https://example.com/a_b_c"
	s.call("sendRichMessage", m{"chat_id": demo.EnglishID, "rich_message": m{"markdown": "## Address\n\nSee [https://example.com/a\\_b\\_c](" + address + ") or **[the https://example.com/a\\_b\\_c one](" + address + ")**.\n\n| Where |\n|---|\n| [https://example.com/a\\_b\\_c](" + address + ") |\n\n" + address}})
	p.until(`document.querySelector('#list .rich a')`)
	const links = `[...document.querySelectorAll('#list .rich a')].map((a) => a.innerText + ' ' + a.href).join('\n')`
	const want = address + " " + address + "\nthe " + address + " one " + address + "\n" + address + " " + address + "\n" + address + " " + address
	if got := eval[string](p, links); got != want {
		t.Errorf("the links are\n%s\nwant\n%s", got, want)
	}
	p.shoot("addresses.png")
}

// TestPersianLists: a list runs as its message does, whatever its first word is.
func TestPersianLists(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.PersianID, demo.PersianID, "سلام")
	p := s.open(look{person: demo.PersianID, width: 390, height: 780, touch: true})
	s.call("sendRichMessage", m{"chat_id": demo.PersianID, "rich_message": m{"markdown": "## پایگاه‌های داده\n\nاین‌ها را ببینید:\n\n1. SQLite\n2. پستگرس\n\n- Hello\n- Goodbye", "is_rtl": true}})
	p.until(`document.querySelector('#list .rich ol')`)
	const shape = `[...document.querySelectorAll('#list .rich :is(ol, ul)')].map((l) => l.dir + ' ' + [...l.querySelectorAll('p')].map((x) => getComputedStyle(x).textAlign).join()).join('; ')`
	if got := eval[string](p, shape); got != "rtl right,right; ltr left,left" {
		t.Errorf("the lists are %s", got)
	}
	p.shoot("lists.png")
}

// TestBracketsInPersianWords: they turn the same way in bold as beside it.
func TestBracketsInPersianWords(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	s.telegram.Say(demo.PersianID, demo.PersianID, "سلام")
	p := s.open(look{person: demo.PersianID, width: 390, height: 780, touch: true})
	s.call("sendMessage", m{"chat_id": demo.PersianID, "parse_mode": "HTML", "text": "چیزی.\n\n<i>(این کج است.)</i> و (این راست است.)\n\n<b>(این کلفت است.)</b>"})
	s.call("sendMessage", m{"chat_id": demo.PersianID, "text": "سلام.\n\nHello (again)."})
	p.until(`document.querySelectorAll('#list > .theirs').length === 2`)
	const ways = `[...document.querySelectorAll('#list > .theirs .body')].map((b) => getComputedStyle(b).unicodeBidi).join()`
	if got := eval[string](p, ways); got != "isolate,plaintext" {
		t.Errorf("the directions are %s", got)
	}
	p.shoot("brackets.png")
}
