package providers

import "regexp"

// wantsPlain is how a question asks for a bare text though it came as JSON.
var wantsPlain = regexp.MustCompile(`(?i)\bno json\b|translation alone|plain text`)

// mind is the model behind every provider: small, deterministic, and good at
// three things: filling a requested shape, translating from a phrasebook, and
// being pleasant.
type mind struct {
	seed  int64
	model string
}

// reply answers a question.
func (m mind) reply(c *chat) string {
	if notes := takeNotes(c); notes != "" {
		return notes
	}
	job, isJob := findJob(c)
	switch {
	case isJob && len(job.items) == 1 && c.schema == nil && !c.json && wantsPlain.MatchString(job.text):
		return m.translator(job).translate(job.items[0].text)
	case c.schema != nil || isJob && job.items != nil:
		return m.fill(c, job)
	case isJob:
		return m.translator(job).translate(job.text)
	case c.json:
		return string(marshal(map[string]any{"answer": m.chat(c)}))
	}
	return m.chat(c)
}

// salt makes two models choose different words.
func (m mind) salt() uint64 { return hash(m.model) ^ uint64(m.seed) }

func (m mind) translator(j job) translator { return translator{j.to, m.salt(), j.guide} }
