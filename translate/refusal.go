package translate

import (
	"regexp"
	"strings"
)

// phrases are how the models say in one language that they will not: in words
// that no text holds by chance, or in two parts that stand in one sentence,
// that it cannot be done and what. A text may say the same and be translated.
//
// A text with a "not" in it may become such words when it is translated.
type phrases struct {
	plain, cannot, what, not string
}

// Half-spaces and vowel signs are taken out before, see plainly.
var refusalPhrases = map[string]phrases{
	"en": {
		plain: `\bas an? (?:\w+ )?(?:ai|language model|artificial intelligence)\b|\bi(?:'m| am) (?:just |only )?an? (?:\w+ )?(?:ai|language model)\b|\bi (?:must|have to|need to) decline\b`,
		cannot: `\b(?:can(?:'t| ?not)|could(?:n't| not)|won't|will not|unable|not able|declin\w+|refus\w+|not (?:comfortable|permitted|allowed|possible|appropriate|something|going)|don't feel|` +
			`do(?:es)?(?:n't| not) (?:comply|allow|meet)|violat\w+|goes against|against (?:my|our|the)|unavailable|not available)\b`,
		what: `\b(?:assist|help|comply|translat\w+|fulfil+|requests?|content|prompt|material|polic(?:y|ies)|guidelines?|provide|respond|engage|answer|reply|(?:do|say|discuss|process) (?:that|this|it|your)|inquiry)\b`,
		not:  `\b(?:not|no|never|none|nobody|nothing|without|sorry|cannot)\b|n't\b|\bun\w+|\bim\w+|declin|refus`,
	},
	"fa": {
		plain: `به ?عنوان (?:یک )?(?:\S+ )?(?:مدل|هوش مصنوعی|دستیار|ربات)|(?:من )?(?:یک|فقط|تنها) (?:مدل زبانی|هوش مصنوعی|دستیار هوش)`,
		cannot: `نمی ?(?:توان|تون)(?:م|یم|\s|$)|(?:قادر|مجاز|مایل)(?:[^.!؟]{0,40}) ?نیست(?:م|یم)|نخواه(?:م|یم)|(?:امکان|مقدور|میسر|ممکن|مناسب|مجاز)[^.!؟]{0,50}(?:نیست|ندارد|نمی ?باشد)|` +
			`امکان ?پذیر ?نیست|اجازه (?:\S+ ){0,4}(?:ندارم|نداریم|را ندارم)|معذور|خودداری|امتناع|مغایر|نقض|خلاف|از عهده`,
		what: `درخواست|پاسخ|ترجمه|محتوا|این (?:متن|مورد|کار|عبارت|جمله|موضوع)|کمک|سیاست|دستور ?العمل|سوال|پرسش|راهنمایی`,
		not:  `نمی|نیست|نبود|ندار|نه\b|هیچ|نخواه|نشد|نتوان|نکن|متاسف|معذور|ببخش|پوزش|عذر|بدون|غیر|محال|خودداری|خلاف|نا\S`,
	},
	"de": {
		plain:  `\bals (?:eine? )?(?:ki|künstliche intelligenz|sprachmodell)\b|\bich bin (?:nur )?(?:eine? )?(?:ki|sprachmodell)\b`,
		cannot: `\b(?:kann|können|darf|dürfen|möchte|werde|bin|ist)\b[^.!?]{0,80}\b(?:nicht|keine?n?)\b|\bnicht (?:möglich|in der lage|erlaubt|imstande)\b|\bverst(?:ö|o)ßt\b|\bablehnen\b|\bunmöglich\b`,
		what:   `übersetz|\b(?:helfen|weiterhelfen|behilflich|unterstützen|anfragen?|bitte nach|beantworten|antworten|inhalte?n?|nachkommen|bereitstellen|erfüllen|richtlinien)\b`,
		not:    `\b(?:nicht|nie|kein\w*|leider|ohne|nein)\b|\bun\w+`,
	},
	"fr": {
		plain:  `\ben tant qu(?:e modèle|'ia|'assistant|e ia)\b`,
		cannot: `\b(?:ne (?:peux|pouvons|puis)|impossible|incapable)\b`,
		what:   `\b(?:aider|traduire|répondre|demande|contenu|requête|assister)\b`,
		not:    `\b(?:ne|pas|non|jamais|sans|désolée?|regrette)\b|\bn'|impossib|incapab|refus`,
	},
	"es": {
		plain:  `\bcomo (?:modelo de lenguaje|ia|asistente de ia|inteligencia artificial)\b`,
		cannot: `\bno (?:puedo|podemos|es posible|me es posible)\b`,
		what:   `\b(?:ayudar\w*|traducir\w*|solicitud|petición|contenido|responder|cumplir|asistir\w*)\b`,
		not:    `\b(?:no|ni|nunca|sin|siento|lamento)\b|imposib|incapa`,
	},
	"ar": {
		plain:  `(?:بصفتي|كنموذج|باعتباري) `,
		cannot: `لا (?:يمكن|أستطيع|نستطيع|أقدر)|غير قادر|يتعذر`,
		what:   `مساعد|ترجم|طلب|الرد|الإجاب|المحتوى|تلبي`,
		not:    `لا|لن|لم|ليس|غير|اسف|عذر|يتعذر|بدون`,
	},
	"ru": {
		plain:  `как (?:языковая модель|искусственный интеллект|ии)`,
		cannot: `не (?:могу|можем|в состоянии)|невозможно|вынужден`,
		what:   `помочь|перевести|перевод|запрос|ответить|содержани|просьб`,
		not:    `(?:^|\s)(?:не|нет|ни|без)|извин|жаль|невозмож|отказ`,
	},
	"tr": {
		plain:  `bir (?:yapay zek[aâ]|dil modeli) olarak`,
		cannot: `\S+(?:amam|emem|amıyorum|emiyorum|amayız|emeyiz)\b|mümkün değil`,
		what:   `yardım|çevir|talep|talebi|istek|isteğ|içeri|yanıt`,
		not:    `değil|yok|üzgün|m[ae]z|m[ıiuü]yor|m[ae]d[ıi]|[ae]m[ae]|imkansız`,
	},
}

