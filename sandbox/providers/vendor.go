package providers

import (
	"net/http"
	"time"
)

// vendor is one provider's manners: what it serves, what it refuses and how
// it says so. It has no state.
type vendor struct {
	// name begins its paths here, path is the rest of its base URL.
	name, path string
	wire       wire
	law        law
	// models are what it serves today.
	models []model
	// speech are those that write recordings down; nil: none.
	speech *speech
	// shared limits are drawn on by all models together.
	shared Limits
	// outputCounts: max_tokens is reserved against the token limits.
	outputCounts bool
	// cache: prompts that begin like an earlier one count less.
	cache bool
	// check returns what is wrong with a question, nil when nothing is.
	check func(c *chat, m *model) *trouble
	// refuse makes the answer to a call in trouble: its status and body
	// (JSON, or a string as it is) and, in h, its headers.
	refuse func(t *trouble, h http.Header) (status int, body any)
	// tell sets the headers about quotas of an answer; nil: none.
	tell func(h http.Header, gs []*gauge, now time.Time)
	// tellsRefused: refusals for the quota have those headers, too.
	tellsRefused bool
	// extra serves further paths below the base URL; nil: none.
	extra func(s *Server, a *account, path string) (body any, ok bool)
}

// model is one model of a vendor.
type model struct {
	id              string
	context, output int
	images, audio   bool
	limits          Limits
	// effort is how hard it thinks unless told, efforts what it can be told;
	// empty: it does not think and will not hear of it.
	effort  string
	efforts []string
	// leaks: its thinking stands in the text unless told otherwise.
	leaks bool
}

// vendors are the five.
func vendors() []*vendor {
	return []*vendor{cerebras(), cohere(), gemini(), groq(), openRouter()}
}

// wire is a protocol: how questions are read and answers written.
type wire interface {
	// key finds the key, and whether it stood in the URL.
	key(r *http.Request) (key string, inURL bool)
	// asks says whether the path is that of a question, and if so for which
	// model and whether to stream, as far as the path tells.
	asks(method, path string) (c *chat, ok bool)
	// read reads a question's body into c.
	read(c *chat, r *http.Request, body []byte) *trouble
	// whole writes an answer in one piece.
	whole(a *answer) []byte
	// pieces writes an answer as a stream.
	pieces(a *answer) pieces
	// streamType is the content type of a stream.
	streamType(c *chat) string
	// frame makes a piece of a stream out of a JSON body.
	frame(c *chat, body []byte, first bool) []byte
	// list answers for the list of models; ok: the path asks for it.
	list(a *account, method, path string) (body any, ok bool)
}

// pieces is an answer as a stream.
type pieces struct {
	// head opens the stream, thought carries hidden thinking, text the
	// answer, tail the finish reason and what else belongs to an end.
	head, thought, text, tail [][]byte
	// close ends the stream whatever happened in it, unless it is cut.
	close []byte
}

// chat is a question as a provider understands it.
type chat struct {
	model    string
	stream   bool
	system   string
	messages []Message
	// maxTokens bounds the answer, 0 where nothing was said.
	maxTokens int
	// effort is how hard to think, show where the thinking goes: "field",
	// "text" or "hidden".
	effort, show string
	// json: an answer in JSON is wanted, of the shape of schema if not nil.
	json   bool
	schema *schema
	// images are how many pictures came along, imageTokens what they count.
	images, imageTokens int
	// sign: the latest of them is the demo's sample.
	sign bool
	// recording is what is to be written down; nil: this is a question.
	recording *recording
	// voice is a recording that came along with a question.
	voice *recording
	// usage: a stream's end is to tell the usage.
	usage bool
	// sse and ints are choices of Gemini's wire.
	sse, ints bool
	// fields are the names of the body's fields.
	fields []string
}

// Message is one message of a question. Pictures are those that came with it,
// such as "image/jpeg 640x480, image/png 90x90".
type Message struct{ Role, Text, Pictures string }

// answer is what a model says, before it is put on a wire.
type answer struct {
	chat *chat
	id   string
	at   time.Time
	// thought is what it thought, text what it says.
	thought, text string
	// endless: the text is but a piece of it, to be repeated.
	endless bool
	// finish is "stop", "length", "content_filter" or "error".
	finish                           string
	prompt, cached, output, thinking int
	// took is how long it takes.
	took time.Duration
}

// trouble is why a call is refused.
type trouble struct {
	// kind is one of the constants below.
	kind  string
	model string
	// text is about the trouble where the kind leaves something open.
	text string
	// hit is the limit of kind rateTrouble.
	hit *hit
	// retryAfter is told to the client; 0: nothing is.
	retryAfter time.Duration
	// status is that of kind otherTrouble.
	status int
}

// The kinds of trouble.
const (
	badRequest   = "bad request"
	unknownField = "unknown field"
	badAudio     = "bad audio"
	unknownURL   = "unknown url"
	noKey        = "no key"
	badKey       = "bad key"
	noCredit     = "no credit"
	forbidden    = "forbidden"
	noModel      = "no model"
	retired      = "retired"
	tooLarge     = "too large"
	longContext  = "long context"
	rate         = "rate"
	overloaded   = "overloaded"
	location     = "location"
	capacity     = "capacity"
	internal     = "internal"
	badGateway   = "bad gateway"
	unavailable  = "unavailable"
	otherTrouble = "other"
)

// htmlGateway is what a proxy in front of a provider says.
const htmlGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n" +
	"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
