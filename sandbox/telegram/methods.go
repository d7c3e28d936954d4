package telegram

import (
	"slices"
	"strings"
)

// method is one method of the API.
type method struct {
	name   string
	params []string
	run    func(*Server, *call) (any, error)
	// waits: run takes the lock itself, because it waits.
	waits bool
}

// methods are all methods that this server knows, by their lower-case names;
// the API does not mind the case.
var methods map[string]method

// Parameters that many methods share.
const (
	sending = "business_connection_id chat_id message_thread_id direct_messages_topic_id ephemeral_message_parameters disable_notification protect_content allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup "
	editing = "business_connection_id chat_id message_id inline_message_id reply_markup "
	caption = "caption parse_mode caption_entities "
)

func init() {
	methods = map[string]method{}
	add := func(name, params string, run func(*Server, *call) (any, error)) {
		methods[strings.ToLower(name)] = method{name, strings.Fields(params), run, name == "getUpdates"}
	}
	add("getMe", "", (*Server).getMe)
	add("logOut", "", yes)
	add("close", "", yes)

	add("getUpdates", "offset limit timeout allowed_updates", (*Server).getUpdates)
	add("setWebhook", "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token", (*Server).setWebhook)
	add("deleteWebhook", "drop_pending_updates", (*Server).deleteWebhook)
	add("getWebhookInfo", "", (*Server).getWebhookInfo)

	add("sendMessage", sending+"text parse_mode entities link_preview_options", (*Server).sendMessage)
	add("sendDocument", sending+caption+"document thumbnail disable_content_type_detection", (*Server).sendDocument)
	add("sendPhoto", sending+caption+"photo show_caption_above_media has_spoiler", (*Server).sendPhoto)
	add("sendRichMessage", sending+"rich_message", (*Server).sendRichMessage)
	add("sendMessageDraft", "chat_id message_thread_id draft_id text parse_mode entities can_stop keep_on_stop", (*Server).sendMessageDraft)
	add("sendRichMessageDraft", "chat_id message_thread_id draft_id rich_message can_stop keep_on_stop", (*Server).sendRichMessageDraft)
	add("sendChatAction", "business_connection_id chat_id message_thread_id action", (*Server).sendChatAction)
	add("setMessageReaction", "chat_id message_id reaction is_big", (*Server).setMessageReaction)

	add("editMessageText", editing+"text parse_mode entities link_preview_options rich_message", (*Server).editMessageText)
	add("editMessageMedia", editing+"media", (*Server).editMessageMedia)
	add("editMessageCaption", editing+caption+"show_caption_above_media", (*Server).editMessageCaption)
	add("editMessageReplyMarkup", editing, (*Server).editMessageReplyMarkup)
	add("deleteMessage", "chat_id message_id", (*Server).deleteMessage)
	add("deleteMessages", "chat_id message_ids", (*Server).deleteMessages)
	add("answerCallbackQuery", "callback_query_id text show_alert url cache_time", (*Server).answerCallbackQuery)

	add("getChat", "chat_id", (*Server).getChat)
	add("getChatMember", "chat_id user_id", (*Server).getChatMember)
	add("getFile", "file_id", (*Server).getFile)

	add("setMyCommands", "commands scope language_code", (*Server).setMyCommands)
	add("getMyCommands", "scope language_code", (*Server).getMyCommands)
	add("deleteMyCommands", "scope language_code", (*Server).deleteMyCommands)
	for _, p := range profileFields {
		add("setMy"+p.method, p.field+" language_code", p.set)
		add("getMy"+p.method, "language_code", p.get)
	}
}

func yes(*Server, *call) (any, error) { return true, nil }

func (s *Server) getMe(*call) (any, error) {
	return map[string]any{
		"id": s.bot.ID, "is_bot": true, "first_name": s.bot.FirstName, "username": s.bot.Username,
		"can_join_groups": true, "can_read_all_group_messages": !s.opt.PrivacyMode,
		"supports_inline_queries": false, "supports_guest_queries": false,
		"can_connect_to_business": false, "has_main_web_app": false,
		"has_topics_enabled": s.opt.Topics, "allows_users_to_create_topics": s.opt.Topics,
		"can_manage_bots": false, "supports_join_request_queries": false,
	}, nil
}

// withheld says whether this server is too old for a method.
func (s *Server) withheld(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	rich := strings.Contains(name, "Rich")
	return s.opt.NoRich && rich || s.opt.NoDrafts && strings.HasSuffix(name, "Draft")
}

// Methods are the methods that this server knows, each with its parameters.
func Methods() map[string][]string {
	all := map[string][]string{}
	for _, m := range methods {
		all[m.name] = slices.Clone(m.params)
	}
	return all
}
