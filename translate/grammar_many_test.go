package translate

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestManyCommands makes commands of every form with many languages and every
// way of naming them, and demands that each is read right.
func TestManyCommands(t *testing.T) {
	texts := map[string]string{"Latn": "Good morning, my friends", "Arab": "صبح بخیر دوستان من"}
	all := 0
	for _, l := range []string{"fa", "en", "ar", "tr", "de", "fr", "es", "it", "ru", "zh", "ja", "ko", "ckb", "ur", "ps", "az", "nl", "pl", "sv", "hy"} {
		l := language(l)
		names := []string{l.English, strings.ToUpper(l.English), strings.ToLower(l.English), l.Persian, l.Native,
			strings.NewReplacer("ی", "ي", "ک", "ك").Replace(l.Persian)}
		for script, text := range texts {
			var commands []string
			for _, n := range append(names, l.Code, strings.ToUpper(l.Code)) {
				commands = append(commands, ">"+n+" "+text, "-> "+n+" "+text, "auto>"+n+" "+text)
				if t, _, _ := readToken(n); t.kind != hardCode || script == "Arab" {
					commands = append(commands, n+"\n"+text)
				}
			}
			for _, n := range names {
				commands = append(commands, n+": "+text, n+" : "+text, "to "+n+": "+text, "translate to "+n+": "+text,
					"Translate this into "+n+": "+text, "please translate to "+n+": "+text, "به "+n+": "+text, "به زبان "+n+": "+text,
					"به "+n+" ترجمه کن: "+text, "ترجمه به "+n+": "+text, "ترجمه کن به "+n+": "+text, "این را به "+n+" ترجمه کن: "+text,
					"این متن رو به "+n+" ترجمه کن: "+text, "لطفا به "+n+" ترجمه کنید: "+text, `"`+text+`" to `+n, `«`+text+`» به `+n,
					"to "+n+"\n"+text)
			}
			for _, n := range []string{l.Code, strings.ToUpper(l.Code)} {
				commands = append(commands, "auto>"+n+" "+text, ">"+n+": "+text)
			}
			for _, c := range commands {
				all++
				if a := Parse(c, ""); codes(a.Targets) != l.Code || a.Source.Known() || a.Text != text {
					t.Errorf("%q: from %q to %q %q", c, a.Source.Code, codes(a.Targets), a.Text)
				}
			}
		}
		for _, n := range append(names, l.Code, "to "+l.English, "به "+l.Persian, ">"+l.Code, "به "+l.Persian+" ترجمه کن", "translate to "+l.English, "translate this to "+l.English) {
			all++
			if a := Parse(n, "How are you?"); codes(a.Targets) != l.Code || !a.FromReply || a.Text != "How are you?" {
				t.Errorf("%q as a reply: to %q %q", n, codes(a.Targets), a.Text)
			}
		}
	}
	t.Logf("%d commands", all)
}

// TestManyPairs does the same with a source and a target.
func TestManyPairs(t *testing.T) {
	all := 0
	for _, p := range [][2]string{{"en", "fa"}, {"fa", "en"}, {"de", "fa"}, {"ar", "fa"}, {"tr", "en"}, {"fr", "de"}, {"ru", "fa"}, {"es", "en"}, {"fa", "ckb"}, {"zh", "fa"}} {
		from, to := language(p[0]), language(p[1])
		text := "xyz 123"
		for _, c := range []string{"%[1]s>%[2]s %[7]s", "%[1]s->%[2]s %[7]s", "%[1]s -> %[2]s %[7]s", "%[1]s → %[2]s %[7]s", "%[1]s=>%[2]s: %[7]s", "%[1]s:%[2]s %[7]s",
			"%[1]s//%[2]s %[7]s", "%[1]s-%[2]s %[7]s", "%[1]s – %[2]s: %[7]s", "%[3]s > %[4]s: %[7]s", "%[3]s-%[4]s: %[7]s", "%[3]s → %[4]s %[7]s", "%[3]s to %[4]s: %[7]s",
			"from %[3]s to %[4]s: %[7]s", "From %[3]s into %[4]s: %[7]s", "translate from %[3]s to %[4]s: %[7]s", "Translate this from %[3]s to %[4]s: %[7]s",
			"از %[5]s به %[6]s: %[7]s", "از زبان %[5]s به زبان %[6]s: %[7]s", "%[5]s به %[6]s: %[7]s", "از %[5]s به %[6]s ترجمه کن: %[7]s", "%[5]s > %[6]s %[7]s",
			"%[1]s>%[2]s\n%[7]s", "from %[3]s to %[4]s\n%[7]s", "az %[3]s be %[4]s: %[7]s", `"%[7]s" from %[3]s to %[4]s`} {
			s := fmt.Sprintf(c+"%[8]s", from.Code, to.Code, from.English, to.English, from.Persian, to.Persian, text, "")
			if main := " fa en "; strings.Contains(c, "%[1]s – ") && !strings.Contains(main, " "+p[0]+" ") && !strings.Contains(main, " "+p[1]+" ") { // "de – fr" is a text
				continue
			}
			all++
			if a := Parse(s, ""); a.Source != from || codes(a.Targets) != to.Code || a.Text != text {
				t.Errorf("%q: from %q to %q %q", s, a.Source.Code, codes(a.Targets), a.Text)
			}
		}
	}
	t.Logf("%d commands", all)
}

