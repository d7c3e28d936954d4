package translate

// Term says how a term is to be translated, wherever it stands in a text as
// whole words, inflected or not.
type Term struct {
	Source string
	// Target is its translation. Where it is empty, or the source, the term
	// stays as it is.
	Target string
}

// Register is how a translation addresses people.
type Register string

// The registers. The zero value is the text's own.
const (
	Formal   Register = "formal"
	Friendly Register = "friendly"
)

// Digits are those that Persian translations write their numbers in.
type Digits string

// The digits. The zero value leaves them as the models write them.
const (
	LatinDigits   Digits = "latin" // 0123456789
	PersianDigits Digits = "fa"    // ۰۱۲۳۴۵۶۷۸۹
)

// Shelf is where the memory keeps what is translated with these options. A
// person's correction belongs there, too, with the whole text for its source.
func (o Options) Shelf() Shelf {
	return Shelf{Owner: o.Owner, From: o.From.Code, To: o.To.Code, Way: string(o.Register)}
}
