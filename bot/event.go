package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"hamzaban/ai"
	"hamzaban/chat"
)

// allowedUpdates are the kinds of updates that this bot asks for.
var allowedUpdates = []string{
	models.AllowedUpdateMessage,
	models.AllowedUpdateEditedMessage,
	models.AllowedUpdateCallbackQuery,
	models.AllowedUpdateMyChatMember,
	models.AllowedUpdateStoppedMessageGeneration,
}

// envelope is the little of an update that must be read before it is kept.
type envelope struct {
	ID            *int64    `json:"update_id"`
	Message       *origin   `json:"message"`
	EditedMessage *origin   `json:"edited_message"`
	CallbackQuery *callback `json:"callback_query"`
	Stopped       *origin   `json:"stopped_message_generation"`
}

type origin struct {
	Thread int64  `json:"message_thread_id"`
	Topic  bool   `json:"is_topic_message"`
	From   user   `json:"from"`
	Sender user   `json:"sender_chat"`
	Chat   user   `json:"chat"`
	Text   string `json:"text"`
	// A file, that of the message itself or of one that it replies to.
	Caption  string          `json:"caption"`
	Document *attached       `json:"document"`
	Forward  json.RawMessage `json:"forward_origin"`
	ReplyTo  struct {
		Document *attached `json:"document"`
	} `json:"reply_to_message"`
}

type attached struct {
	Type string `json:"mime_type"`
	Name string `json:"file_name"`
}

// isFile tells whether it is a file to be worked on by itself, unlike recordings
// and pictures, which are part of the talk.
func (a *attached) isFile() bool {
	return a != nil && !strings.HasPrefix(a.Type, "audio/") && !strings.HasPrefix(a.Type, "image/")
}

type user struct {
	ID int64 `json:"id"`
}

type callback struct {
	From    user    `json:"from"`
	Message *origin `json:"message"`
	Data    string  `json:"data"`
}

// envelop reads what the inbox needs to know of an update. It fails only
// where there is no update_id: everything else can be looked at later.
func envelop(raw json.RawMessage, now time.Time) (chat.Update, error) {
	var id struct {
		ID *int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &id); err != nil {
		return chat.Update{}, fmt.Errorf("not an update: %w", err)
	}
	if id.ID == nil {
		return chat.Update{}, fmt.Errorf("not an update: it has no update_id")
	}
	u := chat.Update{ID: *id.ID, Raw: raw, At: now, Lane: "none"}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return u, nil //nolint:nilerr // decode will say so, once it is safe on disk
	}
	switch {
	case e.Message != nil:
		u.Lane, u.Person = e.Message.lane(e.Message.person()), e.Message.person()
	case e.EditedMessage != nil:
		u.Lane, u.Person = e.EditedMessage.lane(e.EditedMessage.person()), e.EditedMessage.person()
	case e.CallbackQuery != nil && e.CallbackQuery.Message != nil:
		u.Lane, u.Person = e.CallbackQuery.Message.lane(e.CallbackQuery.From.ID), e.CallbackQuery.From.ID
	case e.CallbackQuery != nil: // of a message that was sent by way of the bot
		u.Lane, u.Person = (&origin{}).lane(e.CallbackQuery.From.ID), e.CallbackQuery.From.ID
	case e.Stopped != nil: // in private chats only
		e.Stopped.Topic = true // where there is a thread at all
		u.Lane, u.Person = e.Stopped.lane(e.Stopped.Chat.ID), e.Stopped.Chat.ID
	}
	switch {
	case e.forgets():
		u.Lane = overtakingLane + forgetLane + u.Lane
	case e.turnsPage():
		u.Lane = overtakingLane + pressLane + u.Lane
	case e.overtakes():
		u.Lane = overtakingLane + u.Lane
	case e.Message != nil && e.Message.hasFile():
		u.Lane = fileLane + u.Lane
	}
	return u, nil
}

// forgets tells whether it is a press that may have all deleted.
func (e *envelope) forgets() bool {
	return e.CallbackQuery != nil && strings.HasPrefix(e.CallbackQuery.Data, forgetButton+":")
}

// hasFile tells whether the message asks for a file to be translated, as far as its
// words tell: see [event.fileAsked].
func (o *origin) hasFile() (ok bool) {
	switch {
	case o.Document.isFile() && o.Forward != nil:
		_, ok = fileWords(o.Document.Name, "")
	case o.Document.isFile():
		_, ok = fileWords(o.Document.Name, o.Caption)
	case o.Document == nil && o.ReplyTo.Document.isFile():
		_, ok = repliedFileWords(o.ReplyTo.Document.Name, o.Text)
	}
	return ok
}

