package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

// Transcribe implements [Transcriber]: POST {base}/audio/transcriptions. The
// library is not used here, for its form goes by the name of a file on disk and
// its answer lacks what tells silence from speech.
func (c *openAI) Transcribe(ctx context.Context, a *Audio) (*Transcript, error) {
	cl := &exchange{Context: ctx, request: &Request{Model: a.Model}, direct: true}
	req, err := c.recording(cl, a)
	if err != nil {
		return nil, c.failed(ctx, cl, err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return nil, narrowed(c.failed(ctx, cl, err))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil {
		var t *Transcript
		if t, err = c.heard(cl, resp, body); err == nil {
			return t, nil
		}
	}
	return nil, narrowed(c.failed(ctx, cl, err))
}

// recording is the request for a transcript. Of the file's name it tells the
// type alone: the rest may be a person's words.
func (c *openAI) recording(cl *exchange, a *Audio) (*http.Request, error) {
	body := bytes.NewBuffer(make([]byte, 0, len(a.Data)+1<<10))
	form := multipart.NewWriter(body)
	fields := [][2]string{{"model", a.Model}, {"response_format", "verbose_json"}}
	if language, _, _ := strings.Cut(a.Language, "-"); language != "" {
		fields = append(fields, [2]string{"language", language})
	}
	for _, f := range fields {
		if err := form.WriteField(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	file, err := form.CreateFormFile("file", "recording."+a.format())
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(a.Data); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(cl, http.MethodPost, strings.TrimRight(c.provider.BaseURL, "/")+"/audio/transcriptions", body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	return req, nil
}

// heardReply is an answer, as far as it matters here. Text is nil where it is
// none. Of the segments only the verbose form tells.
type heardReply struct {
	Text     *string
	Language string
	Duration float64
	Segments []segment
}

// segment is a stretch of a recording: how likely nothing is said in it, and how
// sure the model is of what it wrote.
type segment struct {
	NoSpeech float64 `json:"no_speech_prob"`
	Sure     float64 `json:"avg_logprob"`
}

// Whisper invents words for silence: a polite phrase, mostly. By its authors'
// own rule nothing is said where both of these hold.
const (
	likelySilent = 0.6
	hardlySure   = -1.0
)

// silent says whether nothing is said in any segment.
func (r *heardReply) silent() bool {
	for _, s := range r.Segments {
		if s.NoSpeech <= likelySilent || s.Sure >= hardlySure {
			return false
		}
	}
	return len(r.Segments) > 0
}

// heard reads an answer.
func (c *openAI) heard(cl *exchange, resp *http.Response, body []byte) (*Transcript, error) {
	var r heardReply
	err := json.Unmarshal(body, &r)
	switch {
	case err == nil && r.Text != nil:
	case parseRefusal(body).told():
		return nil, c.understand(cl, resp.StatusCode, resp.Header, body)
	default:
		return nil, misread(body)
	}
	text := strings.TrimSpace(*r.Text)
	switch {
	case len(text) > maxText:
		return nil, tooLong(maxText)
	case illegible(text):
		return nil, garbled("the text is not in the encoding that was promised")
	case text == "", r.silent():
		return nil, &Error{Kind: Empty, Scope: ScopeRequest, Err: ErrNothingSaid, Limits: cl.limits}
	}
	return &Transcript{Text: text, Language: languageCode(r.Language), Duration: time.Duration(r.Duration * float64(time.Second)),
		Provider: c.provider.Name, Model: cl.request.Model, Limits: cl.limits}, nil
}

// narrowed blames the model for what went wrong with a recording, and not its
// provider, which may well answer questions: recordings go to an address of
// their own, and to send one takes longer.
func narrowed(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Scope == ScopeProvider && e.Kind != NoAccess && !e.unsent() {
		e.Scope = ScopeModel
	}
	return err
}
