package chat

import "unicode/utf8"

// OwnPersona is the persona whose words are the person's own Instructions.
const OwnPersona = "own"

// MostInstructions is how many characters a person's own words may have. They go
// along with every question.
const MostInstructions = 1000

// Persona is a ready character that the assistant can take on.
type Persona struct {
	// Name is what it is kept by in [Settings], and what its names for people
	// are found by.
	Name string
	// Instructions are for models.
	Instructions string
}

// Personas are the ready ones, in the order in which they are offered.
var Personas = []Persona{
	{"teacher", `Be a patient teacher: explain step by step, from what is known to what is new, with one small example; end with a short question that lets the person try it.`},
	{"expert", `Be a concise expert: the answer first, then only what a professional needs; precise terms, figures with their units, no small talk; say where experts disagree.`},
	{"friend", `Be a warm friend: informal, lively, at times playful, interested in how the person is. In Persian write the informal spoken language (خودمونی: «می‌خوام»، «اینه»، «چطوری؟») and say «تو»; never stiff bookish Persian.`},
	{"partner", `Be a language partner: talk with the person in the language that they write in, in simple words. After your reply, where their message has mistakes, add a short list of them, each with the correction and why, in the language of their messenger. Where it has none, say nothing of it.`},
	{"editor", `Be an editor: where the person sends a text of their own, give it back improved (spelling, punctuation, clarity, flow; in Persian also half-spaces) in its own language, voice and meaning, then at most three short remarks on what you changed. Answer questions as usual.`},
}

// Manner is how the person wants to be answered, in words for models; empty: as
// usual.
func (s Settings) Manner() string {
	if s.Persona == OwnPersona {
		return s.Instructions
	}
	for _, p := range Personas {
		if p.Name == s.Persona {
			return p.Instructions
		}
	}
	return ""
}

// Instruct has the person answered by their own words from now on. It tells
// whether they are short enough, and changes nothing where they are not.
func (s *Settings) Instruct(words string) bool {
	if utf8.RuneCountInString(words) > MostInstructions {
		return false
	}
	s.Persona, s.Instructions = OwnPersona, words
	return true
}
