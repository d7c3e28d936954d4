package telegram

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// BotCommand is one line of the command menu.
type BotCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

type scope struct {
	Type   string `json:"type"`
	ChatID int64  `json:"chat_id,omitempty"`
	UserID int64  `json:"user_id,omitempty"`
}

func (sc scope) key(language string) string {
	return fmt.Sprintf("%s/%d/%d/%s", sc.Type, sc.ChatID, sc.UserID, language)
}

var (
	commandForm  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

// place reads which menu a call is about.
func (s *Server) place(c *call) (string, error) {
	sc := scope{Type: "default"}
	if _, err := s.object(c, "scope", "bot command scope", &sc); err != nil {
		return "", err
	}
	if !languageForm.MatchString(c.str("language_code")) {
		return "", badRequest("invalid language code specified")
	}
	switch sc.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		sc.ChatID, sc.UserID = 0, 0
	case "chat", "chat_administrators", "chat_member":
		t := s.chats[sc.ChatID]
		if t == nil || t.private() && !s.people[t.ID].met {
			return "", badRequest("chat not found")
		}
	default:
		return "", badRequest("can't parse BotCommandScope: Unsupported type specified")
	}
	return sc.key(c.str("language_code")), nil
}

func (s *Server) setMyCommands(c *call) (any, error) {
	place, err := s.place(c)
	if err != nil {
		return nil, err
	}
	var list []BotCommand
	if _, err := s.object(c, "commands", "bot commands", &list); err != nil {
		return nil, err
	}
	if len(list) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for i, b := range list {
		list[i].Command = strings.TrimPrefix(b.Command, "/")
		if !commandForm.MatchString(list[i].Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(strings.TrimSpace(b.Description)); n < 1 || n > 256 {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	s.commands[place] = list
	return true, nil
}

func (s *Server) getMyCommands(c *call) (any, error) {
	place, err := s.place(c)
	if err != nil {
		return nil, err
	}
	return append([]BotCommand{}, s.commands[place]...), nil
}

func (s *Server) deleteMyCommands(c *call) (any, error) {
	place, err := s.place(c)
	if err != nil {
		return nil, err
	}
	delete(s.commands, place)
	return true, nil
}

// Commands is the menu that a person sees in a chat: of the narrowest scope
// that has one, in their language before the one for all.
func (s *Server) Commands(personID, chatID int64) []BotCommand {
	s.mu.Lock()
	defer s.mu.Unlock()
	scopes := []scope{{Type: "chat", ChatID: chatID}, {Type: "all_private_chats"}, {Type: "default"}}
	if !s.chat(chatID).private() {
		scopes = []scope{{"chat_member", chatID, personID}, {Type: "chat", ChatID: chatID}, {Type: "all_group_chats"}, {Type: "default"}}
	}
	language, _, _ := strings.Cut(s.person(personID).LanguageCode, "-")
	for _, sc := range scopes {
		for _, l := range []string{language, ""} {
			if list := s.commands[sc.key(l)]; len(list) > 0 {
				return append([]BotCommand(nil), list...)
			}
		}
	}
	return nil
}
