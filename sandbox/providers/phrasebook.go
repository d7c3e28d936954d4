package providers

import (
	"strings"
	"sync"
)

// phrase is one line of the phrasebook: the same in English and Persian and,
// where somebody knew it, in German, Arabic, Turkish and French. Endings such
// as full stops are left out.
type phrase struct{ en, fa, de, ar, tr, fr string }

var phrases = []phrase{
	{"hello", "سلام", "hallo", "مرحبا", "merhaba", "bonjour"},
	{"hi", "سلام", "hallo", "أهلا", "selam", "salut"},
	{"hello world", "سلام دنیا", "hallo Welt", "مرحبا بالعالم", "merhaba dünya", "bonjour le monde"},
	{"good morning", "صبح به‌خیر", "guten Morgen", "صباح الخير", "günaydın", "bonjour"},
	{"good morning, my friend", "صبح به‌خیر، دوست من", "guten Morgen, mein Freund", "صباح الخير يا صديقي", "günaydın arkadaşım", "bonjour mon ami"},
	{"good evening", "عصر به‌خیر", "guten Abend", "مساء الخير", "iyi akşamlar", "bonsoir"},
	{"good night", "شب به‌خیر", "gute Nacht", "تصبح على خير", "iyi geceler", "bonne nuit"},
	{"welcome", "خوش آمدید", "willkommen", "أهلا وسهلا", "hoş geldiniz", "bienvenue"},
	{"how are you", "حال شما چطور است", "wie geht es dir", "كيف حالك", "nasılsın", "comment vas-tu"},
	{"hello, how are you", "سلام، حال شما چطور است", "hallo, wie geht es dir", "مرحبا، كيف حالك", "merhaba, nasılsın", "bonjour, comment vas-tu"},
	{"how are you today", "امروز حال شما چطور است", "wie geht es dir heute", "كيف حالك اليوم", "bugün nasılsın", "comment vas-tu aujourd'hui"},
	{"i am fine", "خوبم", "mir geht es gut", "أنا بخير", "iyiyim", "je vais bien"},
	{"thank you", "متشکرم", "danke schön", "شكرا لك", "teşekkür ederim", "merci"},
	{"thanks", "ممنون", "danke", "شكرا", "teşekkürler", "merci"},
	{"thank you very much", "خیلی متشکرم", "vielen Dank", "شكرا جزيلا", "çok teşekkür ederim", "merci beaucoup"},
	{"you are welcome", "خواهش می‌کنم", "gern geschehen", "على الرحب والسعة", "rica ederim", "je vous en prie"},
	{"please", "لطفاً", "bitte", "من فضلك", "lütfen", "s'il vous plaît"},
	{"yes", "بله", "ja", "نعم", "evet", "oui"},
	{"no", "نه", "nein", "لا", "hayır", "non"},
	{"excuse me", "ببخشید", "entschuldigung", "عفوا", "affedersiniz", "excusez-moi"},
	{"i am sorry", "متأسفم", "es tut mir leid", "أنا آسف", "üzgünüm", "je suis désolé"},
	{"goodbye", "خداحافظ", "auf Wiedersehen", "مع السلامة", "hoşça kal", "au revoir"},
	{"see you tomorrow", "فردا می‌بینمت", "bis morgen", "أراك غدا", "yarın görüşürüz", "à demain"},
	{"see you soon", "به امید دیدار", "bis bald", "أراك قريبا", "görüşmek üzere", "à bientôt"},
	{"what is your name", "اسم شما چیست", "wie heißt du", "ما اسمك", "adın ne", "comment t'appelles-tu"},
	{"nice to meet you", "از آشنایی با شما خوشوقتم", "freut mich", "تشرفت بمعرفتك", "memnun oldum", "enchanté"},
	{"where are you from", "اهل کجا هستید", "woher kommst du", "من أين أنت", "nerelisin", "d'où viens-tu"},
	{"i love you", "دوستت دارم", "ich liebe dich", "أحبك", "seni seviyorum", "je t'aime"},
	{"no problem", "مشکلی نیست", "kein Problem", "لا مشكلة", "sorun değil", "pas de problème"},
	{"happy birthday", "تولدت مبارک", "alles Gute zum Geburtstag", "عيد ميلاد سعيد", "doğum günün kutlu olsun", "joyeux anniversaire"},
	{"congratulations", "تبریک می‌گویم", "herzlichen Glückwunsch", "تهانينا", "tebrikler", "félicitations"},
	{"happy new year", "سال نو مبارک", "frohes neues Jahr", "سنة جديدة سعيدة", "mutlu yıllar", "bonne année"},
	{"the weather is nice today", "امروز هوا خوب است", "das Wetter ist heute schön", "الطقس جميل اليوم", "bugün hava güzel", "il fait beau aujourd'hui"},
	{"it is raining", "باران می‌بارد", "es regnet", "إنها تمطر", "yağmur yağıyor", "il pleut"},
	{"what time is it", "ساعت چند است", "wie spät ist es", "كم الساعة", "saat kaç", "quelle heure est-il"},
	{"where is the station", "ایستگاه کجاست", "wo ist der Bahnhof", "أين المحطة", "istasyon nerede", "où est la gare"},
	{"how much does it cost", "قیمت آن چقدر است", "wie viel kostet das", "كم يكلف هذا", "bu ne kadar", "combien ça coûte"},
	{"i do not understand", "متوجه نمی‌شوم", "ich verstehe nicht", "أنا لا أفهم", "anlamıyorum", "je ne comprends pas"},
	{"can you help me", "می‌توانید به من کمک کنید", "kannst du mir helfen", "هل يمكنك مساعدتي", "bana yardım eder misin", "peux-tu m'aider"},
	{"i need help", "به کمک نیاز دارم", "ich brauche Hilfe", "أحتاج إلى مساعدة", "yardıma ihtiyacım var", "j'ai besoin d'aide"},
	{"good luck", "موفق باشید", "viel Glück", "حظا سعيدا", "iyi şanslar", "bonne chance"},
	{"have a nice day", "روز خوبی داشته باشید", "einen schönen Tag noch", "أتمنى لك يوما سعيدا", "iyi günler", "bonne journée"},
	{"enjoy your meal", "نوش جان", "guten Appetit", "بالهناء والشفاء", "afiyet olsun", "bon appétit"},
	{en: "my name is Sara", fa: "اسم من سارا است"}, {en: "i live in Tehran", fa: "من در تهران زندگی می‌کنم"},
	{en: "i am learning Persian", fa: "دارم فارسی یاد می‌گیرم"}, {en: "do you speak English", fa: "انگلیسی صحبت می‌کنید"},
	{en: "i would like a cup of tea", fa: "یک فنجان چای می‌خواهم"}, {en: "the book is on the table", fa: "کتاب روی میز است"},
	{en: "this is my friend", fa: "این دوست من است"}, {en: "we are going home", fa: "داریم به خانه می‌رویم"},
	{en: "i will call you later", fa: "بعداً به تو زنگ می‌زنم"}, {en: "what do you do", fa: "کار شما چیست"},
	{en: "i am a teacher", fa: "من معلم هستم"}, {en: "she is a doctor", fa: "او پزشک است"},
	{en: "where do you live", fa: "کجا زندگی می‌کنی"}, {en: "how old are you", fa: "چند سال داری"},
	{en: "come in", fa: "بفرمایید تو"}, {en: "sit down please", fa: "لطفاً بنشینید"},
	{en: "wait a moment", fa: "یک لحظه صبر کنید"}, {en: "let us go", fa: "برویم"},
	{en: "be careful", fa: "مراقب باش"}, {en: "i am hungry", fa: "گرسنه‌ام"},
	{en: "i am tired", fa: "خسته‌ام"}, {en: "it is late", fa: "دیر شده است"},
	{en: "that is right", fa: "درست است"}, {en: "i do not know", fa: "نمی‌دانم"},
	{en: "maybe", fa: "شاید"}, {en: "of course", fa: "البته"}, {en: "never mind", fa: "مهم نیست"},
	{en: "open the door", fa: "در را باز کن"}, {en: "close the window", fa: "پنجره را ببند"},
	{en: "turn left", fa: "به چپ بپیچید"}, {en: "turn right", fa: "به راست بپیچید"},
	{en: "call the police", fa: "به پلیس زنگ بزنید"}, {en: "i lost my passport", fa: "گذرنامه‌ام را گم کرده‌ام"},
	{en: "the train is late", fa: "قطار تأخیر دارد"}, {en: "one moment please", fa: "یک لحظه لطفاً"},
	{en: "save", fa: "ذخیره"}, {en: "cancel", fa: "لغو"}, {en: "delete", fa: "حذف"}, {en: "settings", fa: "تنظیمات"},
	{en: "search", fa: "جست‌وجو"}, {en: "send", fa: "ارسال"}, {en: "file", fa: "پرونده"}, {en: "message", fa: "پیام"},
	{en: "language", fa: "زبان"}, {en: "error", fa: "خطا"}, {en: "next", fa: "بعدی"}, {en: "back", fa: "بازگشت"},
	{en: "friend", fa: "دوست"}, {en: "book", fa: "کتاب"}, {en: "water", fa: "آب"}, {en: "house", fa: "خانه"},
	{en: "world", fa: "دنیا"}, {en: "today", fa: "امروز"}, {en: "tomorrow", fa: "فردا"}, {en: "time", fa: "زمان"},
}