// person is whose doing a message is: see anonymous.
func (o *origin) person() int64 {
	if o.Sender.ID != 0 && o.Sender.ID == o.Chat.ID {
		return o.Sender.ID
	}
	return o.From.ID
}

func (o *origin) lane(person int64) string {
	return laneOf(chat.Key{Chat: o.Chat.ID, Thread: thread(o.Thread, o.Topic), Person: person})
}

// laneOf is the lane of a conversation.
func laneOf(k chat.Key) string { return fmt.Sprintf("%d:%d:%d", k.Chat, k.Thread, k.Person) }

// conversationOf is the conversation that a lane is of, whatever goes before its
// name; not ok: it is of none.
func conversationOf(lane string) (k chat.Key, ok bool) {
	parts := strings.Split(lane, ":")
	if len(parts) < 3 {
		return k, false
	}
	for i, to := range []*int64{&k.Chat, &k.Thread, &k.Person} {
		n, err := strconv.ParseInt(parts[len(parts)-3+i], 10, 64)
		if err != nil {
			return chat.Key{}, false
		}
		*to = n
	}
	return k, true
}

// thread is the topic of a message. Telegram also numbers mere chains of
// replies, which are no conversations of their own.
func thread(id int64, topic bool) int64 {
	if topic {
		return id
	}
	return 0
}

// event is an update made ready for the handlers.
type event struct {
	update  chat.Update
	key     chat.Key
	from    models.User
	private bool
	// message is nil for a press below a message that the bot never had.
	message *models.Message
	press   *models.CallbackQuery
	// acknowledged: the press was answered.
	acknowledged bool
	// text is what the person wrote, without the bot's own name where they
	// called it by it.
	text string
	// command is the command's name in lower case, args what follows it.
	command, args string
	// stopped: they pressed Telegram's own button to stop a draft.
	stopped bool
	// material is the document that is asked about; nil: none.
	material *chat.Document
	// again: it was kept for later, and they were told so.
	again bool
	// kept: what was shown of the answer when it was stopped is its outcome.
	kept bool
	// full: with its answer the conversation is to be summarised.
	full bool
	// edited: it is another version of a message that came before, and ends are the
	// updates with earlier ones, as far as they are not done.
	edited bool
	ends   []int64
	// anew is the exchange that is answered anew; nil: none. places are the messages
	// of its answer, which the new one takes the place of; none: it is a message of
	// its own. undo puts back what a preview wrote over.
	anew   *chat.Exchanged
	places []int64
	undo   []chat.Reply
	// enclosed is what came with the question.
	enclosed enclosed
	// called: the command or the text names this bot, or replies to it.
	called bool
	// heard is what was said in the recording that came with it, spoken the same
	// where the text is about it; empty: there is none.
	heard, spoken string
	// album are the photos that came together, each in its sizes; nil: it is no
	// album. images are the pictures that the text is about.
	album  [][]models.PhotoSize
	images []ai.Image
	// person is what is kept of them.
	person chat.Person
	say    printer
}

// decode reads an update. It returns nil for what is of no concern here, and
// an error for what cannot be read.
func decode(u chat.Update, me *models.User) (*event, error) {
	var raw models.Update
	if err := json.Unmarshal(u.Raw, &raw); err != nil {
		return nil, fmt.Errorf("the update cannot be read: %w", err)
	}
	e := &event{update: u}
	written := raw.Message
	if written == nil {
		written, e.edited = raw.EditedMessage, raw.EditedMessage != nil
	}
	switch {
	case written != nil && written.From != nil && !written.From.IsBot:
		e.message, e.from = written, *written.From
	case written != nil && anonymous(written):
		// The group's admins who hide themselves are one person: the group.
		e.message, e.from = written, models.User{ID: written.SenderChat.ID, FirstName: written.SenderChat.Title}
	case raw.CallbackQuery != nil:
		e.press, e.from = raw.CallbackQuery, raw.CallbackQuery.From
		e.message = bore(e.press)
	case raw.StoppedMessageGeneration != nil:
		return decodeStop(e, raw.StoppedMessageGeneration), nil
	default:
		return nil, nil
	}
	m := e.message
	if m == nil {
		return e, nil
	}
	e.private = m.Chat.Type == models.ChatTypePrivate
	e.key = chat.Key{Chat: m.Chat.ID, Thread: thread(int64(m.MessageThreadID), m.IsTopicMessage), Person: e.from.ID}
	if e.press != nil {
		return e, nil
	}
	if m.MediaGroupID != "" {
		e.album = albumIn(u.Raw)
	}
	e.text = strings.TrimSpace(content(m))
	e.called = repliesTo(m, me)
	e.readCommand(me)
	if e.command == "" {
		e.readMention(me)
	}
	return e, nil
}

