package translate

import (
	"strings"
	"unicode/utf8"
)

// Words by which a translation between English and Persian is known for its
// text's whatever the model said: names and loanwords by their sounds, and a
// few of the commonest words by their meaning. They tell answers that have
// moved where lengths, numbers and marks are alike.

// common are English words and what they are in Persian, each row one meaning.
const common = `today امروز|tomorrow فردا|yesterday دیروز|tonight امشب|night شب|morning صبح|afternoon بعدازظهر عصر|evening عصر غروب|day روز|week هفته|month ماه|year سال|hour ساعت|minute دقیقه|second ثانیه دوم|time زمان وقت بار
always همیشه|never هرگز هیچوقت|now اکنون حالا الان|again دوباره باز|here اینجا|there آنجا اونجا|where کجا|when کی وقتی هنگامی|why چرا|who چه‌کسی کی کسی|how چگونه چطور چقدر|what چه چی|which کدام|because چون زیرا|if اگر اگه|but اما ولی|or یا
one یک|two دو|three سه|four چهار|five پنج|six شش|seven هفت|eight هشت|nine نه|ten ده|hundred صد|thousand هزار|first اول نخست اولین نخستین|last آخر آخرین پایان|half نیم نصف نیمی|all همه تمام کل|nobody هیچ‌کس هیچکس کسی|nothing هیچ چیزی|everyone همه هرکس
man مرد|woman زن|child بچه کودک فرزند|children بچه کودک فرزند|people مردم افراد|friend دوست رفیق|mother مادر مامان|father پدر بابا|brother برادر داداش|sister خواهر|son پسر|boy پسر|girl دختر|daughter دختر|wife همسر زن|husband شوهر|king شاه پادشاه|doctor دکتر پزشک|teacher معلم آموزگار|student دانشجو دانش‌آموز شاگرد|god خدا
house خانه خونه|home خانه خونه|door در|window پنجره|room اتاق|kitchen آشپزخانه|garden باغ|street خیابان کوچه|road راه جاده|city شهر|village روستا ده|country کشور|world جهان دنیا|school مدرسه|library کتابخانه|hospital بیمارستان|market بازار|shop مغازه فروشگاه|station ایستگاه|river رود رودخانه|sea دریا|mountain کوه|sky آسمان|sun خورشید آفتاب|moon ماه|star ستاره|rain باران|snow برف|wind باد|fire آتش|water آب|tree درخت|flower گل|dog سگ|cat گربه|horse اسب|bird پرنده|fish ماهی
bread نان|tea چای|coffee قهوه|milk شیر|money پول|car ماشین خودرو|train قطار|ship کشتی|table میز|chair صندلی|key کلید|book کتاب|letter نامه حرف|word واژه کلمه|story داستان قصه|song آهنگ ترانه|name نام اسم|page صفحه|file فایل پرونده|picture تصویر عکس|image تصویر عکس|sound صدا|color رنگ|number شماره عدد|message پیام|password گذرواژه رمز|language زبان|question سوال پرسش|answer پاسخ جواب|help کمک راهنما|work کار|war جنگ|law قانون|right حق راست|freedom آزادی|life زندگی|love عشق|death مرگ|heart قلب دل|hand دست|eye چشم|head سر|blood خون|face چهره صورت
new نو جدید تازه|old قدیمی پیر کهنه|big بزرگ|small کوچک|good خوب|bad بد|red قرمز سرخ|white سفید|black سیاه|green سبز|blue آبی|cold سرد|hot گرم داغ|left چپ|north شمال|south جنوب|east شرق|west غرب|save ذخیره|delete حذف|open باز|close بستن ببند|search جستجو جست‌وجو|edit ویرایش|copy رونوشت کپی|cancel لغو انصراف|settings تنظیمات|account حساب|user کاربر|share اشتراک|start شروع آغاز|stop توقف ایست|back بازگشت پشت|next بعدی بعد|print چاپ|add افزودن اضافه|remove حذف|select انتخاب گزینش|size اندازه|list فهرست لیست|free آزاد رایگان|thank متشکر ممنون سپاس|thanks متشکر ممنون سپاس|please لطفا خواهش|sorry متاسف ببخش|hello سلام درود|hi سلام|goodbye خداحافظ|yes بله آره`

// meanings are the rows that a word of either language belongs to.
var meanings = func() map[string][]int {
	of := map[string][]int{}
	for i, row := range strings.FieldsFunc(common, func(r rune) bool { return r == '|' || r == '\n' }) {
		for w := range strings.FieldsSeq(row) {
			w = fold(w)
			of[w] = append(of[w], i)
		}
	}
	return of
}()

// endings of words that are looked up without them.
var endings = []string{"هایی", "های", "ها", "ترین", "تر", "مان", "تان", "شان", "ان", "ای", "ی", "م", "ت", "ش", "'s", "es", "s", "ed", "ing"}

// known is the meanings of a word, with the endings that it may have.
func known(word string) []int {
	if of := meanings[word]; of != nil {
		return of
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(word, e); ok && utf8.RuneCountInString(stem) >= 2 && meanings[stem] != nil {
			return meanings[stem]
		}
	}
	return nil
}

// hint is a meaning, or the sound of a word.
type hint struct {
	meaning int
	sound   string
}

// leastSounds is how many consonants a word must have to be known by them.
const leastSounds = 3

// hints are those of a text in Latin or in Arabic letters.
func hints(s string) map[hint]bool {
	out := map[hint]bool{}
	for w := range words(firstRunes(strings.ReplaceAll(s, "\u200c", ""), checkedRunes)) {
		for _, m := range known(fold(w)) {
			out[hint{meaning: m + 1}] = true
		}
		sounds := latinSounds
		if first, _ := utf8.DecodeRuneInString(w); scriptOf(first) == "Arab" {
			sounds = arabSounds
		}
		if sound := skeleton(w, sounds); len(sound) >= leastSounds {
			out[hint{sound: sound}] = true
		}
	}
	return out
}
