package providers

import (
	"fmt"
	"slices"
	"strings"
)

// speech is what a vendor offers to write recordings down; nil: nothing.
type speech struct {
	models []model
	// types are the endings of the names of files that are taken, largest the
	// most bytes of one.
	types   []string
	largest int
}

// groqSpeech is Groq's: two Whispers, with limits of their own.
func groqSpeech() *speech {
	l := Limits{RPM: 20, RPD: 2000, AudioHour: 7200, AudioDay: 28800}
	return &speech{
		models:  []model{{id: "whisper-large-v3-turbo", limits: l}, {id: "whisper-large-v3", limits: l}},
		types:   strings.Fields("flac mp3 mp4 mpeg mpga m4a ogg opus wav webm"),
		largest: 25 << 20,
	}
}

// transcribes returns the model of that id for recordings, nil if there is none.
func (a *account) transcribes(id string) *model {
	if a.speech == nil {
		return nil
	}
	for i := range a.speech.models {
		if a.speech.models[i].id == id {
			return &a.speech.models[i]
		}
	}
	return nil
}

var formFields = strings.Fields("model file url language prompt response_format temperature timestamp_granularities timestamp_granularities[]")

// checkRecording says what is wrong with a well-formed request for a transcript.
func (a *account) checkRecording(c *chat) *trouble {
	r := c.recording
	switch {
	case a.speech == nil:
		return &trouble{kind: unknownURL, text: "POST " + a.path + "/audio/transcriptions"}
	case a.transcribes(c.model) == nil && a.serves(c.model) != nil:
		return &trouble{kind: badRequest, text: fmt.Sprintf("The model `%s` does not support transcriptions", c.model)}
	case a.transcribes(c.model) == nil:
		return &trouble{kind: noModel, model: c.model}
	case len(r.data) > a.speech.largest:
		return &trouble{kind: tooLarge}
	case !slices.Contains(a.speech.types, r.ending()):
		return &trouble{kind: badAudio, text: "file must be one of the following types: [" + strings.Join(a.speech.types, " ") + "]"}
	case len(r.data) == 0:
		return &trouble{kind: badRequest, text: "file is empty"}
	case r.format != "" && !slices.Contains([]string{"json", "text", "verbose_json"}, r.format):
		return &trouble{kind: badRequest, text: "response_format must be one of [json text verbose_json]"}
	}
	for _, f := range r.fields {
		if !slices.Contains(formFields, f) {
			return &trouble{kind: unknownField, text: f}
		}
	}
	return nil
}

// Dictate makes it so that this very file says these words, whatever its bytes
// are; none: nothing is said in it.
func (s *Server) Dictate(data []byte, words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dictated[hash(string(data))] = words
}

// words are what is said in the recording. The caller holds the lock.
func (s *Server) words(r *recording) string {
	if text, told := s.dictated[hash(string(r.data))]; told {
		return text
	}
	return r.words()
}

// hear makes a model's transcript of a recording. The caller holds the lock.
func (s *Server) hear(c *chat) *answer {
	text := s.words(c.recording)
	if text == "" {
		c.recording.silent, text = true, "Thank you." // what Whisper writes for silence
	}
	return &answer{chat: c, id: fmt.Sprintf("%024x", hash(c.model, text)), at: s.o.Now(), text: text, finish: "stop"}
}

// transcript writes an answer as the form that was asked for has it.
func transcript(a *answer) []byte {
	r := a.chat.recording
	body := map[string]any{"text": a.text, "x_groq": map[string]any{"id": "req_" + a.id}}
	switch r.format {
	case "text":
		return []byte(a.text)
	case "verbose_json":
		language := "English"
		if arabicScript(a.text) {
			language = "Persian"
		}
		silence, sure := 0.01, -0.2
		if r.silent {
			silence, sure = 0.95, -1.6
		}
		body["task"], body["language"], body["duration"] = "transcribe", language, r.seconds()
		body["segments"] = []any{map[string]any{"id": 0, "seek": 0, "start": 0, "end": r.seconds(), "text": " " + a.text, "tokens": []int{},
			"temperature": 0, "avg_logprob": sure, "compression_ratio": 1.1, "no_speech_prob": silence}}
	}
	return marshal(body)
}
