package demo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	downloads "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"hamzaban/sandbox/demo"
)

const film = "1\r\n00:00:01,000 --> 00:00:04,000\r\nGood morning.\r\n"

// turn plays the bot: it turns a message into a document.
func (s *stage) turn(chat, id int64, name, text, caption string) {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	media, err := json.Marshal(m{"type": "document", "media": "attach://" + name, "caption": caption})
	must(s.t, err)
	for k, v := range map[string]string{"chat_id": fmt.Sprint(chat), "message_id": fmt.Sprint(id), "media": string(media)} {
		must(s.t, form.WriteField(k, v))
	}
	part, err := form.CreateFormFile(name, name)
	must(s.t, err)
	_, err = io.WriteString(part, text)
	must(s.t, err)
	must(s.t, form.Close())
	resp, err := http.Post(s.telegram.URL()+"/bot"+s.telegram.Token()+"/editMessageMedia", form.FormDataContentType(), &body)
	must(s.t, err)
	defer resp.Body.Close()
	if answer, _ := io.ReadAll(resp.Body); resp.StatusCode != 200 {
		s.t.Fatalf("editMessageMedia: %s", answer)
	}
}

// TestAFileIsTranslated: a file goes by the paperclip, what the bot says of
// its progress changes without moving anything, and turns into the file in
// its place, which can be downloaded.
func TestAFileIsTranslated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                            string
		person                          int64
		file, back, step, done, caption string
	}{
		{"English", demo.EnglishID, "film.en.srt", "film.fa.srt", "Translating film.en.srt: %d of 300 texts", "فیلم", "/translate fa"},
		{"Persian", demo.PersianID, "فیلم.srt", "فیلم.en.srt", "در حال ترجمهٔ «فیلم.srt»: %d از ۳۰۰ متن", "فیلم شما", "/translate en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, setting{noBot: true})
			p := s.open(look{person: c.person, width: 390, height: 780, touch: true})
			p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{writeFile(t, c.file, film)}))
			p.until(`document.querySelector('#uploader').open`)
			p.write(c.caption)
			p.shoot("uploader-" + c.name + ".png")
			p.do(chromedp.Focus(chromedp.CSS("#caption")))
			p.click("#upload-send")
			p.until(fmt.Sprintf(`document.querySelector('#list > .mine a.file')?.innerText.includes(%s)`, quoted(c.file)))
			got := s.telegram.Chat(c.person)[0]
			if f, _ := s.telegram.File(got.Document.FileID); string(f.Data) != film || got.Caption != c.caption || got.Document.Mime != "application/x-subrip" {
				t.Errorf("Telegram has %q with %q as %s", f.Data, got.Caption, got.Document.Mime)
			}
			id := s.progress(p, c.person, c.step)
			p.shoot("progress-" + c.name + ".png")
			text := strings.ReplaceAll(film, "Good morning.", "صبح به‌خیر.")
			s.turn(c.person, id, c.back, text, c.done)
			p.until(fmt.Sprintf(`window.row === document.querySelector('#list > .theirs') && row.querySelector('a.file')?.innerText.includes(%s) && row.innerText.includes(%s) && !row.querySelector('.key')`, quoted(c.back), quoted(c.done)))
			if size := p.text("#list > .theirs .about small"); !strings.ContainsAny(size, "56۵۶") {
				t.Errorf("the size is told as %q", size)
			}
			p.shoot("document-" + c.name + ".png")
			if data := p.download("#list > .theirs a.file", c.back); data != text {
				t.Errorf("downloaded is %q, want %q", data, text)
			}
		})
	}
}

// progress sends a message with a stop button and edits it time and again
// while the page is watched frame by frame.
func (s *stage) progress(p *tab, person int64, step string) int64 {
	s.t.Helper()
	stop := m{"inline_keyboard": [][]m{{{"text": "■ Stop", "callback_data": "stop"}}}}
	at := func(n int) string { return fmt.Sprintf(step, n) }
	id := s.id(s.call("sendMessage", m{"chat_id": person, "text": at(10), "reply_markup": stop}))
	p.until(`document.querySelector('#list > .theirs .key')`)
	p.until(`!document.getAnimations().some((a) => a.playState === 'running')`)
	p.run(`
		window.row = document.querySelector('#list > .theirs');
		window.key = row.querySelector('.key');
		window.places = new Set();
		window.frames = 0;
		window.watch = () => {
			const k = key.getBoundingClientRect(), b = row.querySelector('.bubble').getBoundingClientRect();
			places.add([k.x, k.y, k.width, k.height, b.x, b.y, b.width, b.height, getComputedStyle(row.querySelector('.bubble')).opacity].map((v) => Math.round(v)).join());
			if (!key.isConnected) places.add('the button was made anew');
			if (document.getAnimations().some((a) => a.playState === 'running')) places.add('something moves');
			frames++;
			requestAnimationFrame(watch);
		};
		watch()`)
	for n := 20; n < 100; n += 10 {
		s.call("editMessageText", m{"chat_id": person, "message_id": id, "text": at(n), "reply_markup": stop})
		p.reads(fmt.Sprint(n))
		shown := eval[int](p, `frames`)
		p.until(fmt.Sprintf(`frames > %d`, shown+1))
	}
	if places := eval[[]string](p, `[...places]`); len(places) != 1 {
		s.t.Errorf("while it progressed it was to be seen at %q", places)
	}
	waiting := s.telegram.Pending()
	p.click("#list > .theirs .key")
	s.until("the press", func() bool { return s.telegram.Pending() > waiting })
	var query struct {
		Callback struct{ ID, Data string } `json:"callback_query"`
	}
	s.lastUpdate(&query)
	if query.Callback.Data != "stop" {
		s.t.Errorf("the bot was told %+v", query)
	}
	s.call("answerCallbackQuery", m{"callback_query_id": query.Callback.ID})
	p.until(`!document.querySelector('.key.waiting')`)
	return id
}

