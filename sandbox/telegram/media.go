package telegram

import "strings"

// maxCaption is the most UTF-16 units of a caption.
const maxCaption = 1024

func (s *Server) sendDocument(c *call) (any, error) { return s.sendMedia(c, "document") }

func (s *Server) sendPhoto(c *call) (any, error) { return s.sendMedia(c, "photo") }

func (s *Server) sendMedia(c *call, kind string) (any, error) {
	t, m, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	ref := c.str(kind)
	if _, uploaded := c.files[kind]; uploaded {
		ref = "attach://" + kind
	}
	if err := s.setMedia(c, m, kind, ref); err != nil {
		return nil, err
	}
	if err := s.setCaption(c, m); err != nil {
		return nil, err
	}
	return s.deliver(c, t, m)
}

// setCaption reads a caption with its formatting into a message.
func (s *Server) setCaption(c *call, m *Message) (err error) {
	if m.Caption, m.CaptionEntities, err = s.formatted(c, "caption", "caption_entities"); err != nil {
		return err
	}
	if length16(m.Caption) > maxCaption {
		return badRequest("message caption is too long")
	}
	return nil
}

// setMedia makes a file a message's photo or document.
func (s *Server) setMedia(c *call, m *Message, kind, ref string) error {
	m.Document, m.Photo = nil, nil
	folder, most := "documents", maxUpload
	if kind == "photo" {
		folder, most = "photos", maxPhoto
	}
	k, err := s.media(c, kind, ref, folder, most)
	switch {
	case err != nil:
		return err
	case kind == "photo" && k.sizes != nil:
		m.Photo = k.sizes
	case kind == "photo":
		m.Photo = s.photo(k.File)
	default:
		m.Document = k.document()
	}
	return nil
}

// media finds the file that a reference means: attach:// and the name of the
// part that it was uploaded as, or the id of one that is known. Nothing is
// fetched from addresses.
func (s *Server) media(c *call, kind, ref, folder string, most int) (*file, error) {
	name, attached := strings.CutPrefix(ref, "attach://")
	up, uploaded := c.files[name]
	switch {
	case ref == "" || attached && !uploaded:
		return nil, badRequest("there is no %s in the request", kind)
	case attached && len(up.data) == 0:
		return nil, badRequest("file must be non-empty")
	case attached && len(up.data) > most:
		return nil, &apiError{Code: 413, Description: "Request Entity Too Large"}
	case attached:
		in := File{Name: up.name, Mime: up.mime, Data: up.data}
		if kind == "photo" {
			return &file{File: in}, nil // each of its sizes is kept by itself
		}
		return s.files.keep(folder, in), nil
	case strings.Contains(ref, "://"):
		s.violate(c, "file by address", "not played here")
		return nil, badRequest("failed to get HTTP URL content")
	}
	k := s.files.byID[ref]
	switch {
	case k == nil:
		return nil, badRequest("wrong file identifier/HTTP URL specified")
	case (k.sizes != nil) != (kind == "photo"):
		return nil, badRequest("can't use file of type %s as %s", k.kind(), strings.ToUpper(kind[:1])+kind[1:])
	}
	return k, nil
}

// kind is what the servers call a file's type.
func (k *file) kind() string {
	if k.sizes != nil {
		return "Photo"
	}
	return "Document"
}
