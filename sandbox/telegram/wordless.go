package telegram

import "fmt"

// SaySticker has a person send a sticker.
func (s *Server) SaySticker(personID, chatID int64, emoji string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.files.keep("stickers", File{Name: "sticker.webp"})
	st := &Sticker{FileID: k.id, UniqueID: k.unique, Type: "regular", Width: 512, Height: 512, Emoji: emoji}
	return s.arrive(s.chat(chatID), personID, &Message{Sticker: st}, opts...)
}

// SayWordless has a person send something without words: a "video", a
// "video_note", a "location", a "contact" or a "dice". It panics for other
// kinds: that is a mistake of the test.
func (s *Server) SayWordless(personID, chatID int64, kind string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{}
	switch kind {
	case "video":
		m.Video = s.video(File{Name: "video.mp4", Mime: "video/mp4"})
	case "video_note":
		k := s.files.keep("video_notes", File{Name: "note.mp4", Mime: "video/mp4"})
		m.VideoNote = &VideoNote{FileID: k.id, UniqueID: k.unique, Length: 384, Duration: 5}
	case "location":
		m.Location = &Location{35.6892, 51.3890}
	case "contact":
		m.Contact = &Contact{"+0000000", "Nobody"}
	case "dice":
		m.Dice = &Dice{"🎲", 6}
	default:
		panic(fmt.Sprintf("telegram: nobody can send a %q", kind))
	}
	return s.arrive(s.chat(chatID), personID, m, opts...)
}

// video keeps a video, of which nobody looks at a picture.
func (s *Server) video(f File) *Video {
	k := s.files.keep("videos", f)
	return &Video{FileID: k.id, UniqueID: k.unique, Width: 640, Height: 360, Duration: 5, Mime: k.Mime}
}

// captioned says whether a message's words are a caption.
func (m *Message) captioned() bool {
	return m.Photo != nil || m.Document != nil || m.Voice != nil || m.Audio != nil || m.Video != nil
}
