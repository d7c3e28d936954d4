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
	// sign: it is the demo's own sample.
	sign bool
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
	return picture{media, c.Width, c.Height, c.Width == 960 && c.Height == 640 && showsSign(raw)}, true
}

// showsSign tells whether a picture has the colours of the demo's sample, a tea
// house's sign, where the sample has them: the sky above, the sign, and below it.
func showsSign(raw []byte) bool {
	im, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return false
	}
	for _, spot := range []struct {
		x, y    int
		r, g, b uint32
	}{{480, 2, 247, 197, 159}, {180, 200, 122, 31, 31}, {480, 637, 46, 111, 107}} {
		r, g, b, _ := im.At(spot.x, spot.y).RGBA()
		if !near(r>>8, spot.r) || !near(g>>8, spot.g) || !near(b>>8, spot.b) {
			return false
		}
	}
	return true
}

// near allows for what is lost when a picture is made small.
func near(a, b uint32) bool { return max(a, b)-min(a, b) < 16 }

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
		c.sign = p.sign && len(pictures) == 1
		c.imageTokens += p.tokens()
	}
	c.messages = append(c.messages, m)
}

// sayPictures describes the demo's sample; of other pictures it says what is
// known of them without a model that sees.
func sayPictures(c *chat) string {
	m := c.messages[len(c.messages)-1]
	fa := arabicScript(m.Text)
	if !c.sign {
		return pick(fa, "در تصویر این را می‌بینم: "+m.Pictures+".\n\n_(مدل شبیه‌سازی‌شده بیش از این نمی‌بیند.)_",
			"This is what I see: "+m.Pictures+".\n\n_(A simulated model sees no more than that.)_")
	}
	return pick(fa, "تابلوی یک چای‌خانه است، در برابر آسمان غروب. رویش با حروف کرم بر زمینهٔ سرخ تیره نوشته «چای‌خانه» و زیر آن به انگلیسی «Tea House».\n\n_(این مدل شبیه‌سازی شده است و همین عکس نمونه را می‌شناسد.)_",
		"The sign of a tea house, before an evening sky. In cream letters on dark red it says “چای‌خانه”, Persian for the “Tea House” that stands below it.\n\n_(This model is simulated: the sample is the one picture that it knows.)_")
}
