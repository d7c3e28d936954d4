package translate

import "testing"

func TestDetect(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"persian", "سلام، خوبی؟", "fa"},
		{"persian sentence", "هر کس حق زندگی، آزادی و امنیت شخصی دارد.", "fa"},
		{"persian typed with arabic letters", "اين كتاب را مي خواهم", "fa"},
		{"persian half-space", "می‌روم", "fa"},
		{"persian word", "دنیا", "fa"},
		{"persian word 2", "موفق باشید", "fa"},
		{"arabic", "مرحبا، كيف حالك اليوم؟", "ar"},
		{"arabic sentence", "لكل فرد الحق في الحياة والحرية وسلامة شخصه", "ar"},
		{"arabic word", "الحرية", "ar"},
		{"urdu", "آپ کیسے ہیں؟ مجھے یہ کتاب چاہیے", "ur"},
		{"kurdish sorani", "هەموو کەسێک مافی ژیان و ئازادی هەیە", "ckb"},
		{"kurdish kurmanji", "Her kes mafê jiyan û azadiyê heye", "ku"},
		{"pashto", "هر څوک د ژوند حق لري", "ps"},
		{"english", "How are you?", "en"},
		{"english word", "Hello", "en"},
		{"english longer word", "understanding", "en"},
		{"english sentence", "The quick brown fox jumps over the lazy dog.", "en"},
		{"latin persian", "salam khoobi", "fa"},
		{"latin persian 2", "az koja miay", "fa"},
		{"latin persian 3", "man emrooz miram khooneh", "fa"},
		{"latin persian 4", "chetori dadash che khabar", "fa"},
		{"german", "Guten Tag, wie geht es Ihnen?", "de"},
		{"french", "Bonjour, comment allez-vous aujourd'hui ?", "fr"},
		{"spanish", "Buenos días, ¿cómo está usted?", "es"},
		{"italian", "Ogni individuo ha diritto alla vita", "it"},
		{"portuguese", "Todo o indivíduo tem direito à vida", "pt"},
		{"turkish", "Günaydın, bugün nasılsın?", "tr"},
		{"azerbaijani", "Sabahınız xeyir, necəsiniz?", "az"},
		{"russian", "Каждый человек имеет право на жизнь", "ru"},
		{"ukrainian", "Кожна людина має право на життя", "uk"},
		{"tajik", "Ҳар як инсон ба озодӣ ҳуқуқ дорад", "tg"},
		{"hindi", "प्रत्येक व्यक्ति को जीवन का अधिकार है", "hi"},
		{"chinese", "人人生而自由", "zh"},
		{"japanese", "すべての人間は自由である", "ja"},
		{"korean", "모든 사람은 자유롭다", "ko"},
		{"greek", "Καλημέρα", "el"},
		{"hebrew", "שלום עולם", "he"},
		{"hebrew sentence", "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם", "he"},
		{"hebrew without its commonest words", "הספרייה נסגרת בשעה חמש אחר הצהריים", "he"},
		{"hebrew with many alefs", "אמא אמרה: אני אבוא מאוחר הביתה", "he"},
		{"hebrew with its vowels", "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם", "he"},
		{"yiddish", "אַלע מענטשן ווערן געבוירן פֿרײַ און גלײַך אין כבוד און רעכט", "yi"},
		{"yiddish without points", "יעדער מענטש האט די רעכט צו לעבן און פרייהייט", "yi"},
		{"no letters", "12:30 !?", ""},
		{"more persian than english", "معنی کلمهٔ hello در زبان ما چیست", "fa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, conf := Detect(c.text)
			if l.Code != c.want {
				t.Errorf("Detect(%q) = %q (%v), want %q", c.text, l.Code, conf, c.want)
			}
		})
	}
}
