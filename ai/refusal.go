package ai

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// refusal is what a vendor's body says of an error, whatever its shape:
// {"error":{…}} and [{"error":{…}}], {"error":"…"}, {"id","message"},
// {"message","type","param","code"}, {"detail"}, {"errors":[…]}.
type refusal struct {
	Message  string   `json:"message"`
	Code     text     `json:"code"`
	Type     text     `json:"type"`
	Param    text     `json:"param"`
	Status   text     `json:"status"`
	Detail   text     `json:"detail"`
	Metadata metadata `json:"metadata"`
	Details  []detail `json:"details"`
}

// envelope is a refusal with those within it.
type envelope struct {
	refusal
	Error  *refusal  `json:"error"`
	Errors []refusal `json:"errors"`
}

// metadata is OpenRouter's.
type metadata struct {
	Raw          text            `json:"raw"`
	ProviderName text            `json:"provider_name"`
	LimitSource  text            `json:"limit_source"`
	Headers      map[string]text `json:"headers"`
	Reasons      []text          `json:"reasons"`
}

// detail is Google's.
type detail struct {
	Reason     string
	RetryDelay string
	Violations []struct{ QuotaID, QuotaValue string }
}

// text is a value that comes as a string or as something else.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case string(b) == "null":
		*t = ""
	case b[0] != '"':
		*t = text(b)
	case bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b): // nothing in it is to be decoded
		*t = text(b[1 : len(b)-1])
	default:
		return json.Unmarshal(b, (*string)(t))
	}
	return nil
}

// parseRefusal reads an error's body; what cannot be read is left empty.
func parseRefusal(body []byte) refusal {
	if body = bytes.TrimSpace(body); len(body) > 0 && body[0] == '[' {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) == nil && len(list) > 0 {
			body = list[0]
		}
	}
	var e envelope
	if json.Unmarshal(body, &e) != nil { // a field of another type leaves the others
		var plain struct{ Error json.RawMessage }
		if _ = json.Unmarshal(body, &plain); len(plain.Error) > 0 && plain.Error[0] == '"' {
			_ = json.Unmarshal(plain.Error, &e.Message)
			return e.refusal
		}
	}
	switch {
	case e.Error != nil:
		return *e.Error
	case len(e.Errors) > 0:
		return e.Errors[0]
	case e.Message == "":
		e.Message = string(e.Detail)
	}
	return e.refusal
}

// told says whether the body told anything of an error.
func (r refusal) told() bool { return r.Message != "" || r.Code != "" }

// all is everything it says, in lower case, to look for words in.
func (r refusal) all() string {
	parts := []string{r.Message, string(r.Code), string(r.Type), string(r.Status), string(r.Metadata.Raw), string(r.Metadata.LimitSource)}
	for _, d := range r.Details {
		parts = append(parts, d.Reason)
	}
	if r.upstream() {
		parts = append(parts, "upstream")
	}
	return strings.ToLower(strings.Join(parts, " "))
}
