package providers

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif" // what people send
	_ "image/jpeg"
	_ "image/png"
	"strings"
)

// picture is what a model that sees makes of a picture: little, but enough to
// tell that it came whole.
type picture struct {
	media         string
	width, height int
}

// String is such as "image/jpeg 640x480".
func (p picture) String() string { return fmt.Sprintf("%s %dx%d", p.media, p.width, p.height) }

// tokens is what it counts: a token for each patch of 28 by 28 pixels, and no
// fewer than a tile.
func (p picture) tokens() int { return max(258, p.width*p.height/(28*28)) }

// lookAt reads a picture in base64; ok: it is one.
func lookAt(media, data string) (p picture, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return picture{}, false
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || media != "image/"+format {
		return picture{}, false
	}
	return picture{media, c.Width, c.Height}, true
}

// lookAtURL reads a picture that stands in a data URL. Others would have to be
// fetched, which nobody does here.
func lookAtURL(url string) (p picture, ok bool) {
	rest, isData := strings.CutPrefix(url, "data:")
	media, data, encoded := strings.Cut(rest, ";base64,")
	if !isData || !encoded {
		return picture{}, false
	}
	return lookAt(media, data)
}

// add notes the pictures of a message.
func (c *chat) add(m Message, pictures []picture) {
	for _, p := range pictures {
		m.Pictures = strings.TrimPrefix(m.Pictures+", "+p.String(), ", ")
		c.images++
		c.imageTokens += p.tokens()
	}
	c.messages = append(c.messages, m)
}

// sayPictures says what is in the pictures: their type and size.
func sayPictures(m Message) string {
	fa := arabicScript(m.Text)
	return pick(fa, "در تصویر این را می‌بینم: ", "This is what I see: ") + m.Pictures + "."
}
