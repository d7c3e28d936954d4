package telegram

func (s *Server) getChat(c *call) (any, error) {
	t, err := s.lookUp(c)
	if err != nil {
		return nil, err
	}
	if t.botGone != "" {
		return nil, forbidden(t.botGone)
	}
	return struct {
		Chat
		AccentColor  int            `json:"accent_color_id"`
		MaxReactions int            `json:"max_reaction_count"`
		Gifts        map[string]any `json:"accepted_gift_types"`
	}{t.Chat, 0, 11, map[string]any{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false, "gifts_from_channels": false,
	}}, nil
}

func (s *Server) getChatMember(c *call) (any, error) {
	t, err := s.lookUp(c)
	if err != nil {
		return nil, err
	}
	id := c.integer("user_id")
	p := s.people[id]
	user, here := s.bot, t.botGone == ""
	switch {
	case id == s.bot.ID: // as it stands
	case p == nil:
		return nil, badRequest("PARTICIPANT_ID_INVALID")
	default:
		user, here = p.User(), t.members[id] || t.ID == id
	}
	status := "member"
	if !here {
		status = "left"
	}
	return map[string]any{"user": user, "status": status}, nil
}

type reaction struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

func (s *Server) setMessageReaction(c *call) (any, error) {
	t, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m := t.byID[c.integer("message_id")]
	if m == nil || m.Deleted {
		return nil, badRequest("message to react not found")
	}
	var list []reaction
	if _, err := s.object(c, "reaction", "reaction types", &list); err != nil {
		return nil, err
	}
	switch {
	case len(list) > 1:
		return nil, badRequest("REACTIONS_TOO_MANY")
	case len(list) == 1 && (list[0].Type != "emoji" || list[0].Emoji == ""):
		return nil, badRequest("REACTION_INVALID")
	}
	m.Reaction = ""
	if len(list) == 1 {
		m.Reaction = list[0].Emoji
	}
	c.log.MessageID = m.ID
	s.happened(t, Event{Kind: MessageEdited, Message: snapshot(m)})
	return true, nil
}
