package translate_test

import (
	"context"
	"errors"
	"io"

	"hamzaban/translate"
)

// translateFile translates a whole file, as the command line and the bot do: one
// with nothing to translate comes back as it is.
func translateFile(ctx context.Context, e *translate.Engine, format string, in io.Reader, out io.Writer, o translate.Options) error {
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	f, err := translate.ParseFile(format, data)
	if wrong := (*translate.FileError)(nil); errors.As(err, &wrong) && wrong.Problem == translate.NoWords {
		_, err = out.Write(data)
		return err
	}
	if err != nil {
		return err
	}
	results, broken := f.Translate(ctx, e, o)
	if results == nil && broken != nil {
		return broken
	}
	if err = f.Write(out, results); broken != nil {
		return broken
	}
	return err
}
