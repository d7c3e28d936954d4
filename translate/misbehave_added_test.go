package translate_test

// additions are right answers with something round them.
func additions() []misbehaviour {
	list := []misbehaviour{
		each("a tag of its own", func(s string) string { return "<translation>" + s + "</translation>" }),
		each("a tag in square brackets", func(s string) string { return "[translation]" + s + "[/translation]" }),
		each("backticks", func(s string) string { return "`" + s + "`" }),
		each("a number before it", func(s string) string { return "1. " + s }),
		each("a Persian number before it", func(s string) string { return "۲) " + s }),
		each("a dash before it", func(s string) string { return "- " + s }),
		each("turns the direction", func(s string) string { return s + "\u202e" }),
		each("an isolate", func(s string) string { return "\u2068" + s + "\u2069" }),
		each("tag characters", func(s string) string { return s + "\U000e0041" }),
		each("twice with a stroke", func(s string) string { return s + " / " + s }),
		each("twice with an or", func(s string) string { return s + " یا " + s }),
	}
	for _, s := range []string{"البته! ", "حتماً! ", "Of course! "} {
		list = append(list, each("before: "+s, func(t string) string { return s + t }))
	}
	for _, s := range []string{" (توجه: این ترجمه آزاد است)", " (literally: the house)", " — Source: Wikipedia", "\nمنبع: ویکی‌پدیا", " (ترجمهٔ آزاد)", " [translated by a machine]"} {
		list = append(list, each("after:"+s, func(t string) string { return t + s }))
	}
	return list
}