// bore is the message that bore the button; of one that is out of reach by now no
// more than where it is. It is nil where the bot never had it: it was sent by way
// of the bot into a chat of others.
func bore(q *models.CallbackQuery) *models.Message {
	if m := q.Message.InaccessibleMessage; m != nil {
		return &models.Message{ID: m.MessageID, Chat: m.Chat}
	}
	return q.Message.Message
}

// decodeStop reads a press of Telegram's own stop button.
func decodeStop(e *event, s *models.MessageGenerationStopped) *event {
	e.stopped, e.private = true, true
	e.from = models.User{ID: s.Chat.ID}
	e.key = chat.Key{Chat: s.Chat.ID, Thread: int64(s.MessageThreadID), Person: s.Chat.ID}
	return e
}

// repliesTo tells whether a message replies to one of the bot's. What a topic
// begins with is not meant: every message in it replies to that.
func repliesTo(m *models.Message, me *models.User) bool {
	r := m.ReplyToMessage
	return r != nil && r.From != nil && r.From.ID == me.ID && r.ForumTopicCreated == nil
}

// anonymous tells whether an admin of the group wrote in its name.
func anonymous(m *models.Message) bool {
	return m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID && m.Chat.Type != models.ChatTypeChannel
}

// content is a message's text, or the words below its picture.
func content(m *models.Message) string {
	switch {
	case m.Text != "":
		return m.Text
	case m.RichMessage != nil:
		return richWords(m.RichMessage)
	}
	return m.Caption
}

var commandForm = regexp.MustCompile(`^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,64}))?(?:\s|$)`)

// readCommand finds "/name args" and "/name@bot args". A command for another
// bot leaves the event without command and text.
func (e *event) readCommand(me *models.User) {
	if e.message.ForwardOrigin != nil {
		return // somebody else's words
	}
	found := commandForm.FindStringSubmatch(e.text)
	if found == nil {
		return
	}
	if bot := found[2]; bot != "" {
		if !strings.EqualFold(bot, me.Username) {
			e.text, e.called = "", false
			return
		}
		e.called = true
	}
	e.command = strings.ToLower(found[1])
	e.args = strings.TrimSpace(e.text[len(found[0]):])
}

// readMention finds the bot's name in the text and takes it out.
func (e *event) readMention(me *models.User) {
	for _, entity := range slices.Concat(e.message.Entities, e.message.CaptionEntities) {
		if entity.Type == models.MessageEntityTypeTextMention && entity.User != nil && entity.User.ID == me.ID {
			e.called = true
		}
	}
	if me.Username == "" {
		return
	}
	name := regexp.MustCompile(`(?i)(^|[^\w@])@` + regexp.QuoteMeta(me.Username) + `\b`)
	if name.MatchString(e.text) {
		e.called = true
		e.text = strings.TrimSpace(name.ReplaceAllString(e.text, "$1"))
	}
}

// quoted is the text that the message is about, such as one that it replies to: the
// part that the person marked, or the whole.
func (e *event) quoted() string {
	m := e.message
	switch {
	case e.spoken != "":
		return e.spoken
	case m.Quote != nil && m.Quote.Text != "":
		return m.Quote.Text
	case m.ReplyToMessage != nil:
		return content(m.ReplyToMessage)
	}
	return ""
}

// reply begins a reply to the event: in groups it points at the message, and
// so does one that comes late.
func (e *event) reply(text string) chat.Reply {
	r := chat.Reply{Chat: e.key.Chat, Thread: e.key.Thread, Text: text}
	if (!e.private || e.again) && e.press == nil {
		r.To = int64(e.message.ID)
	}
	return r
}

// outcome is an outcome with one reply.
func (e *event) outcome(text string) chat.Outcome {
	return chat.Outcome{Key: e.key, Replies: []chat.Reply{e.reply(text)}}
}

// wordless tells what a message without text is about: something a person
// sent (true) or one of Telegram's own notices.
func wordless(m *models.Message) bool {
	return len(m.Photo) > 0 || m.Voice != nil || m.Audio != nil || m.Video != nil || m.VideoNote != nil ||
		m.Document != nil || m.Sticker != nil || m.Animation != nil || m.Contact != nil || m.Location != nil ||
		m.Venue != nil || m.Poll != nil || m.Dice != nil || m.Story != nil || m.PaidMedia != nil || m.Game != nil || m.Checklist != nil
}
