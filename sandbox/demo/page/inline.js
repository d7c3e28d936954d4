// Rich text, in Telegram's own form, to elements: a text is a string, a list,
// or {type, text, …}. Entities, Markdown and HTML are all brought into this
// form, so this is the only place that shows what somebody wrote.

import { copy, h, link } from './dom.js';
import { say } from './words.js';

const simple = {
  bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', marked: 'mark', subscript: 'sub', superscript: 'sup',
};

// inline makes nodes of a rich text. The view says what pressing things does
// and which spoilers have been opened.
export function inline(text, view) {
  if (text === undefined || text === null) return [];
  if (typeof text === 'string') return [text];
  if (Array.isArray(text)) return text.flatMap((t) => inline(t, view));
  if (typeof text !== 'object') return [String(text)];
  if (Object.hasOwn(simple, text.type)) return [h(simple[text.type], {}, inline(text.text, view))];
  return [(Object.hasOwn(kinds, text.type) ? kinds[text.type] : plain)(text, view)];
}

const plain = (t, view) => h('span', {}, inline(t.text ?? t.alternative_text ?? t.name ?? '', view));

const kinds = {
  code: (t, view) => h('code', { dir: 'auto', title: say('copy'), onclick: tap }, inline(t.text, view)),
  spoiler,
  url: (t, view) => link(t.url, {}, inline(t.text, view)),
  email_address: plain,
  phone_number: plain,
  mention: (t, view) => link(`https://t.me/${encodeURIComponent(String(t.username).replace(/^@/, ''))}`, { class: 'mention' }, inline(t.text, view)),
  text_mention: (t, view) => h('span', { class: 'mention' }, inline(t.text, view)),
  hashtag: (t, view) => h('span', { class: 'mention' }, inline(t.text, view)),
  cashtag: (t, view) => h('span', { class: 'mention' }, inline(t.text, view)),
  bot_command: (t, view) => pressed(h('span', { class: 'link', role: 'button', tabindex: '0' }, inline(t.text, view)), () => view.command(plainText(t.text))),
  break: () => h('br'),
  anchor: () => h('span'),
};

// teach adds a kind that is loaded when it is first wanted.
export function teach(kind, show) {
  kinds[kind] = show;
}

// pressed makes a button of words within a line, which a real one would take out
// of their line's order.
function pressed(el, act) {
  el.addEventListener('click', act);
  el.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' && e.key !== ' ') return;
    e.preventDefault();
    act();
  });
  return el;
}

// plainText is a rich text without its form.
export function plainText(text) {
  if (typeof text === 'string') return text;
  if (Array.isArray(text)) return text.map(plainText).join('');
  return text?.type === 'break' ? '\n' : plainText(text?.text ?? text?.expression ?? text?.alternative_text ?? '');
}

// tap copies code, as in Telegram; without a pointer there is the menu.
const tap = (e) => String(getSelection()) || copy(e.currentTarget.textContent, say('copied'));

function spoiler(t, view) {
  const n = view.spoilers++;
  const inner = h('span', {}, inline(t.text, view));
  const el = h('span', { class: 'spoiler' }, inner);
  const open = () => {
    view.opened.add(n);
    el.classList.add('open');
    for (const a of ['role', 'tabindex', 'aria-label']) el.removeAttribute(a);
    inner.removeAttribute('aria-hidden');
    inner.inert = false;
  };
  if (view.opened.has(n)) {
    open();
    return el;
  }
  inner.setAttribute('aria-hidden', 'true');
  inner.inert = true;
  el.setAttribute('role', 'button');
  el.setAttribute('tabindex', '0');
  el.setAttribute('aria-label', say('spoiler'));
  return pressed(el, open);
}

// codeBlock shows code with its language and a button that copies it.
export function codeBlock(text, language) {
  return h('div', { class: 'code', dir: 'ltr' },
    h('div', { class: 'code-head' }, h('span', {}, language || 'code'),
      h('button', { type: 'button', class: 'link', dir: 'auto', 'aria-label': say('copyCode'), onclick: () => copy(text, say('copied')) }, say('copy'))),
    h('pre', {}, h('code', {}, text)));
}

// folded shows the beginning of a long quotation, and all of it on demand.
export function folded(quote) {
  const button = h('button', { type: 'button', class: 'link', 'aria-expanded': 'false' }, say('expand'));
  button.addEventListener('click', () => {
    const open = quote.classList.toggle('folded') === false;
    button.setAttribute('aria-expanded', String(open));
    button.textContent = say(open ? 'collapse' : 'expand');
  });
  quote.classList.add('folded');
  const seen = new ResizeObserver(() => {
    if (!quote.clientHeight) return; // not laid out yet
    seen.disconnect();
    if (quote.scrollHeight > quote.clientHeight + 4) return;
    quote.classList.remove('folded'); // a short one has nothing to hide
    button.remove();
  });
  seen.observe(quote);
  return h('div', { class: 'fold' }, quote, button);
}

// direction is that of a text's first letter, for what is laid out by it.
export function direction(text) {
  const letter = /\p{L}/u.exec(text)?.[0] ?? '';
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(letter) ? 'rtl' : letter ? 'ltr' : '';
}
