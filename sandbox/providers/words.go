package providers

import "strings"

// The words that the models translate into where the phrasebook has nothing:
// common words of the language, of every length, so that a text keeps its
// length and can be told for what it is.
var (
	wordsEN = strings.Fields(`a I we in of to is it on at by or and the for you that with this from have they will
		what when there their would about which other after first these people where great little always thought
		between another through because without morning evening question together different important beautiful
		understand everything government information interesting conversation international responsibility`)
	wordsFA = strings.Fields(`و از به در که با آن را ما این برای است بود شد هم یک هر تا اگر پس من تو او چه خود
		روز خوب کار سال مردم زبان کتاب دوست خانه وقتی میان بسیار چنین دیگر همیشه شهر زیبا امروز فردا بزرگ کوچک
		هنگام آرام پاسخ پرسش گفتند می‌شود می‌کند می‌گوید خواهد دارند بوده‌است همچنین نخستین گفت‌وگو دانشگاه
		پیشنهاد می‌توانند دوست‌داشتنی فرهنگستان جهان‌گردان بین‌المللی مسئولیت‌پذیری گفت‌وگوکننده`)
	wordsAR = strings.Fields(`و في من إلى على عن أن هذا هذه ذلك التي الذي كان كل بعد قبل بين حتى مع ما لا هل يوم
		بيت كتاب مدينة جميل كبير صغير الناس اليوم دائما الصباح المساء السؤال الجواب اللغة العمل الحياة المهم
		الأصدقاء المدرسة الجامعة المعلومات المحادثة المسؤولية الاجتماعية`)
	wordsDE = strings.Fields(`o so zu in es er ja die der das und ist den mit von auf für nicht auch eine sich wird
		oder nach beim über wenn haben diese immer schön große kleine werden Morgen Abend Frage Leben Wasser Straße
		Freunde zwischen gemeinsam wichtig Menschen verstehen natürlich Gespräch vielleicht Universität Gesellschaft
		verschieden Informationen Verantwortung selbstverständlich`)
	wordsFR = strings.Fields(`à y le la de et en un il je ce les des est que qui pour dans avec sont pas une sur
		plus tout mais nous vous comme cette grand petit toujours matin soir question réponse monde maison quand
		entre ensemble important pendant comprendre naturel quelques différent université information conversation
		responsabilité internationale`)
	wordsTR = strings.Fields(`o ve bu şu ne de bir ile çok var daha gibi için ama ben sen biz kadar sonra önce güzel
		büyük küçük zaman insan sabah akşam soru cevap dünya şehir kitap arkadaş birlikte önemli çünkü konuşma
		öğrenci anlamak üniversite farklı bilgiler sorumluluk uluslararası değerlendirmeler`)
	wordsES = strings.Fields(`a y o el la de en un es que los las por con para una del más como pero este todo muy
		cuando entre siempre grande pequeño mañana noche pregunta mundo casa ciudad amigos también después juntos
		importante entender diferente universidad información conversación responsabilidad`)
	wordsRU = strings.Fields(`я и в с на не он что это как по но за из мы вы все они так для или уже когда очень
		только время человек утро вечер вопрос ответ большой маленький город книга друзья вместе всегда между
		потому важный понимать университет информация разговоры ответственность`)
	wordsIT = strings.Fields(`e o a il di in un la che per con una non del come più sono anche tutto molto quando
		sempre grande piccolo mattina sera domanda mondo casa città amici insieme dopo perché importante capire
		diverso università informazione conversazione responsabilità`)
	wordsPT = strings.Fields(`e o a de em um que os do da por com para uma não mais como mas este tudo muito quando
		sempre grande pequeno manhã noite pergunta mundo casa cidade amigos também depois juntos importante
		entender diferente universidade informação conversação responsabilidade`)
	wordsNL = strings.Fields(`u de en ik in is het een van dat niet voor met zijn deze ook maar over naar huis groot
		klein altijd morgen avond vraag wereld stad vrienden samen omdat belangrijk begrijpen verschillend
		universiteit informatie gesprekken verantwoordelijkheid`)
	wordsHE = strings.Fields(`ו לא זה של את על הוא היא אני יש כל עם גם מה אבל היום בית ספר תמיד בוקר ערב שאלה תשובה
		העולם העיר חברים ביחד חשוב להבין אנשים שונים המידע השיחה אוניברסיטה האחריות הבינלאומית`)
	wordsAZ = strings.Fields(`o bu və bir də çox üçün ilə amma mən sən biz kimi sonra əvvəl gözəl böyük kiçik zaman insan
		səhər axşam sual cavab dünya şəhər kitab dostlar birlikdə əhəmiyyətli çünki danışıq tələbə anlamaq universitet
		müxtəlif məlumatlar məsuliyyət beynəlxalq həmişə olduğunu edilmişdir`)
	wordsKU = strings.Fields(`û ji bi li ew ev her jî wek lê min te me xwe roj şev mal bajar pirtûk heval ziman baş mezin
		biçûk pirs bersiv jiyan mirov niha hemû gelek dixwaze dibêje çawa girîng zanîngeh agahdarî berpirsiyarî`)
	wordsCKB = strings.Fields(`و لە بۆ کە بە من تۆ ئێمە ئەم ئەو هەر زۆر باش ماڵ ڕۆژ شەو شار کار کتێب زمان خەڵک هەموو هاوڕێ
		گەورە بچووک جوان ئەمڕۆ سبەینێ دەڵێت دەکات پرسیار وەڵام هەمیشە ژیان گرنگ لەگەڵ لەنێوان زانکۆی کۆمەڵگا زانیارییەکان
		بەرپرسیارێتی نێودەوڵەتییەکان`)
	wordsUR = strings.Fields(`و یہ وہ ہے کے کی کا سے نے میں اور پر کو ہم تم آپ کیا نہیں ہیں تھا لیے بہت ایک کچھ لوگ گھر کام دن رات
		شہر کتاب دوست زبان اچھا بڑا چھوٹا ہمیشہ زندگی سوال جواب صبح شام درمیان پہلے بعد ساتھ ضروری سمجھنا مختلف
		خوبصورت معلومات یونیورسٹی گفتگو ذمہداریاں بینالاقوامی`)
	wordsPS = strings.Fields(`و د په او نه له ته کې دا چې دی سره څه هم زه موږ تاسو کور ورځ شپه ښار کتاب ملګری ژبه ډېر ښه لوی
		کوچنی پوښتنه ځواب ژوند خلک تل سهار ماښام نن سبا څنګه ځکه مهم پوهېدل بېلابېل پوهنتون معلومات خبرې مسؤلیتونه
		نړیوالګټورتوب`)
	wordsUK = strings.Fields(`я і в з на не що він це як по але за ми ви всі вони так для або вже коли дуже тільки час людина
		ранок вечір питання відповідь великий маленьке місто книга друзі разом завжди між тому важливий розуміти
		університет інформація розмови відповідальність`)
	wordsHI = strings.Fields(`और के है में की को से का यह वह पर हम आप क्या नहीं हैं था लिए बहुत एक कुछ लोग घर काम दिन रात शहर किताब दोस्त भाषा
		अच्छा बड़ा छोटा हमेशा जीवन सवाल जवाब सुबह शाम पहले बाद साथ जरूरी समझना सुन्दर जानकारी विश्वविद्यालय बातचीत जिम्मेदारी`)
	wordsID = strings.Fields(`di ke ya dan ini itu yang untuk dengan dari pada ada tidak akan saya kami kita mereka juga sudah
		bisa orang rumah hari malam pagi kota buku teman bahasa besar kecil selalu pertanyaan jawaban penting karena
		bersama memahami berbeda universitas informasi percakapan tanggungjawab`)
)
