package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// errNumberless is the error of a message that was sent, but whose id the server
// does not tell.
var errNumberless = errors.New("the Bot API does not tell the id of a message that it took")

// sending are the methods of whose result only the message's id is read.
var sending = []string{"sendMessage", "sendDocument", "editMessageText", "editMessageMedia", "editMessageReplyMarkup"}

// numbered leaves of the result of a call that was taken nothing but the message's
// id, 0 where there is none. A field that the library cannot read would look like a
// failure, and the message would be sent again and again.
func numbered(r *http.Request, resp *http.Response) error {
	if !slices.Contains(sending, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]) {
		return nil
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return err
	}
	var answer struct {
		OK     bool
		Result json.RawMessage
	}
	if json.Unmarshal(body, &answer) == nil && answer.OK {
		var message struct {
			ID int64 `json:"message_id"`
		}
		_ = json.Unmarshal(answer.Result, &message) // what is no message has no id
		body = []byte(`{"ok":true,"result":{"message_id":` + strconv.FormatInt(message.ID, 10) + `}}`)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}
