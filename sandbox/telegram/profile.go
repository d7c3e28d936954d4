package telegram

import "unicode/utf8"

// profileField is something that the bot says of itself, by language.
type profileField struct {
	method, field, tooLong string
	most                   int
}

var profileFields = []profileField{
	{"Name", "name", "BOT_TITLE_INVALID", 64},
	{"Description", "description", "BOT_DESCRIPTION_INVALID", 512},
	{"ShortDescription", "short_description", "BOT_SHORT_DESCRIPTION_INVALID", 120},
}

func (p profileField) set(s *Server, c *call) (any, error) {
	if !languageForm.MatchString(c.str("language_code")) {
		return nil, badRequest("invalid language code specified")
	}
	if utf8.RuneCountInString(c.str(p.field)) > p.most {
		return nil, badRequest("%s", p.tooLong)
	}
	s.profile[p.field+"/"+c.str("language_code")] = c.str(p.field)
	return true, nil
}

func (p profileField) get(s *Server, c *call) (any, error) {
	value := s.profile[p.field+"/"+c.str("language_code")]
	if value == "" {
		value = s.profile[p.field+"/"]
	}
	if value == "" && p.field == "name" {
		value = s.bot.FirstName
	}
	return map[string]string{p.field: value}, nil
}
