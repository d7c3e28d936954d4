package translate

import (
	"strings"
	"testing"
)

var nouns = strings.Fields("school teacher book letter city street house door window friend market hospital doctor car airport office library chair table kitchen water bread meat fruit flower tree river mountain sea sky")

// TestArabicForPersian: lists of single words, of which many are of both
// languages.
func TestArabicForPersian(t *testing.T) {
	for _, c := range []struct {
		name, words string
		ok          bool
	}{
		{"Persian", "مدرسه معلم کتاب نامه شهر خیابان خانه در پنجره دوست بازار بیمارستان دکتر ماشین فرودگاه اداره کتابخانه صندلی میز آشپزخانه آب نان گوشت میوه گل درخت رودخانه کوه دریا آسمان", true},
		{"Persian typed the Arabic way", "مدرسه معلم كتاب نامه شهر خيابان خانه در پنجره دوست بازار بيمارستان دكتر ماشين فرودگاه اداره كتابخانه صندلي ميز آشپزخانه آب نان گوشت ميوه گل درخت رودخانه كوه دريا آسمان", true},
		{"Arabic", "مدرسة معلم كتاب رسالة مدينة شارع بيت باب نافذة صديق سوق مستشفى طبيب سيارة مطار مكتب مكتبة كرسي طاولة مطبخ ماء خبز لحم فاكهة زهرة شجرة نهر جبل بحر سماء", false},
		{"Arabic with the article", "المدرسة المعلم الكتاب الرسالة المدينة الشارع البيت الباب النافذة الصديق السوق المستشفى الطبيب السيارة المطار المكتب المكتبة الكرسي الطاولة المطبخ الماء الخبز اللحم الفاكهة الزهرة الشجرة النهر الجبل البحر السماء", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			words := strings.Fields(c.words)
			for at := 0; at < len(nouns); at += 10 {
				f := checkTongue(itemsOf(nouns[at:at+10]...), numberedAnswers(words[at:at+10]...), language("fa"))
				if (f == nil) != c.ok {
					t.Errorf("%v: %v", words[at:at+10], f)
				}
			}
		})
	}
}
