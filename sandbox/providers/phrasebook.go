package providers

import (
	"slices"
	"strings"
	"sync"
)

// phrase is one line of the phrasebook: the same in English and Persian and,
// where somebody knew it, in German, Arabic, Turkish, French and Spanish.
// Endings such as full stops are left out.
type phrase struct{ en, fa, de, ar, tr, fr, es string }

// common are the phrases that everybody needs; phrasebook_more.go has others.
var common = []phrase{
	{"hello", "سلام", "hallo", "مرحبا", "merhaba", "bonjour", "hola"},
	{"hi", "سلام", "hallo", "أهلا", "selam", "salut", "hola"},
	{"hello world", "سلام دنیا", "hallo Welt", "مرحبا بالعالم", "merhaba dünya", "bonjour le monde", "hola mundo"},
	{"good morning", "صبح به‌خیر", "guten Morgen", "صباح الخير", "günaydın", "bonjour", "buenos días"},
	{"good morning, my friend", "صبح به‌خیر، دوست من", "guten Morgen, mein Freund", "صباح الخير يا صديقي", "günaydın arkadaşım", "bonjour mon ami", "buenos días, amigo mío"},
	{"good evening", "عصر به‌خیر", "guten Abend", "مساء الخير", "iyi akşamlar", "bonsoir", "buenas tardes"},
	{"good night", "شب به‌خیر", "gute Nacht", "تصبح على خير", "iyi geceler", "bonne nuit", "buenas noches"},
	{"welcome", "خوش آمدید", "willkommen", "أهلا وسهلا", "hoş geldiniz", "bienvenue", "bienvenido"},
	{"how are you", "حال شما چطور است", "wie geht es dir", "كيف حالك", "nasılsın", "comment vas-tu", "cómo estás"},
	{"hello, how are you", "سلام، حال شما چطور است", "hallo, wie geht es dir", "مرحبا، كيف حالك", "merhaba, nasılsın", "bonjour, comment vas-tu", "hola, cómo estás"},
	{"how are you today", "امروز حال شما چطور است", "wie geht es dir heute", "كيف حالك اليوم", "bugün nasılsın", "comment vas-tu aujourd'hui", "cómo estás hoy"},
	{"i am fine", "خوبم", "mir geht es gut", "أنا بخير", "iyiyim", "je vais bien", "estoy bien"},
	{"thank you", "متشکرم", "danke schön", "شكرا لك", "teşekkür ederim", "merci", "gracias"},
	{"thanks", "ممنون", "danke", "شكرا", "teşekkürler", "merci", "gracias"},
	{"thank you very much", "خیلی متشکرم", "vielen Dank", "شكرا جزيلا", "çok teşekkür ederim", "merci beaucoup", "muchas gracias"},
	{"you are welcome", "خواهش می‌کنم", "gern geschehen", "على الرحب والسعة", "rica ederim", "je vous en prie", "de nada"},
	{"please", "لطفاً", "bitte", "من فضلك", "lütfen", "s'il vous plaît", "por favor"},
	{"yes", "بله", "ja", "نعم", "evet", "oui", "sí"},
	{"no", "نه", "nein", "لا", "hayır", "non", "no"},
	{"excuse me", "ببخشید", "entschuldigung", "عفوا", "affedersiniz", "excusez-moi", "disculpe"},
	{"i am sorry", "متأسفم", "es tut mir leid", "أنا آسف", "üzgünüm", "je suis désolé", "lo siento"},
	{"goodbye", "خداحافظ", "auf Wiedersehen", "مع السلامة", "hoşça kal", "au revoir", "adiós"},
	{"see you tomorrow", "فردا می‌بینمت", "bis morgen", "أراك غدا", "yarın görüşürüz", "à demain", "hasta mañana"},
	{"see you soon", "به امید دیدار", "bis bald", "أراك قريبا", "görüşmek üzere", "à bientôt", "hasta pronto"},
	{"what is your name", "اسم شما چیست", "wie heißt du", "ما اسمك", "adın ne", "comment t'appelles-tu", "cómo te llamas"},
	{"nice to meet you", "از آشنایی با شما خوشوقتم", "freut mich", "تشرفت بمعرفتك", "memnun oldum", "enchanté", "mucho gusto"},
	{"where are you from", "اهل کجا هستید", "woher kommst du", "من أين أنت", "nerelisin", "d'où viens-tu", "de dónde eres"},
	{"i love you", "دوستت دارم", "ich liebe dich", "أحبك", "seni seviyorum", "je t'aime", "te quiero"},
	{"no problem", "مشکلی نیست", "kein Problem", "لا مشكلة", "sorun değil", "pas de problème", "no hay problema"},
	{"happy birthday", "تولدت مبارک", "alles Gute zum Geburtstag", "عيد ميلاد سعيد", "doğum günün kutlu olsun", "joyeux anniversaire", "feliz cumpleaños"},
	{"congratulations", "تبریک می‌گویم", "herzlichen Glückwunsch", "تهانينا", "tebrikler", "félicitations", "felicidades"},
	{"happy new year", "سال نو مبارک", "frohes neues Jahr", "سنة جديدة سعيدة", "mutlu yıllar", "bonne année", "feliz año nuevo"},
	{"the weather is nice today", "امروز هوا خوب است", "das Wetter ist heute schön", "الطقس جميل اليوم", "bugün hava güzel", "il fait beau aujourd'hui", "hoy hace buen tiempo"},
	{"it is raining", "باران می‌بارد", "es regnet", "إنها تمطر", "yağmur yağıyor", "il pleut", "está lloviendo"},
	{"what time is it", "ساعت چند است", "wie spät ist es", "كم الساعة", "saat kaç", "quelle heure est-il", "qué hora es"},
	{"where is the station", "ایستگاه کجاست", "wo ist der Bahnhof", "أين المحطة", "istasyon nerede", "où est la gare", "dónde está la estación"},
	{"how much does it cost", "قیمت آن چقدر است", "wie viel kostet das", "كم يكلف هذا", "bu ne kadar", "combien ça coûte", "qué precio tiene"},
	{"i do not understand", "متوجه نمی‌شوم", "ich verstehe nicht", "أنا لا أفهم", "anlamıyorum", "je ne comprends pas", "no entiendo"},
	{"can you help me", "می‌توانید به من کمک کنید", "kannst du mir helfen", "هل يمكنك مساعدتي", "bana yardım eder misin", "peux-tu m'aider", "puedes ayudarme"},
	{"i need help", "به کمک نیاز دارم", "ich brauche Hilfe", "أحتاج إلى مساعدة", "yardıma ihtiyacım var", "j'ai besoin d'aide", "necesito ayuda"},
	{"good luck", "موفق باشید", "viel Glück", "حظا سعيدا", "iyi şanslar", "bonne chance", "buena suerte"},
	{"have a nice day", "روز خوبی داشته باشید", "einen schönen Tag noch", "أتمنى لك يوما سعيدا", "iyi günler", "bonne journée", "que tengas un buen día"},
	{"enjoy your meal", "نوش جان", "guten Appetit", "بالهناء والشفاء", "afiyet olsun", "bon appétit", "buen provecho"},
}

// book finds phrases by their folded form in any language.
var book = sync.OnceValue(func() map[string]phrase {
	all := slices.Concat(common, everyday, sights, shown)
	m := make(map[string]phrase, 4*len(all))
	for _, p := range all {
		for _, s := range []string{p.es, p.fr, p.tr, p.ar, p.de, p.fa, p.en} {
			if s != "" {
				if _, taken := m[fold(s)]; !taken || s == p.en {
					m[fold(s)] = p
				}
			}
		}
	}
	for _, a := range aliases {
		m[fold(a[0])] = m[fold(a[1])]
	}
	return m
})

// lookup finds the phrase in a language, "" where the book has it not.
func lookup(text string, to language) string {
	p, ok := book()[fold(text)]
	if !ok {
		return ""
	}
	return map[string]string{"en": p.en, "fa": p.fa, "de": p.de, "ar": p.ar, "tr": p.tr, "fr": p.fr, "es": p.es}[to.code]
}

// fold takes away what does not matter for finding a phrase.
func fold(s string) string {
	s = strings.NewReplacer("ي", "ی", "ك", "ک", "\u200c", " ", "’", "'", "،", "", ",", "", "ً", "", "ٔ", "").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}
