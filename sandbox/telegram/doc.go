// Package telegram is Telegram's Bot API in one process, as strict as the real
// one, together with the people who write to the bot. A bot is pointed at
// [Server.URL] with [Server.Token]; a test or a demo plays the people.
//
// The server keeps the rules that bots trip over: getUpdates confirms by
// offset and ends with 409 when two poll, texts are counted in UTF-16 units
// after their entities were read, an edit that changes nothing is an error,
// chats have a pace, blocked means 403. What a lenient server would let pass
// but a bot should not do is kept in [Server.Violations].
//
// Nothing here is taken from a Telegram library: a judge borrows nothing from
// the accused. Figures that Telegram does not publish (the pace of a chat, the
// life of a callback query) are this package's own, on the strict side.
package telegram
