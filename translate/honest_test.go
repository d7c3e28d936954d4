package translate

import (
	"testing"
)

// TestHonest are translations as people and good models make them, of texts that
// look like faults: none may be refused. A soft fault costs a second request;
// only those marked so may have one.
func TestHonest(t *testing.T) {
	const maybe = true
	for _, c := range []struct {
		to, src, out string
		soft         bool
	}{
		// Short strings of programs.
		{"fa", "OK", "تأیید", false},
		{"fa", "OK", "OK", false},
		{"fa", "Yes", "بله", false},
		{"fa", "No", "خیر", false},
		{"fa", "Hi", "سلام", false},
		{"fa", "Back", "بازگشت", false},
		{"fa", "Next", "بعدی", false},
		{"fa", "Log out", "خروج", false},
		{"fa", "Untitled", "بدون نام", false},
		{"fa", "None", "هیچ‌کدام", false},
		{"fa", "N/A", "ناموجود", false},
		{"fa", "Empty", "خالی", false},
		{"fa", "Notes:", "یادداشت‌ها:", false},
		{"fa", "Options", "گزینه‌ها", false},
		{"fa", "Search…", "جست‌وجو…", false},
		{"fa", "3 files selected", "۳ پرونده انتخاب شد", false},
		{"fa", "Are you sure?", "مطمئنید؟", false},
		{"fa", "Read more", "ادامهٔ مطلب", false},
		{"fa", "Page %d of %d", "صفحهٔ %d از %d", false},
		{"fa", "{count} messages", "{count} پیام", false},
		{"fa", "Dismiss", "رد کردن", false},
		{"en", "تأیید", "OK", false},
		{"en", "خیر", "No", false},
		{"en", "بله", "Yes", false},
		{"en", "لغو", "Cancel", false},
		{"en", "هیچ", "None", false},
		{"en", "مادر", "Mother", false},
		{"en", "ذخیره شد", "Saved", false},
		{"en", "والد", "Parent", false},
		// Names, products, codes.
		{"fa", "GitHub", "GitHub", false},
		{"fa", "GitHub", "گیت‌هاب", false},
		{"fa", "iPhone 15 Pro", "iPhone 15 Pro", maybe},
		{"fa", "iPhone 15 Pro", "آیفون ۱۵ پرو", false},
		{"fa", "Node.js", "Node.js", maybe},
		{"fa", "npm", "npm", maybe},
		{"fa", "Sara", "سارا", false},
		{"fa", "John Smith", "جان اسمیت", false},
		{"fa", "New York", "نیویورک", false},
		{"fa", "Manchester United", "منچستر یونایتد", false},
		{"fa", "Elon Musk and Jeff Bezos", "ایلان ماسک و جف بزوس", false},
		{"fa", "Visual Studio Code is an editor", "Visual Studio Code یک ویرایشگر است", false},
		{"fa", "Install Docker, Kubernetes and Helm", "Docker، Kubernetes و Helm را نصب کنید", false},
		{"fa", "docker compose", "docker compose", maybe},
		{"fa", "Romeo and Juliet", "رومئو و ژولیت", false},
		{"de", "Romeo and Juliet", "Romeo und Julia", false},
		{"fa", "SELECT name FROM users", "SELECT name FROM users", maybe},
		{"fa", "func main() { run(x) }", "func main() { run(x) }", maybe},
		{"fa", "x = foo(y) + 1;", "x = foo(y) + 1;", maybe},
		{"en", "موجود نیست", "N/A", maybe},
		{"fa", "E = mc²", "E = mc²", false},
		{"fa", "H2O", "H2O", false},
		{"fa", "Wi-Fi", "وای‌فای", false},
		{"en", "علی رضایی", "Ali Rezaei", false},
		{"en", "تهران", "Tehran", false},
		{"en", "شاهنامهٔ فردوسی", "Ferdowsi's Shahnameh", false},
		{"en", "GitHub", "GitHub", false},
		{"de", "Berlin", "Berlin", maybe},
		{"de", "Restaurant", "Restaurant", maybe},
		{"fr", "Menu", "Menu", maybe},
		// Numbers.
		{"fa", "It costs 1,250 dollars", "۱۲۵۰ دلار می‌ارزد", false},
		{"fa", "3.14 is near pi", "۳٫۱۴ نزدیک پی است", false},
		{"fa", "Born in 1984", "متولد ۱۹۸۴", false},
		{"fa", "The meeting is at 12:30 on 5 May", "جلسه ساعت ۱۲:۳۰ روز ۵ مه است", false},
		{"fa", "A million people", "یک میلیون نفر", false},
		{"fa", "1,000,000 people", "یک میلیون نفر", maybe},
		{"en", "در سال ۱۳۵۷", "In 1357", false},
		{"en", "ساعت ۵ و ۳۰ دقیقه", "5:30", maybe},
		// Poems and sayings.
		{"en", "بنی آدم اعضای یک پیکرند\nکه در آفرینش ز یک گوهرند", "Human beings are members of a whole\nIn creation of one essence and soul", false},
		{"en", "نابرده رنج گنج میسر نمی‌شود\nمزد آن گرفت جان برادر که کار کرد", "No treasure is won without toil\nHe who worked, dear brother, was paid", false},
		{"fa", "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you.", "گل‌های سرخ، سرخ‌اند،\nبنفشه‌ها آبی،\nشکر شیرین است،\nو تو نیز چنینی.", false},
		{"fa", "Row, row, row your boat", "پارو بزن، پارو بزن، پارو بزن قایقت را", false},
		{"fa", "Never, never, never give up!", "هرگز، هرگز، هرگز تسلیم نشو!", false},
		{"fa", "Bye bye", "خداحافظ", false},
		{"fa", "It's raining cats and dogs", "باران سیل‌آسا می‌بارد", false},
		{"en", "دمش گرم", "Good for him", maybe},
		{"en", "قربونت برم", "I love you so much", maybe},
		{"en", "جات خالی", "Wish you were here", maybe},
		// Texts that read like a model's words.
		{"fa", "I'm sorry, I can't help with that.", "متأسفم، نمی‌توانم در این مورد کمک کنم.", false},
		{"fa", "Sure: here is the plan", "حتماً: این هم برنامه", false},
		{"fa", "Sure, I will come", "حتماً می‌آیم", false},
		{"fa", "Of course!", "البته!", false},
		{"fa", "Translation: the art of failure", "ترجمه: هنر شکست", maybe},
		{"fa", "Note: the shop is closed", "توجه: مغازه بسته است", false},
		{"fa", "As an AI language model, I cannot feel.", "به عنوان یک مدل زبانی هوش مصنوعی، نمی‌توانم احساس کنم.", false},
		{"fa", "I cannot translate this document today.", "امروز نمی‌توانم این سند را ترجمه کنم.", false},
		{"fa", "Your request was denied.", "درخواست شما رد شد.", false},
		{"fa", "Let me know if you need help.", "اگر کمک لازم داشتی خبرم کن.", false},
		{"fa", "I hope this helps. Write to me.", "امیدوارم این کمک کند. برایم بنویس.", false},
		{"en", "متأسفم، نمی‌توانم کمک کنم.", "I'm sorry, I can't help.", false},
		{"en", "نمی‌تونم کمکت کنم", "I can't help you", false},
		{"en", "این کار شدنی نیست", "This cannot be done", false},
		{"en", "البته: فردا تعطیل است", "Of course: tomorrow is a holiday", false},
		{"en", "امیدوارم مفید باشد.", "I hope this helps.", false},
		{"en", "از دستم برنمی‌آید", "I can't help it", maybe},
		{"en", "Natürlich: wir kommen", "Of course: we are coming", false},
		{"en", "Hinweis: Der Laden ist zu", "Note: The shop is closed", false},
		{"en", "Dabei kann ich Ihnen leider nicht helfen.", "Unfortunately I cannot help you with that.", false},
		{"en", "No puedo ayudarte con eso", "I can't help you with that", false},
		{"en", "Aquí: la casa", "Here: the house", false},
		// Questions, choices, quotes, lists.
		{"fa", "Tea or coffee?", "چای یا قهوه؟", false},
		{"fa", "parent", "پدر یا مادر", maybe},
		{"fa", "Could you close the door?", "لطفاً در را ببندید.", maybe},
		{"fa", "Isn't it nice?", "قشنگ نیست؟", false},
		{"fa", "He said \"hello\" and left", "او گفت «سلام» و رفت", false},
		{"fa", "1. Milk\n2. Bread", "۱. شیر\n۲. نان", false},
		{"fa", "- Milk\n- Bread\n- Tea", "- شیر\n- نان\n- چای", false},
		{"fa", "and/or", "و/یا", false},
		{"fa", "German: ich", "آلمانی: ich", false},
		{"fa", "English: good morning", "انگلیسی: صبح بخیر", false},
		{"en", "به فارسی: کتاب", "In Persian: book", false},
		// Mixed, already there, other languages.
		{"fa", "سلام، meeting ساعت چند است؟", "سلام، جلسه ساعت چند است؟", false},
		{"fa", "سلام دنیا", "سلام دنیا", false},
		{"en", "Good morning", "Good morning", false},
		{"fa", "salam, kojaei? man resideam", "سلام، کجایی؟ من رسیده‌ام", false},
		{"en", "salam, kojaei? man resideam", "Hi, where are you? I have arrived", false},
		{"ar", "Good morning, my friend", "صباح الخير يا صديقي", false},
		{"ar", "سلام دوست من", "مرحبا يا صديقي", false},
		{"ur", "سلام دوست من، حال شما چطور است؟", "سلام میرے دوست، آپ کیسے ہیں؟", false},
		{"tr", "Good morning, my friend", "Günaydın, arkadaşım", false},
		{"de", "دوستت دارم", "Ich liebe dich", false},
		{"ja", "Is it cold today?", "今日は寒いですか。", false},
		{"zh", "Good morning", "早上好", false},
		{"en", "早上好", "Good morning", false},
		{"ru", "Good night, dear friends!", "Спокойной ночи, дорогие друзья!", false},
	} {
		t.Run(c.to+" "+c.src+" "+c.out, func(t *testing.T) {
			if f := verdict(c.src, c.out, language(c.to)); f != nil && !(c.soft && f.soft) {
				t.Errorf("%s (soft: %v)", f.reason, f.soft)
			}
		})
	}
}
