package telegram

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// SayVoice has a person send a voice note of so many seconds; Telegram's have
// the ending .oga.
func (s *Server) SayVoice(personID, chatID int64, f File, seconds int, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Name = "voice.oga"
	if f.Mime == "" {
		f.Mime = "audio/ogg"
	}
	k := s.files.keep("voice", f)
	v := &Voice{FileID: k.id, UniqueID: k.unique, Duration: seconds, Mime: f.Mime, Size: int64(len(f.Data))}
	return s.arrive(s.chat(chatID), personID, &Message{Voice: v}, opts...)
}

// SayAudio has a person send a piece of music or speech of so many seconds.
func (s *Server) SayAudio(personID, chatID int64, f File, seconds int, caption string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.files.keep("music", f)
	a := &Audio{FileID: k.id, UniqueID: k.unique, Duration: seconds, Name: f.Name, Mime: f.Mime, Size: int64(len(f.Data))}
	return s.arrive(s.chat(chatID), personID, &Message{Audio: a, Caption: strings.TrimSpace(caption)}, opts...)
}

// Recording is a sound file of so many seconds in which the words are said, as
// far as the sandbox goes: a playable Ogg file with Opus's silence, and the
// words as a comment in its header, "WORDS=" before them. The simulated Whisper
// of sandbox/providers hears what stands between that mark and the next page
// ("OggS"). The words are at most 60,000 bytes.
func Recording(words string, seconds int) []byte {
	var b bytes.Buffer
	page := func(flags byte, seq int, granule uint64, packets ...[]byte) {
		b.Write(oggPage(flags, uint32(seq), granule, packets))
	}
	page(2, 0, 0, opusHead())
	page(0, 1, 0, opusTags("WORDS="+words))
	const second = 50 // packets of 20 ms, of 960 samples each
	silence := [][]byte{}
	for range second {
		silence = append(silence, []byte{0xf8, 0xff, 0xfe})
	}
	for i := range max(seconds, 1) {
		var flags byte
		if i == max(seconds, 1)-1 {
			flags = 4
		}
		page(flags, i+2, uint64(i+1)*second*960, silence...)
	}
	return b.Bytes()
}

// opusHead says: version 1, one channel, 48 kHz (RFC 7845, section 5.1).
func opusHead() []byte {
	return append([]byte("OpusHead"), 1, 1, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0)
}

// opusTags is the header with comments (RFC 7845, section 5.2).
func opusTags(comment string) []byte {
	field := func(b []byte, s string) []byte {
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	b := field([]byte("OpusTags"), "sandbox")
	return field(binary.LittleEndian.AppendUint32(b, 1), comment)
}

// oggPage is a page of whole packets (RFC 3533, section 6).
func oggPage(flags byte, seq uint32, granule uint64, packets [][]byte) []byte {
	var lacing, body []byte
	for _, p := range packets {
		for n := len(p); ; n -= 255 {
			lacing = append(lacing, byte(min(n, 255)))
			if n < 255 {
				break
			}
		}
		body = append(body, p...)
	}
	b := append([]byte("OggS"), 0, flags)
	b = binary.LittleEndian.AppendUint64(b, granule)
	b = binary.LittleEndian.AppendUint32(b, 1) // the stream's number
	b = binary.LittleEndian.AppendUint32(b, seq)
	sum := len(b)
	b = append(b, 0, 0, 0, 0, byte(len(lacing)))
	b = append(append(b, lacing...), body...)
	binary.LittleEndian.PutUint32(b[sum:], oggSum(b))
	return b
}

// oggSum is Ogg's checksum: CRC-32 with the polynomial 04c11db7, not reflected.
func oggSum(data []byte) uint32 {
	var sum uint32
	for _, c := range data {
		sum ^= uint32(c) << 24
		for range 8 {
			top := sum >> 31
			sum = sum<<1 ^ top*0x04c11db7
		}
	}
	return sum
}
