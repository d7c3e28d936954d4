// What stands within a line of Markdown, to rich text.

// Marks on both sides of a text, the longer ones first.
const marks = [
  ['**', 'bold'], ['__', 'bold'], ['~~', 'strikethrough'], ['||', 'spoiler'], ['==', 'marked'], ['*', 'italic'], ['_', 'italic'],
];
const tags = {
  b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline', s: 'strikethrough', del: 'strikethrough',
  mark: 'marked', sub: 'subscript', sup: 'superscript', code: 'code', 'tg-spoiler': 'spoiler',
};
const entity = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };
const letter = /[\p{L}\p{N}]/u;

export const spans = (text, depth = 0, linked = false) => new Scanner(text, depth, linked).run();

class Scanner {
  constructor(text, depth, linked) {
    this.text = text;
    this.depth = depth;
    this.linked = linked; // within a link's words there is no other link
    this.at = 0;
    this.out = [];
    this.plain = '';
    this.dead = new Set(); // ends that are known not to come
  }

  run() {
    while (this.at < this.text.length) {
      if (this.depth > 10 || !this.special()) this.plain += this.text[this.at++];
    }
    this.flush();
    return this.out;
  }

  flush() {
    if (this.plain) this.out.push(this.plain);
    this.plain = '';
  }

  // put adds an element and goes on after it.
  put(node, next) {
    this.flush();
    this.out.push(node);
    this.at = next;
    return true;
  }

  inner = (text, linked = this.linked) => spans(text, this.depth + 1, linked);

  special() {
    switch (this.text[this.at]) {
      case '\\': return this.escape();
      case '`': return this.code();
      case '$': return this.maths();
      case '!': return this.text[this.at + 1] === '[' && this.link(this.at + 1);
      case '[': return this.link(this.at);
      case '<': return this.tag();
      case '&': return this.entity();
      case 'h': return this.address();
      case ' ': case '*': case '_': case '~': case '|': case '=': return this.mark();
      default: return false;
    }
  }

