package translate

import "strings"

// Shortcuts are commands that are themselves the target: /fa, /german, /zh_tw.

// notShortcuts are commands that are read otherwise: two of the bot's own, and
// codes of three letters that are words, which other bots of a group may go by.
const notShortcuts = " id tr alb arm bal bel ben bur cat chi dan est fin geo gle hun ice kan lao lat lit mac mal mar may mon pan per pol por rum sin som tam tat tel wel "

// Shortcut tells whether a command, with or without its slash, is a language
// that texts are to be translated into: a code or a name in any tongue, with
// "_" where a name has a space. /id and /tr are commands of their own, and
// never languages.
func Shortcut(command string) (Language, bool) {
	name := strings.ToLower(strings.TrimPrefix(command, "/"))
	if strings.Contains(notShortcuts, " "+name+" ") {
		return Language{}, false
	}
	if l, ok := Lookup(name); ok {
		return l, true
	}
	return Lookup(strings.ReplaceAll(name, "_", " "))
}

// ParseTo reads the arguments of a [Shortcut]: all of them are text, whatever
// languages they name, since the command has named the target. "--" before
// the text and quotes round it are dropped as elsewhere. Without a text, or
// with no more than "this" or "please", it is the message replied to.
func ParseTo(target Language, args, reply string) Ask {
	args, reply = clean(args), clean(reply)
	switch rest, escaped := cutEscape(args); {
	case escaped:
		args = rest
	case reply != "" && pointsAtReply(args):
		args = ""
	default:
		args = unquote(args)
	}
	return settle(spec{targets: []Language{target}}, args, reply)
}

// Popular are a dozen languages to choose from, as for a keyboard, those that
// people who speak the language of the given code ask for most first. English
// and Persian are always among them.
func Popular(speaker string) []Language {
	codes := "en fa ar fr de es tr ru it pt zh ja"
	if l, ok := Lookup(speaker); ok {
		switch l.Code {
		case "fa", "ckb", "ku", "az", "ps", "tg":
			codes = "en fa ar tr de fr ru es it ckb az zh"
		case "en":
			codes = "fa en ar tr de fr es ru ur hi zh it"
		}
		if !strings.Contains(" "+codes+" ", " "+l.Code+" ") {
			codes = l.Code + " " + codes[:strings.LastIndexByte(codes, ' ')]
		}
	}
	var out []Language
	for _, c := range strings.Fields(codes) {
		out = append(out, language(c))
	}
	return out
}
