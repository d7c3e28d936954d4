package translate

// checkEcho says whether what an answer repeats of its text is of that text.
func (it *item) checkEcho(echo string) *fault {
	if want, got, same := it.echoed(echo); same < min(want, echoRunes/2) || got == 0 && want > 0 {
		return hard("the answer belongs to another text")
	}
	return nil
}

// echoed compares what an answer repeated with the text: how many letters the
// text has to repeat, how many were repeated, and how many of them from the
// first on are the same. Letters and digits alone, since models tidy up the
// rest; with the marks or without, whichever suits better.
func (it *item) echoed(echo string) (want, got, same int) {
	want, got, same = echoed(it.masked.text, echo)
	if len(it.masked.marks) > 0 && same < want {
		if w, g, s := echoed(it.masked.bare(it.masked.text), it.masked.bare(echo)); s > same {
			return w, g, s
		}
	}
	return want, got, same
}

func echoed(src, echo string) (want, got, same int) {
	w, g := letters(src, 2*echoRunes), letters(echo, 2*echoRunes)
	for same < len(w) && same < len(g) && w[same] == g[same] {
		same++
	}
	return len(w), len(g), same
}

// checkNeighbours finds an answer that repeats more of another text of its
// batch than of its own: texts may begin alike.
func checkNeighbours(i int, items []*item, echo string) *fault {
	_, got, own := items[i].echoed(echo)
	if own == got {
		return nil
	}
	for j, other := range items {
		if j == i {
			continue
		}
		if _, _, same := other.echoed(echo); same > own {
			return hard("the answer belongs to another text")
		}
	}
	return nil
}

// checkCount finds an answer that counts the texts otherwise than they were:
// with a number that none of them has. It may be taken only where every other
// one repeats of its text what it was asked for, and more than of any other.
func checkCount(items []*item, answers map[int]answer) *fault {
	outside := false
	for id := range answers {
		outside = outside || id < 1 || id > len(items)
	}
	if !outside {
		return nil
	}
	for i, it := range items {
		a, ok := answers[i+1]
		if !ok {
			return hard("the texts were counted otherwise")
		}
		want, got, own := it.echoed(a.Start)
		if own < got || own < min(want, len(letters(firstRunes(it.masked.text, echoRunes), echoRunes))) {
			return hard("the texts were counted otherwise")
		}
		for j, other := range items {
			if _, _, same := other.echoed(a.Start); j != i && same >= own {
				return hard("the texts were counted otherwise")
			}
		}
	}
	return nil
}