// TestManyTexts makes texts that begin with, hold or end in what could name a
// language, and demands that at most one in a thousand is read as a command.
func TestManyTexts(t *testing.T) {
	var texts []string
	add := func(format string, values ...string) {
		for _, v := range values {
			texts = append(texts, fmt.Sprintf(format, v))
		}
	}
	words := strings.Fields("no it is to so as he am in or be my hi az la da ha id is ma do go we me us an at by if of on up oh ok no one sobh salam man un in be ba ta ke chi ra va")
	ends := []string{"good", "the end", "time to go", "late", "not what I meant", "what he said", "problem at all", "you and me", "long day", "koja miay", "ghashange", "matter what", "five o'clock",
		"a cat on the roof?", "really nice!", "sure about that", "I think so too", "better than before", "12 of them", "over there, look"}
	for _, w := range words {
		for _, e := range ends {
			add("%s", w+" "+e, strings.ToUpper(w[:1])+w[1:]+" "+e, w+", "+e)
		}
		add("%s", strings.ToUpper(w[:1])+w[1:]+": I do not agree", strings.ToUpper(w)+": that is all", w+" - not now", w+"\n"+"and then some more")
	}
	for _, l := range strings.Fields("English Persian German French Turkish Arabic Spanish Russian Italian Japanese Chinese Kurdish Polish Dutch Swedish Greek Latin Irish Welsh Thai") {
		add(l+" %s", "is hard", "cats are cute", "people are kind", "food is what I like", "lessons start at five", "and I get along", "or not, come", "was spoken here", "grammar", "teachers wanted", "has many dialects", "spoken here", "rugs for sale")
		add("%s "+l, "I speak", "he wrote it in", "we talked in", "a book in", "my teacher of", "I love", "the language is", "they are learning", "it is called so in", "say that again in", "the subtitles are in", "she answered in", "all the signs were in", "he is", "is she", "what about")
		add("to "+l+" %s", "people this means nothing", "engineers it is obvious", "readers of this book", "eyes it looks odd", "and back again")
		add("in "+l+" %s", "we say it otherwise", "literature the rose matters", "history", "there is no such word", "it means hello")
		add("the "+l+" %s", "team won: 3-1", "word for it", "are coming", "version: see below", "sea -> the ocean")
		add("from "+l+" %s", "sources we know", "roots", "I learned a lot", "to nothing at all")
	}
	for _, a := range strings.Fields("a b x y A B AB cd Paris London 5 12 x1 foo bar one two left right input output") {
		for _, b := range strings.Fields("b y cd 3 London out right 30 Z") {
			texts = append(texts, a+" -> "+b, a+">"+b+" is true", a+": "+b, a+" > "+b, a+"-"+b+" score", a+":"+b, "from "+a+" to "+b+": a guide", a+" // "+b, a+" → "+b+" means implication")
		}
	}
	add("%s: Ali Rezaei", "Name", "Note", "No", "Subject", "To", "From", "Re", "Cc", "PS", "Author", "User", "By", "Address", "City", "Is", "It", "Am", "ID", "My", "Hi", "OK", "So", "Or", "As", "Be", "He", "In", "Ms", "Mr", "PM", "HR", "IT", "UK", "TV")
	add("%s", "de facto it is over", "en route to Berlin", "la la land", "I'd like to translate Hello to Persian", "to be or not to be", "so be it", "no, no, no", "12:30", "at 12:30 sharp", "10:45 - 11:30",
		"http://fa.example.org/en", "see en.wikipedia.org", "fa.example.com/de is down", "ok", "hm", "what is 'book' in Persian?", "is it German?", "vis a vis", "et al.", "ad hoc", "sin cos tan", "tel: 123", "may I come in", "ice is cold", "dan is here", "per person", "man mikham beram", "to che goftgi", "ma ham hastim", "ke chi", "یک: دو", "نام: علی", "تاریخ: فردا", "به نام خدا", "به تو: دوستت دارم", "از تهران به اصفهان: راهنما", "از من به تو: سلام", "فارسی زبان من است", "فارسی سخت است", "انگلیسی بلدی؟", "عربی یاد می‌گیرم", "ترکی می‌رقصد", "به فارسی حرف بزن", "به انگلیسی چه می‌گویند", "کلاس آلمانی", "زبان فرانسوی زیباست", "او آلمانی است", "یک فیلم ایتالیایی", "به ترکی و فارسی مسلط است", "آلمان: ۲ - ایران: ۱", "ایران - آلمان", "چی به فارسی", "فرش ایرانی", "Ja: das stimmt", "Ne: to nechci", "Si: claro", "In de stad is het druk", "To de color", "en dash", "de la vida", "en el mar", "ja, gerne", "so ein Mist", "es ist spät", "am Abend", "ich bin da", "ne olur gel", "bu ne ya", "ben de geldim", "ki ne güzel", "az önce geldi", "çok az kaldı", "en iyi arkadaşım", "su ver bana", "ve sonra")
	data, err := os.ReadFile("../scripts/measure-languages/chat-latin-persian.txt")
	if err != nil {
		t.Fatal(err)
	}
	texts = append(texts, strings.Split(strings.TrimSpace(string(data)), "\n")...)
	taken := 0
	for _, s := range texts {
		if a := Parse(s, ""); len(a.Targets) > 0 || a.Source.Known() {
			taken++
			t.Logf("%q: from %q to %q %q", s, a.Source.Code, codes(a.Targets), a.Text)
		}
	}
	t.Logf("%d of %d texts read as commands", taken, len(texts))
	if taken*1000 > len(texts) {
		t.Error("more than 1 in 1,000")
	}
}
