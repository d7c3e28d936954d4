package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamzaban/sandbox/telegram"
)

// maxFile is the most bytes of a file: more a bot can't download.
const maxFile = 20 << 20

// pictures are the types that the page shows; what else a file says that it
// is, it is only offered for download.
var pictures = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// sounds are the types that the page plays, by what their beginning looks like.
var sounds = map[string]string{
	"application/ogg": "audio/ogg", "video/webm": "audio/webm", "audio/mpeg": "audio/mpeg", "audio/wave": "audio/wav", "video/mp4": "audio/mp4",
}

const (
	// maxWords bounds what is said in one voice note, in bytes.
	maxWords = 4096
	// spoken is how many letters one says in a second.
	spoken = 14
)

// upload takes files with a person's caption: the only form that is posted.
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
	files, err := parts(r.MultipartForm.File["file"])
	if err != nil {
		return nil, err
	}
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
		return d.sayFiles(person, chat, files, r, append(replying(to, ""), formatted)...)
	})
	return map[string]int64{"id": id}, nil
}

// parts reads the files of a form.
func parts(headers []*multipart.FileHeader) ([]telegram.File, error) {
	var files []telegram.File
	for _, header := range headers {
		data, err := part(header)
		switch {
		case err != nil:
			return nil, errors.New("the file could not be read whole: send it again")
		case len(data) == 0:
			return nil, badRequest("empty", "the file is empty")
		case len(data) > maxFile:
			return nil, refusal{http.StatusRequestEntityTooLarge, "large", fmt.Sprintf("at most %d bytes", maxFile)}
		}
		files = append(files, telegram.File{Name: header.Filename, Mime: header.Header.Get("Content-Type"), Data: data})
	}
	if len(files) == 0 {
		return nil, badRequest("empty", "there is no file")
	}
	return files, nil
}

func part(header *multipart.FileHeader) ([]byte, error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// sayFiles has a person send files as what they chose, where they are that:
// several pictures are an album, else each goes by itself. It returns the first
// message's id.
func (d *Demo) sayFiles(person, chat int64, files []telegram.File, r *http.Request, opts ...telegram.Option) (first int64) {
	t := d.o.Telegram
	caption, as := r.FormValue("caption"), r.FormValue("as")
	seconds, _ := strconv.Atoi(r.FormValue("seconds"))
	if as == "photo" && len(files) > 1 && !slices.ContainsFunc(files, func(f telegram.File) bool { return !isPicture(f) }) {
		return t.SayAlbum(person, chat, files, caption, opts...)[0]
	}
	for _, f := range files {
		var id int64
		switch {
		case as == "photo" && isPicture(f):
			id = t.SayPhoto(person, chat, f, caption, opts...)
		case as == "voice" && strings.HasPrefix(f.Mime, "audio/"):
			id = t.SayVoice(person, chat, f, max(seconds, 1), opts...)
		case as == "audio" && strings.HasPrefix(f.Mime, "audio/"):
			id = t.SayAudio(person, chat, f, max(seconds, 1), caption, opts...)
		default:
			id = t.SayDocument(person, chat, f, caption, opts...)
		}
		if first == 0 {
			first, caption = id, ""
		}
	}
	return first
}

func isPicture(f telegram.File) bool {
	return slices.Contains(pictures, http.DetectContentType(f.Data))
}

type voiceIn struct {
	where
	Words string `json:"words"`
	Reply int64  `json:"reply"`
	Nonce string `json:"nonce"`
}

// voice has a person say words in a voice note, about as long as they take.
func (d *Demo) voice(in voiceIn) (any, error) {
	if err := d.check(in.where); err != nil {
		return nil, err
	}
	words := strings.TrimSpace(in.Words)
	switch {
	case words == "":
		return nil, badRequest("empty", "there are no words")
	case len(words) > maxWords:
		return nil, refusal{http.StatusRequestEntityTooLarge, "large", fmt.Sprintf("at most %d bytes", maxWords)}
	}
	seconds := 1 + len([]rune(words))/spoken
	id := d.sent.once(in.Nonce, func() int64 {
		return d.o.Telegram.SayVoice(in.Person, in.Chat, telegram.File{Data: telegram.Recording(words, seconds)}, seconds, replying(in.Reply, "")...)
	})
	return map[string]int64{"id": id}, nil
}

// file hands a file out: as a picture or a sound if it really is one, else as
// a download. Nothing of it is ever read as a page.
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
	} else if sound, ok := sounds[kind]; ok {
		h.Set("Content-Type", sound)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Data)) // players ask for parts
		return
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	_, _ = w.Write(f.Data) // the page has gone
}
