package providers

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
)

// recording is what a request for a transcript brings along.
type recording struct {
	name     string
	data     []byte
	language string
	// format is the form of the answer that is wanted.
	format string
	fields []string
	// silent: nothing is said in it.
	silent bool
}

// readForm reads such a request.
func readForm(c *chat, r *http.Request, body []byte) *trouble {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return &trouble{kind: badRequest, text: "request Content-Type isn't multipart/form-data"}
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &trouble{kind: badRequest, text: "the form ended early"}
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return &trouble{kind: badRequest, text: "the form ended early"}
		}
		c.recording.fields = append(c.recording.fields, part.FormName())
		switch part.FormName() {
		case "model":
			c.model = string(value)
		case "language":
			c.recording.language = string(value)
		case "response_format":
			c.recording.format = string(value)
		case "file":
			c.recording.name, c.recording.data = part.FileName(), value
		}
	}
	switch {
	case c.recording.name == "":
		return &trouble{kind: badRequest, text: "file or url must be provided"}
	case c.model == "":
		return &trouble{kind: badRequest, text: "model is required"}
	}
	return nil
}

// geminiSounds are the types that Gemini hears.
var geminiSounds = strings.Fields("audio/wav audio/mp3 audio/aiff audio/aac audio/ogg audio/flac")

// listen notes a recording that came along with a question, in base64.
func (c *chat) listen(media, data string) *trouble {
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(raw) == 0 || !slices.Contains(geminiSounds, media) {
		return &trouble{kind: badRequest, text: "Request contains an invalid argument."}
	}
	c.voice = &recording{data: raw}
	return nil
}

// tokens is what it counts for a model that hears; nil: nothing.
func (r *recording) tokens() int {
	if r == nil {
		return 0
	}
	return int(32 * r.seconds())
}

// ending is the type by the file's name, which is all that Groq goes by.
func (r *recording) ending() string { return strings.TrimPrefix(path.Ext(r.name), ".") }

// leastBilled is what a recording counts at least, in seconds.
const leastBilled = 10

// seconds is how long the recording lasts: an Ogg file says so in its last page,
// a WAV file in its header; of others there are 2,000 bytes a second.
func (r *recording) seconds() float64 {
	if at := bytes.LastIndex(r.data, []byte("OggS")); at >= 0 && len(r.data) >= at+14 {
		return float64(binary.LittleEndian.Uint64(r.data[at+6:])) / 48000
	}
	if len(r.data) >= 44 && bytes.HasPrefix(r.data, []byte("RIFF")) {
		if rate := binary.LittleEndian.Uint32(r.data[28:]); rate > 0 {
			return float64(len(r.data)-44) / float64(rate)
		}
	}
	return float64(len(r.data)) / 2000
}

// billed is what it counts against the limits, in whole seconds.
func (r *recording) billed() int { return max(leastBilled, int(r.seconds()+0.999)) }

// spokenMark comes before the words in a file whose header says what is spoken;
// they go on to the next page.
const spokenMark = "WORDS="

// words are what is spoken in the recording: what its header says, or else a
// sentence that depends on its bytes.
func (r *recording) words() string {
	if _, rest, marked := bytes.Cut(r.data, []byte(spokenMark)); marked {
		words, _, _ := bytes.Cut(rest, []byte("OggS"))
		return strings.TrimSpace(string(words))
	}
	sentences := spokenEnglish
	if r.language == "fa" || r.language == "" && hash(string(r.data))%2 == 0 {
		sentences = spokenPersian
	}
	return sentences[hash(string(r.data), "sentence")%uint64(len(sentences))]
}

var (
	spokenEnglish = []string{"What is the capital of Portugal?", "Remind me how tea is brewed.", "How far is the moon from here?"}
	spokenPersian = []string{"پایتخت پرتغال کجاست؟", "چای را چطور دم می‌کنند؟", "ماه چقدر از اینجا دور است؟"}
)