  escape() {
    const next = this.text[this.at + 1];
    if (next === '\n') return this.put({ type: 'break' }, this.at + 2);
    if (!next || !/[!-/:-@[-`{-~]/.test(next)) return false;
    this.plain += next;
    this.at += 2;
    return true;
  }

  // find looks for an end from a place on; one that was not found is not
  // looked for again.
  find(end, from) {
    if (this.dead.has(end)) return -1;
    const i = this.text.indexOf(end, from);
    if (i < 0) this.dead.add(end);
    return i;
  }

  code() {
    const ticks = /^`+/.exec(this.text.slice(this.at, this.at + 40))[0];
    for (let i = this.at + ticks.length; (i = this.find(ticks, i)) >= 0;) {
      let end = i;
      while (this.text[end] === '`') end++;
      if (end - i === ticks.length) {
        const inner = this.text.slice(this.at + ticks.length, i).replaceAll('\n', ' ');
        return this.put({ type: 'code', text: /^ .* $/.test(inner) && inner.trim() ? inner.slice(1, -1) : inner }, end);
      }
      i = end;
    }
    this.plain += ticks;
    this.at += ticks.length;
    return true;
  }

  maths() {
    const wide = this.text.startsWith('$$', this.at);
    const sign = wide ? '$$' : '$';
    const from = this.at + sign.length;
    const end = this.find(sign, from);
    const inner = this.text.slice(from, end);
    if (end <= from || /^\s|\s$/.test(inner) || inner.includes('\n\n') || (!wide && /\d/.test(this.text[end + 1] ?? ''))) return false;
    return this.put({ type: 'mathematical_expression', expression: inner }, end + sign.length);
  }

  link(open) {
    if (this.linked || this.find('](', open) < 0) return false;
    let depth = 0;
    let close = -1;
    for (let i = open; i < this.text.length && i < open + 2000; i++) {
      if (this.text[i] === '\\') i++;
      else if (this.text[i] === '[') depth++;
      else if (this.text[i] === ']' && --depth === 0) {
        close = i;
        break;
      }
    }
    if (close < 0 || this.text[close + 1] !== '(') return false;
    const m = /^\(\s*<?([^\s<>]*?)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/.exec(this.parenthesis(close + 1));
    if (!m) return false;
    return this.put({ type: 'url', url: m[1].replace(/\\([!-/:-@[-`{-~])/g, '$1'), text: this.inner(this.text.slice(open + 1, close), true) }, close + 1 + m[0].length);
  }

  // parenthesis is what stands in parentheses, those within it too.
  parenthesis(from) {
    let depth = 0;
    for (let i = from; i < this.text.length && i < from + 2048; i++) {
      if (this.text[i] === '\\') i++;
      else if (this.text[i] === '(') depth++;
      else if (this.text[i] === ')' && --depth === 0) return this.text.slice(from, i + 1);
    }
    return '';
  }

  tag() {
    const rest = this.text.slice(this.at, this.at + 2048);
    const auto = /^<((?:https?|tg):[^\s<>]+)>/i.exec(rest);
    if (auto && !this.linked) return this.put({ type: 'url', url: auto[1], text: auto[1] }, this.at + auto[0].length);
    const br = /^<br\s*\/?>/i.exec(rest);
    if (br) return this.put({ type: 'break' }, this.at + br[0].length);
    const open = /^<([a-z-]{1,10})>/i.exec(rest);
    const type = open && tags[open[1].toLowerCase()];
    if (!type) return false;
    const from = this.at + open[0].length;
    const end = this.find(`</${open[1]}>`, from);
    if (end < 0) return false;
    const text = this.text.slice(from, end);
    return this.put({ type, text: type === 'code' ? text : this.inner(text) }, end + open[0].length + 1);
  }

  entity() {
    const m = /^&(amp|lt|gt|quot|nbsp|#\d{1,7});/.exec(this.text.slice(this.at, this.at + 12));
    if (!m) return false;
    const code = Number(m[1].slice(1));
    if (m[1][0] === '#' && (code === 0 || code > 0x10ffff)) return false;
    this.plain += m[1][0] === '#' ? String.fromCodePoint(code) : entity[m[1]];
    this.at += m[0].length;
    return true;
  }

  address() {
    if (this.linked || letter.test(this.text[this.at - 1] ?? ' ')) return false;
    const m = /^https?:\/\/[^\s<>"'`|*)\]]+[^\s<>"'`|*)\].,:;!?،؛؟»]/i.exec(this.text.slice(this.at, this.at + 2048));
    return m ? this.put({ type: 'url', url: m[0], text: m[0] }, this.at + m[0].length) : false;
  }

  mark() {
    if (this.text[this.at] === ' ' && /^ {2,}\n/.test(this.text.slice(this.at, this.at + 20))) {
      return this.put({ type: 'break' }, this.text.indexOf('\n', this.at) + 1);
    }
    for (const [sign, type] of marks) {
      if (!this.text.startsWith(sign, this.at)) continue;
      const from = this.at + sign.length;
      if (/\s/.test(this.text[from] ?? ' ') || (sign[0] === '_' && letter.test(this.text[this.at - 1] ?? ' '))) continue;
      const end = this.closing(sign, from);
      if (end > 0) return this.put({ type, text: this.inner(this.text.slice(from, end)) }, end + sign.length);
    }
    return false;
  }

  // closing finds the sign that ends what begins at from.
  closing(sign, from) {
    if (this.dead.has(`end ${sign}`)) return -1;
    for (let i = from + 1; (i = this.find(sign, i)) >= 0; i++) {
      const run = /^(.)\1*/.exec(this.text.slice(i, i + 8))[0].length;
      const before = this.text[i - 1];
      if (/\s/.test(before) || before === '\\' || (sign[0] === '_' && letter.test(this.text[i + sign.length] ?? ' '))) continue;
      if (sign.length === 1 && run === 2) { // a pair of another mark
        i++;
        continue;
      }
      return sign.length < run ? i + run - sign.length : i;
    }
    this.dead.add(`end ${sign}`);
    return -1;
  }
}
