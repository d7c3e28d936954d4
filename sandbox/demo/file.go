package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hamzaban/sandbox/telegram"
)

// maxFile is the most bytes of a file: more a bot can't download.
const maxFile = 20 << 20

// pictures are the types that the page shows; what else a file says that it
// is, it is only offered for download.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// upload takes a file with a person's caption: the only form that is posted.
func (d *Demo) upload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+maxJSON)
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		writeError(w, refusal{http.StatusUnsupportedMediaType, "wrong", "send multipart/form-data"})
		return
	}
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		writeError(w, unreadable(err))
		return
	}
	defer r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files of a demo
	reply(w, func() (any, error) { return d.receive(r) })
}

func (d *Demo) receive(r *http.Request) (any, error) {
	person, _ := strconv.ParseInt(r.FormValue("person"), 10, 64)
	chat, _ := strconv.ParseInt(r.FormValue("chat"), 10, 64)
	if err := d.check(where{person, chat}); err != nil {
		return nil, err
	}
	part, header, err := r.FormFile("file")
	if err != nil {
		return nil, badRequest("empty", "there is no file")
	}
	defer func() { _ = part.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(part, maxFile+1))
	switch {
	case err != nil:
		return nil, errors.New("the file could not be read whole: send it again")
	case len(data) == 0:
		return nil, badRequest("empty", "the file is empty")
	case len(data) > maxFile:
		return nil, refusal{http.StatusRequestEntityTooLarge, "large", fmt.Sprintf("at most %d bytes", maxFile)}
	}
	f := telegram.File{Name: header.Filename, Mime: header.Header.Get("Content-Type"), Data: data}
	to, _ := strconv.ParseInt(r.FormValue("reply"), 10, 64)
	var entities []telegram.Entity
	if raw := r.FormValue("entities"); raw != "" && json.Unmarshal([]byte(raw), &entities) != nil {
		return nil, badRequest("wrong", "the formatting of the caption cannot be read")
	}
	formatted, err := chosen(r.FormValue("caption"), entities)
	if err != nil {
		return nil, err
	}
	id := d.sent.once(r.FormValue("nonce"), func() int64 {
		return d.sayFile(person, chat, f, r.FormValue("caption"), r.FormValue("as"), append(replying(to, ""), formatted)...)
	})
	return map[string]int64{"id": id}, nil
}

// sayFile has a person send a file as what they chose, if it is that.
func (d *Demo) sayFile(person, chat int64, f telegram.File, caption, as string, opts ...telegram.Option) int64 {
	t := d.o.Telegram
	switch {
	case as == "photo" && slices.Contains(pictures, http.DetectContentType(f.Data)):
		return t.SayPhoto(person, chat, f, caption, opts...)
	case as == "voice" && strings.HasPrefix(f.Mime, "audio/"):
		return t.SayVoice(person, chat, f, 1, opts...)
	}
	return t.SayDocument(person, chat, f, caption, opts...)
}

// file hands a file out: as a picture if it really is one, else as a
// download. Nothing of it is ever read as a page.
func (d *Demo) file(w http.ResponseWriter, r *http.Request) {
	f, ok := d.o.Telegram.File(r.PathValue("id"))
	if !ok {
		writeError(w, refusal{http.StatusNotFound, "gone", "there is no such file"})
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600, immutable")
	if kind := http.DetectContentType(f.Data); slices.Contains(pictures, kind) {
		h.Set("Content-Type", kind)
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	_, _ = w.Write(f.Data) // the page has gone
}
