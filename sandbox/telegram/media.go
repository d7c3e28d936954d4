package telegram

import "strings"

// maxCaption is the most UTF-16 units of a caption.
const maxCaption = 1024

func (s *Server) sendDocument(c *call) (any, error) {
	t, m, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	k, err := s.media(c, "document", "documents", maxUpload)
	if err != nil {
		return nil, err
	}
	m.Document = k.document()
	return s.sendMedia(c, t, m)
}

func (s *Server) sendPhoto(c *call) (any, error) {
	t, m, err := s.outgoing(c)
	if err != nil {
		return nil, err
	}
	k, err := s.media(c, "photo", "photos", maxPhoto)
	if err != nil {
		return nil, err
	}
	m.Photo = s.photo(k.File)
	return s.sendMedia(c, t, m)
}

func (s *Server) sendMedia(c *call, t *chat, m *Message) (any, error) {
	var err error
	if m.Caption, m.CaptionEntities, err = s.formatted(c, "caption", "caption_entities"); err != nil {
		return nil, err
	}
	if length16(m.Caption) > maxCaption {
		return nil, badRequest("message caption is too long")
	}
	return s.deliver(c, t, m)
}

// media finds the file that a parameter means: uploaded under its name or by
// attach://, or known by its id. Nothing is fetched from addresses.
func (s *Server) media(c *call, param, folder string, most int) (*file, error) {
	up, ok := c.files[param]
	if name, attached := strings.CutPrefix(c.str(param), "attach://"); attached {
		up, ok = c.files[name]
	}
	switch {
	case ok && len(up.data) == 0:
		return nil, badRequest("file must be non-empty")
	case ok && len(up.data) > most:
		return nil, &apiError{Code: 413, Description: "Request Entity Too Large"}
	case ok:
		return s.files.keep(folder, File{Name: up.name, Mime: up.mime, Data: up.data}), nil
	case !c.has(param):
		return nil, badRequest("there is no %s in the request", param)
	case strings.Contains(c.str(param), "://"):
		s.violate(c, "file by address", "not played here")
		return nil, badRequest("failed to get HTTP URL content")
	}
	if k := s.files.byID[c.str(param)]; k != nil {
		return k, nil
	}
	return nil, badRequest("wrong file identifier/HTTP URL specified")
}
