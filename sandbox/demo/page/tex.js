// LaTeX's formulas to MathML, which browsers show by themselves. What is not
// known stands there as it was written.

const space = 'http://www.w3.org/1998/Math/MathML';

function el(name, ...children) {
  const node = document.createElementNS(space, name);
  node.append(...children);
  return node;
}

const signs = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ϵ', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν',
  xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'ϕ', varphi: 'φ', chi: 'χ', psi: 'ψ', omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ',
  Lambda: 'Λ', Xi: 'Ξ', Pi: 'Π', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω', infty: '∞', partial: '∂', nabla: '∇', hbar: 'ℏ', ell: 'ℓ', emptyset: '∅', degree: '°',
};
const operators = {
  pm: '±', mp: '∓', times: '×', cdot: '⋅', div: '÷', ne: '≠', neq: '≠', le: '≤', leq: '≤', ge: '≥', geq: '≥', approx: '≈', equiv: '≡', sim: '∼', propto: '∝',
  to: '→', rightarrow: '→', Rightarrow: '⇒', leftarrow: '←', leftrightarrow: '↔', Leftrightarrow: '⇔', iff: '⇔', implies: '⇒', mapsto: '↦', in: '∈', notin: '∉',
  subset: '⊂', subseteq: '⊆', cup: '∪', cap: '∩', forall: '∀', exists: '∃', neg: '¬', land: '∧', lor: '∨', sum: '∑', prod: '∏', int: '∫', oint: '∮', ldots: '…',
  cdots: '⋯', dots: '…', mid: '|', langle: '⟨', rangle: '⟩', lfloor: '⌊', rfloor: '⌋', lceil: '⌈', rceil: '⌉', circ: '∘', star: '⋆', prime: '′', '{': '{', '}': '}', '|': '‖', '%': '%', '&': '&', '#': '#', _: '_', $: '$',
};
const large = ['sum', 'prod', 'lim', 'max', 'min', 'sup', 'inf'];
const named = ['sin', 'cos', 'tan', 'cot', 'log', 'ln', 'exp', 'lim', 'max', 'min', 'sup', 'inf', 'det', 'dim', 'ker', 'gcd', 'arg', 'mod'];
const accents = { hat: '^', bar: '¯', overline: '¯', vec: '→', tilde: '~', dot: '˙' };
const widths = { ',': '.17em', ':': '.22em', ';': '.28em', ' ': '.3em', quad: '1em', qquad: '2em', '!': '0' };
const words = { text: 1, mathrm: 1, operatorname: 1, textbf: 1, mbox: 1, mathbf: 1, mathit: 1, mathbb: 1, mathcal: 1 };
const fences = { pmatrix: '()', bmatrix: '[]', vmatrix: '||', Bmatrix: '{}', cases: '{ ' };

class Reader {
  constructor(text) {
    this.tokens = text.match(/\\[a-zA-Z]+|\\.|\d+(?:[.,]\d+)*|[۰-۹]+|\s+|./gsu) ?? [];
    this.at = 0;
    this.depth = 0;
  }

  peek() {
    while (/^\s+$/.test(this.tokens[this.at] ?? '')) this.at++;
    return this.tokens[this.at];
  }

  next() {
    this.peek();
    return this.tokens[this.at++];
  }

  // row reads until one of the ends, which it takes.
  row(...ends) {
    const nodes = [];
    for (;;) {
      const t = this.peek();
      if (t === undefined) break;
      if (ends.includes(t)) {
        this.at++;
        break;
      }
      nodes.push(this.scripted());
    }
    return nodes.length === 1 ? nodes[0] : el('mrow', ...nodes);
  }

  // scripted reads one thing with what stands above and below it.
  scripted() {
    const token = this.peek();
    const base = this.one();
    let sub;
    let sup;
    for (let t = this.peek(); t === '^' || t === '_' || t === "'"; t = this.peek()) {
      this.at++;
      if (t === '_') sub = this.argument();
      else sup = t === '^' ? this.argument() : el('mo', '′');
    }
    if (!sub && !sup) return base;
    const over = large.includes(token.slice(1));
    if (sub && sup) return el(over ? 'munderover' : 'msubsup', base, sub, sup);
    return sub ? el(over ? 'munder' : 'msub', base, sub) : el(over ? 'mover' : 'msup', base, sup);
  }