type refusalRule struct{ plain, cannot, what, not *regexp.Regexp }

var refusalRules = func() map[string]refusalRule {
	rules := map[string]refusalRule{}
	for code, p := range refusalPhrases {
		of := func(s string) *regexp.Regexp { return regexp.MustCompile(oneForm.Replace(s)) }
		rules[code] = refusalRule{of(p.plain), of(p.cannot), of(p.what), of(p.not)}
	}
	return rules
}()

var sentenceEnds = regexp.MustCompile(`[.!?؟…\n]+`)

// refusalRunes are enough to see a refusal by: models begin with it.
const refusalRunes = 200

// refuses says whether a text reads like a model's refusal.
func refuses(s string) bool {
	s = plainly(firstRunes(s, refusalRunes))
	script := mainScript(s)
	var sentences []string
	for code, r := range refusalRules {
		if language(code).Script != script {
			continue
		}
		if r.plain.MatchString(s) {
			return true
		}
		if !r.what.MatchString(s) {
			continue
		}
		if sentences == nil {
			sentences = sentenceEnds.Split(s, -1)
		}
		for _, one := range sentences {
			if r.cannot.MatchString(one) && r.what.MatchString(one) {
				return true
			}
		}
	}
	return false
}

// denies says whether a text denies anything at all.
func denies(s string) bool {
	s = plainly(firstRunes(s, refusalRunes))
	for _, r := range refusalRules {
		if r.not.MatchString(s) {
			return true
		}
	}
	return false
}

var oneForm = strings.NewReplacer("\u200c", "", "’", "'", "ي", "ی", "ك", "ک", "أ", "ا", "إ", "ا", "ؤ", "و", "ئ", "ی")

// plainly writes a text so that the rules can look for plain words.
func plainly(s string) string {
	s = oneForm.Replace(strings.ToLower(s))
	return strings.Map(func(r rune) rune {
		if r >= '\u064b' && r <= '\u0655' {
			return -1
		}
		return r
	}, s)
}

// checkRefusal finds a refusal where the text has none. Where the text denies
// something, or is in a language that is not known here, the answer may be
// right.
func checkRefusal(src, out string) *fault {
	if !refuses(out) || refuses(src) {
		return nil
	}
	l, conf := Detect(firstRunes(src, checkedRunes))
	if _, known := refusalRules[l.Code]; denies(src) || !known && conf >= Likely {
		return soft("the model seems to have refused")
	}
	return hard("the model refused")
}
