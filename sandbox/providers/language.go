package providers

import (
	"regexp"
	"strings"
	"unicode"
)

// language is one that the models can write.
type language struct {
	code string
	// names are how a question may call it, in lower case, English first.
	names []string
	// words are common words, as many lengths as possible; empty: words are
	// made of letters.
	words []string
	// letters make words where there are none.
	letters string
	// rtl languages use the comma and question mark of Arabic script.
	rtl bool
}

var languages = []language{
	{code: "en", names: []string{"english", "انگلیسی"}, words: wordsEN},
	{code: "fa", names: []string{"persian", "farsi", "فارسی"}, words: wordsFA, rtl: true},
	{code: "ar", names: []string{"arabic", "عربی"}, words: wordsAR, rtl: true},
	{code: "de", names: []string{"german", "آلمانی"}, words: wordsDE},
	{code: "fr", names: []string{"french", "فرانسوی", "فرانسه"}, words: wordsFR},
	{code: "tr", names: []string{"turkish", "ترکی"}, words: wordsTR},
	{code: "es", names: []string{"spanish", "اسپانیایی"}, words: wordsES},
	{code: "ru", names: []string{"russian", "روسی"}, words: wordsRU},
	{code: "it", names: []string{"italian", "ایتالیایی"}, words: wordsIT},
	{code: "pt", names: []string{"portuguese", "پرتغالی"}, words: wordsPT},
	{code: "nl", names: []string{"dutch", "هلندی"}, words: wordsNL},
	{code: "az", names: []string{"azerbaijani", "آذربایجانی"}, words: wordsAZ},
	{code: "tk", names: []string{"turkmen"}, words: wordsTR},
	{code: "ur", names: []string{"urdu", "اردو"}, words: wordsUR, rtl: true},
	{code: "ps", names: []string{"pashto", "پشتو"}, words: wordsPS, rtl: true},
	{code: "ckb", names: []string{"central kurdish", "sorani", "کردی"}, words: wordsCKB, rtl: true},
	{code: "ku", names: []string{"kurdish", "kurmanji"}, words: wordsKU},
	{code: "sd", names: []string{"sindhi"}, letters: "اٻڀتٿٽپجڄڃچڇدڌڏڊرڙزسشفڦقڪگڳڱلمنڻوهي", rtl: true},
	{code: "ug", names: []string{"uyghur"}, letters: "ابپتجچخدرزسشغفقكگڭلمنھوۇۆۈۋېىي", rtl: true},
	{code: "bal", names: []string{"balochi"}, letters: "ابپتٹجچدڈرزسشکگلمنوهیݔ", rtl: true},
	{code: "he", names: []string{"hebrew", "yiddish", "عبری"}, words: wordsHE},
	{code: "uk", names: []string{"ukrainian", "اوکراینی"}, words: wordsUK},
	{code: "be", names: []string{"belarusian", "bulgarian", "macedonian", "serbian"}, letters: "абвгдежзіјйклмнопрстуфхцчшьюя"},
	{code: "ky", names: []string{"kyrgyz", "tatar", "mongolian"}, letters: "абвгдежзийклмнңоөпрстуүшчыэ"},
	{code: "kk", names: []string{"kazakh"}, letters: "аәбғдежзийкқлмнңоөпрстуүшыі"},
	{code: "tg", names: []string{"tajik", "تاجیکی"}, letters: "абвгғдежзиӣйкқлмнопрстуӯфхҳчҷшъэюя"},
	{code: "id", names: []string{"indonesian", "malay", "اندونزیایی"}, words: wordsID},
	{code: "el", names: []string{"greek", "یونانی"}, letters: "αβγδεζηθικλμνξοπρστυφχψω"},
	{code: "hi", names: []string{"hindi", "nepali", "marathi", "هندی"}, words: wordsHI},
	{code: "pa", names: []string{"punjabi"}, letters: "ਅਆਇਈਉਏਕਖਗਚਜਟਡਤਦਨਪਬਮਯਰਲਵਸਹ"},
	{code: "gu", names: []string{"gujarati"}, letters: "અઆઇઉએકખગચજટડતદનપબમયરલવશસહ"},
	{code: "ta", names: []string{"tamil"}, letters: "அஆஇஈஉஎகஙசஞடணதநபமயரலவழளறன"},
	{code: "te", names: []string{"telugu"}, letters: "అఆఇఉఎకఖగచజటడతదనపబమయరలవశసహ"},
	{code: "kn", names: []string{"kannada"}, letters: "ಅಆಇಉಎಕಖಗಚಜಟಡತದನಪಬಮಯರಲವಶಸಹ"},
	{code: "ml", names: []string{"malayalam"}, letters: "അആഇഉഎകഖഗചജടഡതദനപബമയരലവശസഹ"},
	{code: "si", names: []string{"sinhala"}, letters: "අආඉඋඑකගචජටඩතදනපබමයරලවසහ"},
	{code: "lo", names: []string{"lao"}, letters: "ກຂຄງຈສຊຍດຕຖທນບປຜພມຢຣລວຫອຮ"},
	{code: "km", names: []string{"khmer"}, letters: "កខគងចឆជញដណតថទនបផពមយរលវសហអ"},
	{code: "my", names: []string{"burmese"}, letters: "ကခဂငစဆဇညတထဒနပဖဗမယရလဝသဟအ"},
	{code: "am", names: []string{"amharic"}, letters: "ሀለመሠረሰሸቀበተነአከወዘየደገጠጨጸፈፐ"},
	{code: "bn", names: []string{"bengali", "bangla"}, letters: "অআইউএকখগচজটডতদনপবমযরলশসহ"},
	{code: "th", names: []string{"thai"}, letters: "กขคงจชดตทนบปพมยรลวสหอ"},
	{code: "zh", names: []string{"chinese", "mandarin", "چینی"}, letters: "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"},
	{code: "ja", names: []string{"japanese", "ژاپنی"}, letters: "のにはをたがでてとしれさあいうえおかきくけこすせそちつなねまみむめもやよらりわん"},
	{code: "ko", names: []string{"korean", "کره‌ای"}, letters: "이가은는을를의에한하다고지나로서기아어시리도사자그인대해보"},
	{code: "hy", names: []string{"armenian", "ارمنی"}, letters: "աբգդեզէըթժիլխծկհձղճմյնշոչպռսվտրցուփքօ"},
	{code: "ka", names: []string{"georgian", "گرجی"}, letters: "აბგდევზთიკლმნოპრსტუფქღყშჩცძწჭხჯჰ"},
}

// latin is any other language.
var latin = language{code: "xx", letters: "aeioubcdfgklmnprstvz"}

// languageNamed finds a language by its name or code.
func languageNamed(name string) (language, bool) {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, l := range languages {
		if l.code == name {
			return l, true
		}
		for _, n := range l.names {
			if n == name {
				return l, true
			}
		}
	}
	return language{}, false
}

// nameAlternatives is a regular expression's choice of all names.
func nameAlternatives() string {
	var all []string
	for _, l := range languages {
		for _, n := range l.names {
			all = append(all, regexp.QuoteMeta(n))
		}
	}
	return strings.Join(all, "|")
}

// arabicScript says whether most letters are of Arabic script.
func arabicScript(s string) bool {
	arabic, other := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Arabic, r):
			arabic++
		case unicode.IsLetter(r):
			other++
		}
	}
	return arabic > other
}
