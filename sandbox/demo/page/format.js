// Formatting what one writes: by Telegram's own marks, by keys, or by the bar
// over a selection. It is loaded when it is first needed.

import { $, h, icon } from './dom.js';
import { say } from './words.js';

const marks = { '```': 'pre', '**': 'bold', '__': 'italic', '~~': 'strikethrough', '||': 'spoiler', '`': 'code' };
const markOf = Object.fromEntries(Object.entries(marks).map(([mark, type]) => [type, mark]));
const wordly = /[\p{L}\p{N}_]/u;
const linked = /^\[([^[\]\n]+)\]\((https?:\/\/[^\s()]+)\)/;

// parse reads the marks of a text and returns it without them, with entities
// that count UTF-16 units.
export function parse(source) {
  const entities = [];
  const text = read(source.trim(), 0, entities);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function read(s, from, entities) {
  let text = '';
  for (let i = 0; i < s.length;) {
    const found = piece(s, i);
    if (!found) {
      text += s[i++];
      continue;
    }
    const { inner, end, ...entity } = found;
    const offset = from + text.length;
    const shown = entity.type === 'pre' || entity.type === 'code' ? inner : read(inner, offset, entities);
    text += shown;
    entities.push({ ...entity, offset, length: shown.length });
    i = end;
  }
  return text;
}

// piece is what begins at i, if anything does.
function piece(s, i) {
  if (s[i] === '[') {
    const m = linked.exec(s.slice(i));
    return m && { type: 'text_link', url: m[2], inner: m[1], end: i + m[0].length };
  }
  const mark = Object.keys(marks).find((k) => s.startsWith(k, i));
  if (!mark || (i > 0 && mark !== '||' && wordly.test(s[i - 1]))) return null;
  const start = i + mark.length;
  const close = s.indexOf(mark, start + 1);
  if (close < 0) return null;
  const end = close + mark.length;
  let inner = s.slice(start, close);
  if (mark === '```') {
    const [, language = '', code] = /^(?:([\w+#-]+)?\n)?([^]*?)\n?$/.exec(inner);
    return code.trim() ? { type: 'pre', language: language || undefined, inner: code, end } : null;
  }
  const cut = inner.trim() !== inner || (mark === '__' || mark === '`') && wordly.test(s[end] ?? ' ') || mark === '`' && inner.includes('\n');
  return cut ? null : { type: marks[mark], inner, end };
}

const opening = (e) => (e.type === 'text_link' ? '[' : e.type === 'pre' ? `\`\`\`${e.language ?? ''}\n` : markOf[e.type]);
const closing = (e) => (e.type === 'text_link' ? `](${e.url})` : e.type === 'pre' ? '\n```' : markOf[e.type]);

// unparse writes a text with marks again, for it to be edited.
export function unparse(text, entities) {
  const known = (entities ?? []).filter((e) => markOf[e.type] || e.type === 'text_link');
  let out = '';
  for (let i = 0; i <= text.length; i++) {
    for (const e of known.filter((x) => x.offset + x.length === i).reverse()) out += closing(e);
    for (const e of known.filter((x) => x.offset === i)) out += opening(e);
    out += text[i] ?? '';
  }
  return out;
}

// apply puts marks round what is selected, as typing would, so that it can be
// undone.
export function apply(type) {
  const input = $('input');
  const { selectionStart: from, selectionEnd: to, value } = input;
  const chosen = value.slice(from, to);
  const bare = chosen.trim();
  if (!bare) return;
  const e = { type, url: 'https://' };
  if (type === 'code' && bare.includes('\n')) e.type = 'pre';
  const written = opening(e) + bare + closing(e);
  const start = from + chosen.indexOf(bare);
  input.setSelectionRange(start, start + bare.length);
  input.focus();
  document.execCommand('insertText', false, written);
  const end = start + written.length;
  if (type === 'text_link') input.setSelectionRange(end - 1, end - 1); // for the address
  else input.setSelectionRange(start + opening(e).length, end - closing(e).length);
}

const signs = {
  bold: 'M7 5h6a3.500 3.500 0 0 1 0 7H7zm0 7h7a3.500 3.500 0 0 1 0 7H7z', italic: 'M10 5h7M7 19h7M14 5l-4 14',
  strikethrough: 'M5 12h14M16 8c0-2-1.500-3-4-3S8 6 8 8.500M8 16c0 2 1.500 3 4 3s4-1 4-3', code: 'm8 7-5 5 5 5m8-10 5 5-5 5',
  spoiler: 'M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6zM4 20 20 4', text_link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
};

let shown = null;

// bar shows the formats over the box for as long as something in it is
// selected.
export function bar() {
  if (!shown) {
    shown = h('div', { class: 'formats', role: 'toolbar', 'aria-label': say('formats'), onpointerdown: (e) => e.preventDefault() },
      Object.entries(signs).map(([type, sign]) => h('button', { type: 'button', class: 'icon', 'data-type': type, onclick: () => apply(type) }, icon(sign))));
    $('composer').append(shown);
    document.addEventListener('selectionchange', refresh);
  }
  shown.setAttribute('aria-label', say('formats'));
  for (const button of shown.children) {
    button.title = say(`as_${button.dataset.type}`);
    button.setAttribute('aria-label', button.title);
  }
  refresh();
}

function refresh() {
  const { selectionStart: from, selectionEnd: to, value } = $('input');
  shown.hidden = !value.slice(from, to).trim() || !$('composer').contains(document.activeElement);
}
