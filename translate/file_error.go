package translate

import (
	"fmt"
	"strings"
)

// FileProblem is why a file cannot be translated.
type FileProblem int

// The problems that a file may have.
const (
	UnknownFormat FileProblem = iota + 1 // of none of [Formats]
	TooLarge                             // more than [MaxFileBytes]
	NotText                              // neither UTF-8 nor a charset that can be told
	Malformed                            // not of its format: JSON that is none
	NoWords                              // empty, or nothing in it to translate
)

// FileError is what [ParseFile] fails with. It holds nothing of the file.
type FileError struct {
	Problem FileProblem
	// Format is the format that the file should be of.
	Format string
	// Line is where the problem is, counted from 1; 0: not known.
	Line int
	// Err says more, or is nil.
	Err error
}

func (e *FileError) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf(", from line %d on", e.Line)
	}
	switch e.Problem {
	case UnknownFormat:
		return fmt.Sprintf("files of the format %q cannot be translated: give one of %s", e.Format, strings.Join(Formats(), ", "))
	case TooLarge:
		return fmt.Sprintf("the file has more than %d MB: cut it into parts", MaxFileBytes>>20)
	case NotText:
		return "the file is no text in UTF-8, UTF-16 or windows-1256" + where + ": save it as UTF-8 first"
	case Malformed:
		return fmt.Sprintf("the file is no %s: line %d: %v", strings.ToUpper(e.Format), e.Line, e.Err)
	}
	return "there is nothing to translate in the file"
}

// Unwrap returns what says more.
func (e *FileError) Unwrap() error { return e.Err }

// Incomplete says which texts of a file could not be translated and stand as
// they were.
type Incomplete struct {
	// Texts are their numbers among all texts, counted from 1; Lines are where
	// they begin, counted from 1 in the file that was read.
	Texts, Lines []int
	// Of is how many texts the file has.
	Of   int
	errs []error
}

func (e *Incomplete) Error() string {
	const most = 20
	var at []string
	for _, l := range e.Lines[:min(most, len(e.Lines))] {
		at = append(at, fmt.Sprint(l))
	}
	if len(e.Lines) > most {
		at = append(at, "…")
	}
	return fmt.Sprintf("%d of %d texts could not be translated and stand as they were, in line %s", len(e.Lines), e.Of, strings.Join(at, ", "))
}

// Unwrap returns the reason for each, a [*TextError].
func (e *Incomplete) Unwrap() []error { return e.errs }