  // one reads the smallest whole thing.
  one() {
    const t = this.next() ?? '';
    if (this.depth > 40) return el('mtext', t);
    this.depth++;
    const node = t === '{' ? this.row('}') : t.startsWith('\\') ? this.command(t.slice(1)) : plain(t);
    this.depth--;
    return node;
  }

  // argument is one thing, of a number its first digit.
  argument() {
    const t = this.peek() ?? '';
    if (/^\d\d/.test(t)) this.tokens.splice(this.at, 1, t[0], t.slice(1));
    return this.one();
  }

  // raw reads a group's letters as they are.
  raw() {
    if (this.peek() !== '{') return this.next() ?? '';
    this.at++;
    let text = '';
    while (this.at < this.tokens.length && this.tokens[this.at] !== '}') text += this.tokens[this.at++];
    this.at++;
    return text;
  }

  command(name) {
    if (/^[dtc]?frac$/.test(name)) return el('mfrac', this.argument(), this.argument());
    if (name === 'sqrt') return this.root();
    if (name === 'binom') return el('mrow', el('mo', '('), bare(el('mfrac', this.one(), this.one())), el('mo', ')'));
    if (Object.hasOwn(words, name)) return el('mtext', this.raw());
    if (Object.hasOwn(accents, name)) return el('mover', this.one(), el('mo', accents[name]));
    if (Object.hasOwn(widths, name)) return gap(widths[name]);
    if (name === 'left' || name === 'right') return this.fence();
    if (name === 'begin') return this.table(this.raw());
    if (Object.hasOwn(signs, name)) return el('mi', signs[name]);
    if (Object.hasOwn(operators, name)) return el('mo', operators[name]);
    if (named.includes(name)) return el('mi', name);
    return el('mtext', `\\${name}`);
  }

  root() {
    let sign = el('mo', '√');
    if (this.peek() === '[') {
      this.at++;
      sign = el('mmultiscripts', sign, el('mprescripts'), el('mrow'), this.row(']'));
    }
    const under = el('mrow', this.one());
    under.setAttribute('class', 'root'); // <msqrt> shows no sign where there is no font for formulas
    return el('mrow', sign, under);
  }

  fence() {
    const t = this.next() ?? '.';
    return t === '.' ? el('mrow') : el('mo', operators[t.replace(/^\\/, '')] ?? t);
  }

  table(kind) {
    const rows = [[]];
    let cell = [];
    const close = () => rows.at(-1).push(el('mtd', ...cell.splice(0)));
    for (let t = this.peek(); t !== undefined; t = this.peek()) {
      if (t === '\\end') {
        this.at++;
        this.raw();
        break;
      }
      if (t === '&' || t === '\\\\') {
        this.at++;
        close();
        if (t !== '&') rows.push([]);
      } else cell.push(this.scripted());
    }
    close();
    const [open, shut] = fences[kind] ?? '  ';
    return el('mrow', el('mo', open.trim()), el('mtable', ...rows.map((r) => el('mtr', ...r))), el('mo', shut.trim()));
  }
}

function plain(t) {
  if (/^[\d۰-۹]/.test(t)) return el('mn', t);
  if (/^\p{L}/u.test(t)) return el('mi', t);
  return el('mo', t === '-' ? '−' : t === '*' ? '∗' : t);
}

function gap(width) {
  const node = el('mspace');
  node.setAttribute('width', width);
  return node;
}

function bare(fraction) {
  fraction.setAttribute('linethickness', '0');
  return fraction;
}

// maths shows a formula, in a line or in a block of its own.
export function maths(text, block = false) {
  const node = el('math', new Reader(text).row());
  node.setAttribute('display', block ? 'block' : 'inline');
  node.setAttribute('dir', 'ltr');
  node.setAttribute('aria-label', text);
  return node;
}
