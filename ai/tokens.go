package ai

// Runes to a token, by script. They are those of the o200k vocabulary, less a
// tenth, so that an estimate errs on the side of more; vocabularies differ.
const (
	latinRunes  = 4.0
	arabicRunes = 3.4
	otherRunes  = 2.5
	cjkRunes    = 1.1
)

// EstimateTokens is about how many tokens a text has. It errs on the side of
// more, and is no more than a guess for source code or rare scripts.
func EstimateTokens(s string) int {
	latin, arabic, other, cjk := 0, 0, 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] < 0x80 {
			latin++
			continue
		}
		for _, r := range s[i:] { // the rest, where runes must be decoded
			switch {
			case r < 0x250:
				latin++
			case r >= 0x600 && r < 0x780 || r >= 0x2000 && r < 0x2070:
				arabic++ // with the half-space and general punctuation
			case r < 0x2e80:
				other++
			default:
				cjk++ // and emoji, which are as dear
			}
		}
		break
	}
	n := float64(latin)/latinRunes + float64(arabic)/arabicRunes + float64(other)/otherRunes + float64(cjk)/cjkRunes
	if n > 0 {
		n += 0.999
	}
	return int(n)
}

// What a request costs besides its texts: the template around it, and the
// marks around each message.
const (
	requestTokens = 16
	messageTokens = 5
)

// promptTokens is about how many tokens the request has, the answer apart.
func promptTokens(r *Request) int {
	n := requestTokens + EstimateTokens(r.System)
	for i := range r.Messages {
		n += messageTokens + EstimateTokens(r.Messages[i].Text)
		for k := range r.Messages[i].Images {
			n += r.Messages[i].Images[k].tokens()
		}
		if a := r.Messages[i].Audio; a != nil {
			n += a.tokens()
		}
	}
	if r.Schema != nil {
		n += EstimateTokens(string(r.Schema.JSON))
	}
	return n
}

// The sizes of answers, in tokens with hidden thinking.
const (
	largestAnswer  = 4096
	smallestAnswer = 256
)

// answerTokens is how many tokens the answer may have where the tightest
// limit of tokens is tightest (0: none is known). Some providers count all
// that an answer may have before it is given, and refuse what does not fit:
// so it is no more than a quarter of that limit, unless the caller says
// otherwise. It is the same for all, also where an answer is known to be short:
// else those would take all that is left of a scarce limit, bit by bit.
func answerTokens(r *Request, tightest float64) int {
	if r.MaxTokens > 0 {
		return r.MaxTokens
	}
	n := largestAnswer
	if tightest > 0 {
		n = min(n, max(smallestAnswer, int(tightest/4)))
	}
	return n
}