// book finds phrases by their folded form in any language.
var book = sync.OnceValue(func() map[string]phrase {
	m := make(map[string]phrase, 4*len(phrases))
	for _, p := range phrases {
		for _, s := range []string{p.fr, p.tr, p.ar, p.de, p.fa, p.en} {
			if s != "" {
				if _, taken := m[fold(s)]; !taken || s == p.en {
					m[fold(s)] = p
				}
			}
		}
	}
	for _, alias := range [][2]string{{"سلام خوبی", "hello, how are you"}, {"سلام چطوری", "hello, how are you"}, {"خوبی", "how are you"},
		{"چطوری", "how are you"}, {"حالت چطوره", "how are you"}, {"حالت چطور است", "how are you"}, {"how's it going", "how are you"},
		{"bye", "goodbye"}, {"صبح بخیر", "good morning"}, {"صبح بخیر، دوست من", "good morning, my friend"}, {"شب بخیر", "good night"}, {"مرسی", "thanks"},
		{"good day", "have a nice day"}, {"guten tag", "good morning"}, {"خیلی ممنون", "thank you very much"},
		{"i'm fine", "i am fine"}, {"i'm sorry", "i am sorry"}, {"i'm tired", "i am tired"}, {"i'm hungry", "i am hungry"},
		{"i don't know", "i do not know"}, {"what's your name", "what is your name"}, {"you're welcome", "you are welcome"}} {
		m[fold(alias[0])] = m[fold(alias[1])]
	}
	return m
})

// lookup finds the phrase in a language, "" where the book has it not.
func lookup(text string, to language) string {
	p, ok := book()[fold(text)]
	if !ok {
		return ""
	}
	return map[string]string{"en": p.en, "fa": p.fa, "de": p.de, "ar": p.ar, "tr": p.tr, "fr": p.fr}[to.code]
}

// fold takes away what does not matter for finding a phrase.
func fold(s string) string {
	s = strings.NewReplacer("ي", "ی", "ك", "ک", "\u200c", " ", "’", "'", "،", "", ",", "").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}
