package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"unicode/utf8"
)

// maxBody is the most that one call may carry: an upload of 50 MB and its
// wrapping.
const maxBody = 52 << 20

// upload is a file that came with a call.
type upload struct {
	name, mime string
	data       []byte
}

// readParams reads a call's parameters, whichever of the four ways they came:
// in the URL, as a form, as multipart, as JSON. Values that are not strings
// are kept as their JSON.
func readParams(r *http.Request) (map[string]string, map[string]upload, error) {
	params := map[string]string{}
	for k, v := range r.URL.Query() {
		params[k] = v[0]
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, attrs, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	var files map[string]upload
	switch kind {
	case "application/json":
		err = readJSON(r.Body, params)
	case "multipart/form-data":
		files, err = readMultipart(multipart.NewReader(r.Body, attrs["boundary"]), params)
	case "application/x-www-form-urlencoded":
		if err = r.ParseForm(); err == nil {
			for k, v := range r.PostForm {
				params[k] = v[0]
			}
		}
	default:
		_, err = io.Copy(io.Discard, r.Body)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return params, nil, &apiError{Code: http.StatusRequestEntityTooLarge, Description: "Request Entity Too Large"}
	}
	if err != nil {
		return params, nil, badRequest("can't parse the request: %v", err)
	}
	for _, v := range params {
		if !utf8.ValidString(v) {
			return params, nil, badRequest("strings must be encoded in UTF-8")
		}
	}
	return params, files, nil
}

func readJSON(body io.Reader, params map[string]string) error {
	data, err := io.ReadAll(body)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	for k, v := range object {
		var text string
		switch {
		case json.Unmarshal(v, &text) == nil && v[0] == '"':
			params[k] = text
		case string(v) != "null":
			params[k] = string(v)
		}
	}
	return nil
}

func readMultipart(r *multipart.Reader, params map[string]string) (map[string]upload, error) {
	files := map[string]upload{}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if part.FileName() == "" {
			params[part.FormName()] = string(data)
			continue
		}
		files[part.FormName()] = upload{part.FileName(), part.Header.Get("Content-Type"), data}
	}
}

func (c *call) str(name string) string { return c.params[name] }

func (c *call) has(name string) bool { return c.params[name] != "" }

// integer is 0 where the parameter is missing or no number, as for Telegram.
func (c *call) integer(name string) int64 {
	n, _ := strconv.ParseInt(c.params[name], 10, 64)
	return n
}

func (c *call) boolean(name string) bool {
	switch c.params[name] {
	case "true", "True", "1", "yes", "t":
		return true
	}
	return false
}

// object decodes a parameter that is JSON. It says whether there was one. What
// it has of unknown fields is the judge's to note.
func (s *Server) object(c *call, name, what string, into any) (bool, error) {
	raw := c.params[name]
	if raw == "" {
		return false, nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return false, badRequest("can't parse %s JSON object", what)
	}
	return true, nil
}
