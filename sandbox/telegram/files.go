package telegram

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
)

// The most bytes of what a bot downloads, uploads, and uploads as a photo.
const (
	maxDownload = 20 << 20
	maxPhoto    = 10 << 20
	maxUpload   = 50 << 20
)

// File is a file that a person sends.
type File struct {
	Name, Mime string
	Data       []byte
}

type file struct {
	id, unique, path string
	File
	// sizes are a photo's.
	sizes []PhotoSize
	// opened is when the bot was last told the path, which is good for an hour.
	opened time.Time
}

type files struct {
	byID map[string]*file
	seq  int
}

// keep stores a file in a folder of the server's and gives it its ids. What is
// not told of its type goes by the name's ending.
func (f *files) keep(folder string, in File) *file {
	f.seq++
	if in.Mime == "" || in.Mime == "application/octet-stream" {
		in.Mime = typeByName(in.Name)
	}
	kept := &file{
		id:     fmt.Sprintf("BQACAgQAAxkBAAI%06dNgQ", f.seq),
		unique: fmt.Sprintf("AgAD%06d", f.seq),
		path:   fmt.Sprintf("%s/file_%d%s", folder, f.seq, ending.FindString(strings.ToLower(in.Name))),
		File:   in,
	}
	f.byID[kept.id] = kept
	return kept
}

// ending is as much of a name as the servers' own name for a file keeps.
var ending = regexp.MustCompile(`\.[a-z0-9]{1,16}$`)

// types are those of the endings that the machine may not know, or not alike.
var types = map[string]string{
	".txt": "text/plain", ".md": "text/markdown", ".srt": "application/x-subrip", ".vtt": "text/vtt",
	".json": "application/json", ".pdf": "application/pdf", ".html": "text/html", ".jpg": "image/jpeg", ".png": "image/png",
}

func typeByName(name string) string {
	return cmp.Or(types[strings.ToLower(path.Ext(name))], "application/octet-stream")
}

// SayDocument has a person send a file.
func (s *Server) SayDocument(personID, chatID int64, f File, caption string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.files.keep("documents", f)
	return s.arrive(s.chat(chatID), personID, &Message{Document: k.document(), Caption: strings.TrimSpace(caption)}, opts...)
}

func (k *file) document() *Document {
	return &Document{FileID: k.id, UniqueID: k.unique, Name: k.Name, Mime: k.Mime, Size: int64(len(k.Data))}
}

// File returns a file by its id, as people open it.
func (s *Server) File(fileID string) (File, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.files.byID[fileID]; k != nil {
		return k.File, true
	}
	return File{}, false
}

func (s *Server) getFile(c *call) (any, error) {
	k := s.files.byID[c.str("file_id")]
	switch {
	case k == nil:
		return nil, badRequest("invalid file_id")
	case len(k.Data) > maxDownload:
		return nil, badRequest("file is too big")
	}
	k.opened = s.now()
	return map[string]any{"file_id": k.id, "file_unique_id": k.unique, "file_size": len(k.Data), "file_path": k.path}, nil
}
