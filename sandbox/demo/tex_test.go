package demo_test

import (
	"fmt"
	"testing"
)

// TestFormulas: LaTeX becomes MathML of the right shape; what is not known or
// not whole is shown, and breaks nothing.
func TestFormulas(t *testing.T) {
	t.Parallel()
	s := newStage(t, setting{noBot: true})
	p := s.open(look{})
	for _, tt := range []struct{ name, tex, want string }{
		{"a fraction", `\frac{a+1}{2}`, "mfrac(mrow(a+1) 2)"},
		{"powers and indices", `x_i^2 + y^{n-1}`, "mrow(msubsup(x i 2)+msup(y mrow(n−1)))"},
		{"a root", `\sqrt{b^2}`, "mrow(√mrow(msup(b 2)))"},
		{"a sum with limits", `\sum_{i=1}^n i`, "mrow(munderover(∑ mrow(i=1) n)i)"},
		{"a limit", `\lim_{x \to 0} \sin x`, "mrow(munder(lim mrow(x→0))sinx)"},
		{"a matrix", `\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}`, "mrow((mtable(mtr(mtd(1) mtd(0)) mtr(mtd(0) mtd(1)))))"},
		{"brackets that grow", `\left( \frac12 \right]`, "mrow((mfrac(1 2)])"},
		{"words", `v = 3 \text{ km, و بس}`, "mrow(v=3 km, و بس)"},
		{"unknown", `\wat{x}`, `mrow(\watx)`},
		{"not whole", `\frac{a`, "mfrac(a )"},
		{"markup", `<img src=x onerror=alert(1)>`, "mrow(<imgsrc=xonerror=alert(1)>)"},
	} {
		const shape = `import('./tex.js').then((m) => { const show = (n) => {
			if (n.nodeType === 3) return n.data;
			const inner = [...n.childNodes].map(show);
			if (n.localName === 'math' || /^m[ion]$/.test(n.localName) || n.localName === 'mtext' && n.textContent) return inner.join('');
			return n.localName + '(' + inner.join(['mrow', 'mtd'].includes(n.localName) ? '' : ' ') + ')';
		}; return show(m.maths(%s)); })`
		if got := eval[string](p, fmt.Sprintf(shape, quoted(tt.tex))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	deep := eval[int](p, `import('./tex.js').then((m) => m.maths('\\sqrt{'.repeat(5000)).querySelectorAll('*').length)`)
	if deep < 40 {
		t.Errorf("a formula within a formula ends after %d", deep)
	}
}
