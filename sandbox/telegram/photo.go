package telegram

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // people send both
	"strings"
)

// sides are the longest sides, in pixels, of the sizes in which a picture is
// offered. None is larger than the picture itself.
var sides = []int{90, 320, 800, 1280}

// SayPhoto has a person send a picture. Like Telegram the server makes JPEGs
// of it, in the sizes below its own and its own; a file that is no picture is
// offered as it is, in two sizes.
func (s *Server) SayPhoto(personID, chatID int64, f File, caption string, opts ...Option) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrive(s.chat(chatID), personID, &Message{Photo: s.photo(f), Caption: strings.TrimSpace(caption)}, opts...)
}

// SayAlbum has a person send pictures together, and videos where that is their
// type: messages of one media group, of which the first has the caption. It returns
// their ids.
func (s *Server) SayAlbum(personID, chatID int64, pictures []File, caption string, opts ...Option) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files.seq++
	group := fmt.Sprintf("140%010d", s.files.seq)
	var ids []int64
	for _, f := range pictures {
		m := &Message{Caption: strings.TrimSpace(caption), MediaGroup: group}
		if strings.HasPrefix(f.Mime, "video/") {
			m.Video = s.video(f)
		} else {
			m.Photo = s.photo(f)
		}
		ids = append(ids, s.arrive(s.chat(chatID), personID, m, opts...))
		caption = ""
	}
	return ids
}

// Picture is a plain picture of so many pixels and one colour, as a JPEG.
func Picture(width, height int, fill color.Color) File {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, fill)
		}
	}
	return File{Name: "picture.jpg", Mime: "image/jpeg", Data: encodeJPEG(m)}
}

// photo keeps a picture in its sizes.
func (s *Server) photo(f File) []PhotoSize {
	var kept []*file
	var sizes []PhotoSize
	for _, p := range resized(f) {
		k := s.files.keep("photos", File{Name: "photo.jpg", Data: p.data})
		kept = append(kept, k)
		sizes = append(sizes, PhotoSize{FileID: k.id, UniqueID: k.unique, Width: p.width, Height: p.height, Size: int64(len(p.data))})
	}
	for _, k := range kept {
		k.sizes = sizes
	}
	return sizes
}

type rendition struct {
	width, height int
	data          []byte
}

func resized(f File) []rendition {
	whole, _, err := image.Decode(bytes.NewReader(f.Data))
	if err != nil {
		return []rendition{{320, 240, f.Data}, {1280, 960, f.Data}}
	}
	size := whole.Bounds().Size()
	longest := max(size.X, size.Y)
	var list []rendition
	for _, side := range sides {
		if side < longest {
			list = append(list, shrunk(whole, max(1, size.X*side/longest), max(1, size.Y*side/longest)))
		}
	}
	if longest <= sides[len(sides)-1] {
		list = append(list, rendition{size.X, size.Y, encodeJPEG(whole)})
	}
	return list
}

// shrunk takes of every block of pixels a few, and of these the mean.
func shrunk(from image.Image, width, height int) rendition {
	const taken = 3 // along each side of a block
	at, size := from.Bounds().Min, from.Bounds().Size()
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			var r, g, b uint32
			for i := range taken * taken {
				px := at.X + (x*taken+i%taken)*size.X/(width*taken)
				py := at.Y + (y*taken+i/taken)*size.Y/(height*taken)
				pr, pg, pb, _ := from.At(px, py).RGBA()
				r, g, b = r+pr>>8, g+pg>>8, b+pb>>8
			}
			n := uint32(taken * taken)
			to.SetRGBA(x, y, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255})
		}
	}
	return rendition{width, height, encodeJPEG(to)}
}

func encodeJPEG(m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		panic(fmt.Sprintf("telegram: a picture of %v can't be encoded: %v", m.Bounds(), err))
	}
	return b.Bytes()
}
