package ai

import (
	"strings"
	"sync"
)

// whisperLanguages are the languages that Whisper knows, as it calls them, each
// with its code.
const whisperLanguages = `
english en chinese zh german de spanish es russian ru korean ko french fr japanese ja portuguese pt turkish tr
polish pl catalan ca dutch nl arabic ar swedish sv italian it indonesian id hindi hi finnish fi vietnamese vi
hebrew he ukrainian uk greek el malay ms czech cs romanian ro danish da hungarian hu tamil ta norwegian no
thai th urdu ur croatian hr bulgarian bg lithuanian lt latin la maori mi malayalam ml welsh cy slovak sk
telugu te persian fa latvian lv bengali bn serbian sr azerbaijani az slovenian sl kannada kn estonian et
macedonian mk breton br basque eu icelandic is armenian hy nepali ne mongolian mn bosnian bs kazakh kk
albanian sq swahili sw galician gl marathi mr punjabi pa sinhala si khmer km shona sn yoruba yo somali so
afrikaans af occitan oc georgian ka belarusian be tajik tg sindhi sd gujarati gu amharic am yiddish yi lao lo
uzbek uz faroese fo pashto ps turkmen tk nynorsk nn maltese mt sanskrit sa luxembourgish lb myanmar my
tibetan bo tagalog tl malagasy mg assamese as tatar tt hawaiian haw lingala ln hausa ha bashkir ba
javanese jv sundanese su cantonese yue`

var whisperCodes = sync.OnceValue(func() map[string]string {
	words := strings.Fields(whisperLanguages)
	codes := make(map[string]string, len(words)/2)
	for i := 0; i+1 < len(words); i += 2 {
		codes[words[i]] = words[i+1]
	}
	return codes
})

// languageCode is the code of a language that a model has named, in words or by its
// code; empty where it is not known.
func languageCode(language string) string {
	language = strings.ToLower(language)
	if code := whisperCodes()[language]; code != "" || len(language) > 3 {
		return code
	}
	return language
}
