package translate

import "testing"

// TestMoved: texts of like length, their beginnings repeated as asked, and
// answers that have moved all the same. Words, names and numbers tell.
func TestMoved(t *testing.T) {
	src := []string{"My brother opened the window.", "Her friend lost the old key.", "Sara bought some new bread.", "The doctor came home today.", "The king lived by the river.", "We drank cold water at night."}
	fa := []string{"برادرم پنجره را باز کرد.", "دوستش کلید قدیمی را گم کرد.", "سارا کمی نان تازه خرید.", "دکتر امروز به خانه آمد.", "پادشاه کنار رود می‌زیست.", "شب آب سرد نوشیدیم."}
	for _, c := range []struct {
		name  string
		order []int
		ok    bool
	}{
		{"in order", []int{0, 1, 2, 3, 4, 5}, true},
		{"rotated", []int{1, 2, 3, 4, 5, 0}, false},
		{"the tail shifted", []int{0, 1, 3, 4, 5, 2}, false},
		{"two swapped", []int{0, 4, 2, 3, 1, 5}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := map[int]answer{}
			for i, j := range c.order {
				answers[i+1] = answer{Start: firstRunes(src[i], echoRunes), Text: &fa[j]}
			}
			if f := checkMoved(itemsOf(src...), answers, false); (f == nil) != c.ok {
				t.Errorf("%v", f)
			}
		})
	}
}

// TestCount: answers counted from 0, of texts that begin alike.
func TestCount(t *testing.T) {
	src := []string{"The sea is calm", "The sea is cold", "The sea is deep"}
	for _, c := range []struct {
		name  string
		first int
		src   []string
		echo  int
		ok    bool
	}{
		{"from 1", 1, src, echoRunes, true},
		{"from 0, alike as far as repeated", 0, []string{src[0], src[1], src[1] + " too"}, echoRunes, false},
		{"from 0, short echoes", 0, src, 6, false},
		{"one too many, all echoes whole", 1, []string{"One bird", "Two birds", "Ten birds"}, echoRunes, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := map[int]answer{}
			for i, s := range c.src {
				answers[i+c.first] = answer{Start: firstRunes(s, c.echo), Text: &s}
			}
			if c.echo == echoRunes && c.ok && c.first == 1 && c.name != "from 1" {
				answers[4] = answer{Start: "x", Text: new(string)}
			}
			if f := checkCount(itemsOf(c.src...), answers); (f == nil) != c.ok {
				t.Errorf("%v", f)
			}
		})
	}
	if f := checkNeighbours(0, itemsOf("The sea is calm", "The sea was deep"), "The sea was d"); f == nil {
		t.Error("the next text's beginning was taken")
	}
}

// TestSubtitlesCalledText: a file that is called txt and holds subtitles.
func TestSubtitlesCalledText(t *testing.T) {
	for name, c := range map[string]struct{ in, format string }{
		"SubRip": {"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "srt"},
		"WebVTT": {"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "vtt"},
		"text":   {"Hello\n00:00:01,000 --> 00:00:02,000\n", "txt"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := ParseFile("txt", []byte(c.in))
			if err != nil || f.Format != c.format || f.Texts()[0] != "Hello" && c.format != "txt" {
				t.Errorf("%+v, %v", f, err)
			}
		})
	}
}
