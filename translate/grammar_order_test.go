package translate

import "testing"

// TestOtherOrders are requests in which nothing but words parts the language
// from the text.
func TestOtherOrders(t *testing.T) {
	for _, c := range []struct{ args, source, targets, text string }{
		{"good morning to Persian", "", "fa", "good morning"},
		{"good morning in Persian", "", "fa", "good morning"},
		{"good morning into german", "", "de", "good morning"},
		{"good morning, in Persian", "", "fa", "good morning"},
		{"good morning my friend in Persian", "", "fa", "good morning my friend"},
		{"thank you so much in Japanese", "", "ja", "thank you so much"},
		{"guten Morgen from German to Persian", "de", "fa", "guten Morgen"},
		{"translate I failed in English to Persian", "", "fa", "I failed in English"},
		{"سلام دنیا به انگلیسی", "", "en", "سلام دنیا"},
		{"دیروز به انگلیسی حرف زد رو به آلمانی ترجمه کن", "", "de", "دیروز به انگلیسی حرف زد"},
		{"hello به فارسی", "", "fa", "hello"},
		{"good morning from English to Persian", "en", "fa", "good morning"},
		{"سلام دنیا in English", "", "en", "سلام دنیا"},
		{"bonjour from French to English", "fr", "en", "bonjour"},
		{"translate hello to farsi", "", "fa", "hello"},
		{"translate he wrote a book in French to English", "", "en", "he wrote a book in French"},
		{"please translate good morning into Persian", "", "fa", "good morning"},
		{"can you translate thank you to fa", "", "fa", "thank you"},
		{"how do you say good morning in Persian?", "", "fa", "good morning"},
		{"How would you say I speak English in German", "", "de", "I speak English"},
		{"persian good morning", "", "fa", "good morning"},
		{"Persian how are you?", "", "fa", "how are you?"},
		{"german I love you", "", "de", "I love you"},
		{"french thank you very much", "", "fr", "thank you very much"},
		{"spanish what's your name", "", "es", "what's your name"},
		{"Farsi where is the station", "", "fa", "where is the station"},
		{"to persian good morning", "", "fa", "good morning"},
		{"to Persian the book is on the table", "", "fa", "the book is on the table"},
		{"into german my name is Sara", "", "de", "my name is Sara"},
		{"انگلیسی صبح بخیر", "", "en", "صبح بخیر"},
		{"انگلیسی صبح به‌خیر دوست من", "", "en", "صبح به‌خیر دوست من"},
		{"آلمانی حالت چطوره؟", "", "de", "حالت چطوره؟"},
		{"به انگلیسی صبح بخیر", "", "en", "صبح بخیر"},
		{"به زبان فرانسوی تولدت مبارک", "", "fr", "تولدت مبارک"},
		{"سلام دنیا رو به انگلیسی ترجمه کن", "", "en", "سلام دنیا"},
		{"سلام دنیا را به انگلیسی ترجمه کنید.", "", "en", "سلام دنیا"},
		{"کتاب من کجاست را به زبان آلمانی برگردان", "", "de", "کتاب من کجاست"},
		{"hello رو به فارسی ترجمه کن", "", "fa", "hello"},
		{"سلام دنیا را از فارسی به انگلیسی ترجمه کن لطفا", "fa", "en", "سلام دنیا"},
		{"صبح بخیر به آلمانی", "", "de", "صبح بخیر"},
		{"سلام به انگلیسی چی می‌شه؟", "", "en", "سلام"},
		{"حالت چطوره به ترکی استانبولی", "", "tr", "حالت چطوره"},
	} {
		t.Run(c.args, func(t *testing.T) {
			a := Parse(c.args, "")
			if a.Source.Code != c.source || codes(a.Targets) != c.targets || a.Text != c.text {
				t.Errorf("from %q to %q %q, want from %q to %q %q",
					a.Source.Code, codes(a.Targets), a.Text, c.source, c.targets, c.text)
			}
		})
	}
}

// TestTextsThatEndOrBeginLikeThem are sentences with a language where such
// requests have one.
func TestTextsThatEndOrBeginLikeThem(t *testing.T) {
	for _, s := range []string{
		"I went to Germany", "welcome to Iran", "she flew from Tehran to Georgia", "english is hard", "persian is my language",
		"German can be hard", "English I learned at school", "French people are proud", "Persian good old days", "French do drink wine", "Persian",
		"Turkish what", "in Persian good morning is sobh bekheyr", "to Persian people the new year is in spring", "to German engineering we owe much",
		"he wrote the book in Persian", "Can you say it in English?", "she speaks to me in French", "my exam is in English", "it is in German",
		"the menu was in French", "I got a good grade in English", "I translated it from English to Persian", "a dictionary of French to English",
		"I prefer French to German", "listen to English", "it is similar to Persian", "do it in English", "are you interested in Persian",
		"he is new to Persian", "I learned how to count to ten last year when I lived with a family in Persian",
		"one line\nand one in Persian", "translate this to your friends", "see you in May", "come to dan",
		"به انگلیسی صحبت می‌کنند", "به فارسی سلام می‌کنند", "انگلیسی من خوب نیست", "فارسی شما خوب است", "انگلیسی را دوست دارم",
		"سفر به رومانی", "مسافرت به انگلیس", "این کتاب را به انگلیسی خواندم", "فرهنگ فارسی به انگلیسی", "ترجمهٔ این متن به انگلیسی",
		"او به زبان فرانسوی نوشت", "علاقه‌مند به فارسی", "فارسی به من یاد داد", "ترکی سلام یعنی مرحبا",
	} {
		t.Run(s, func(t *testing.T) {
			if a := Parse(s, ""); len(a.Targets) > 0 || a.Source.Known() || a.Text != s {
				t.Errorf("from %q to %q %q", a.Source.Code, codes(a.Targets), a.Text)
			}
		})
	}
}