// download presses a link and reads the file that comes of it.
func (p *tab) download(selector, name string) string {
	p.t.Helper()
	dir := p.t.TempDir()
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		of, err := cdp.Call(ctx, t, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, downloads.SetDownloadBehavior, downloads.SetDownloadBehaviorParams{
			Behavior: downloads.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir, BrowserContextID: of.TargetInfo.BrowserContextID,
		})
		return err
	}))
	p.click(selector)
	name = strings.ReplaceAll(name, "\u200c", "_") // so the browser writes it
	for late := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err == nil && len(data) > 0 {
			return string(data)
		}
		if time.Now().After(late) {
			list, _ := filepath.Glob(filepath.Join(dir, "*"))
			p.t.Fatalf("no %s was downloaded, only %q", name, list)
		}
	}
}

// shoot takes a picture where one was asked for.
func (p *tab) shoot(name string) {
	if *pictures != "" {
		must(p.t, os.MkdirAll(*pictures, 0o755))
		p.save(name)
	}
}

// TestLanguageKeyboard: twelve languages in rows of three are read as words on
// a phone, and a translation is edited in place.
func TestLanguageKeyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	names := map[int64][]string{
		demo.EnglishID: {"✓ Persian", "English", "Arabic", "Turkish", "German", "French", "Spanish", "Russian", "Chinese", "Azerbaijani", "Portuguese", "Indonesian"},
		demo.PersianID: {"✓ انگلیسی", "فارسی", "عربی", "ترکی استانبولی", "آلمانی", "فرانسوی", "اسپانیایی", "روسی", "چینی", "آذربایجانی", "پرتغالی", "کردی سورانی"},
	}
	for person, list := range names {
		s.telegram.Say(person, person, "/translate good luck")
		var rows [][]m
		for i, n := range list {
			if i%3 == 0 {
				rows = append(rows, nil)
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], m{"text": n, "callback_data": fmt.Sprint(i)})
		}
		id := s.id(s.call("sendMessage", m{"chat_id": person, "text": "موفق باشید", "reply_markup": m{"inline_keyboard": rows}}))
		for _, width := range []int64{320, 390} {
			p := s.open(look{person: person, width: width, height: 780, touch: true, dark: width == 320})
			p.until(`document.querySelectorAll('.key').length === 12`)
			p.shoot(fmt.Sprintf("languages-%d-%d.png", person, width))
			bad := eval[[]string](p, `(() => {
				const words = (k) => { const r = document.createRange(), t = k.firstChild; let lines = new Set(); for (let i = 0; i < t.length; i++) { r.setStart(t, i); r.setEnd(t, i + 1); lines.add(Math.round(r.getBoundingClientRect().top)); } return lines.size; };
				return [...document.querySelectorAll('.key')].filter((k) => words(k) > k.innerText.split(' ').length || k.scrollWidth > k.clientWidth || k.offsetHeight < 36 || Math.abs(k.offsetWidth - document.querySelector('.key').offsetWidth) > 2).map((k) => k.innerText + ' ' + k.offsetWidth + 'x' + k.offsetHeight);
			})()`)
			if len(bad) > 0 {
				t.Errorf("at %d pixels these look wrong: %q", width, bad)
			}
		}
		p := s.open(look{person: person})
		p.until(`document.querySelectorAll('.key').length === 12`)
		p.run(`window.row = document.querySelector('#list > .theirs')`)
		s.call("editMessageText", m{"chat_id": person, "message_id": id, "text": "viel Glück", "reply_markup": m{"inline_keyboard": [][]m{{{"text": "🌐", "callback_data": "more"}}}}})
		p.until(`row.innerText.includes('viel Glück') && row.querySelectorAll('.key').length === 1 && row === document.querySelector('#list > .theirs')`)
		if dir := eval[string](p, `getComputedStyle(row.querySelector('.body')).direction`); dir != "ltr" {
			t.Errorf("a German translation runs %q", dir)
		}
	}
}
