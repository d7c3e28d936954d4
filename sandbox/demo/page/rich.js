// Rich messages, in Telegram's own blocks, to elements.

import { h } from './dom.js';
import { codeBlock, direction, folded, inline, plainText, teach } from './inline.js';
import { markdown } from './markdown.js';
import { toMarkdown } from './html.js';
import { maths } from './tex.js';

teach('mathematical_expression', (t) => h('span', { class: 'math', dir: 'ltr' }, maths(String(t.expression ?? ''))));

// blocksOf are the blocks of a rich message, in whichever way the bot
// wrote it.
export function blocksOf(rich) {
  if (rich.markdown) return markdown(rich.markdown);
  if (rich.html) return markdown(toMarkdown(rich.html));
  return list(rich.blocks);
}

// list is a list, whatever else was sent in its place.
export const list = (x) => (Array.isArray(x) ? x : []);

// flat is the text of blocks.
export const flat = (blocks) => list(blocks).map((b) => plainText(b?.text ?? b?.summary ?? '') + flat(b?.blocks)
  + list(b?.items).map((i) => flat(i?.blocks)).join('\n') + list(b?.cells).map((r) => list(r).map((c) => plainText(c?.text)).join('\t')).join('\n')).join('\n\n');

// dir is the direction of a block that holds others: that of its first
// letter, which dir=auto would not look for within them.
const dir = (b) => direction(flat([b])) || 'auto';

// along is the direction of a list: the message's, unless no item runs that way.
function along(items, view) {
  const ways = items.map((i) => direction(flat(i.blocks))).filter(Boolean);
  return ways.includes(view.dir) ? view.dir : ways[0] ?? view.dir;
}

export const show = (blocks, view, depth = 0) => (depth > 16 ? [] : list(blocks).map((b) => block(b, view, depth)));

function block(b, view, depth) {
  if (typeof b !== 'object' || b === null) return h('p', { dir: 'auto' }, String(b));
  const kind = Object.hasOwn(kinds, b.type) && kinds[b.type];
  if (kind) return kind(b, view, depth);
  return h('p', { dir: 'auto', class: 'other' }, `[${b.type}] `, inline(b.caption?.text ?? b.text ?? '', view));
}

const kinds = {
  paragraph: (b, view) => h('p', { dir: 'auto' }, inline(b.text, view)),
  heading: (b, view) => h('div', { dir: 'auto', role: 'heading', 'aria-level': Math.min(6, (b.size ?? 1) + 2), class: `h h${b.size ?? 1}` }, inline(b.text, view)),
  pre: (b) => codeBlock(typeof b.text === 'string' ? b.text : '', b.language),
  footer: (b, view) => h('p', { dir: 'auto', class: 'footer' }, inline(b.text, view)),
  thinking: (b, view) => h('p', { dir: 'auto', class: 'footer' }, inline(b.text, view)),
  divider: () => h('hr'),
  mathematical_expression: (b) => h('div', { class: 'math block', dir: 'ltr' }, maths(String(b.expression ?? ''), true)),
  anchor: () => h('span'),
  list: listing,
  blockquote: (b, view, depth) => h('blockquote', { dir: dir(b) }, show(b.blocks, view, depth + 1), credit(b, view)),
  expandable_blockquote: (b, view) => folded(h('blockquote', { dir: 'auto' }, inline(b.text, view), credit(b, view))),
  pullquote: (b, view) => h('blockquote', { dir: 'auto', class: 'pull' }, inline(b.text, view), credit(b, view)),
  details: (b, view, depth) => h('details', { dir: dir(b), open: b.is_open }, h('summary', {}, inline(b.summary, view)), show(b.blocks, view, depth + 1)),
  collage: (b, view, depth) => h('div', {}, show(b.blocks, view, depth + 1)),
  slideshow: (b, view, depth) => h('div', {}, show(b.blocks, view, depth + 1)),
  table,
};

const credit = (b, view) => (b.credit ? h('cite', { dir: 'auto' }, inline(b.credit, view)) : null);

function listing(b, view, depth) {
  const items = list(b.items);
  const ordered = items.some((i) => i.value !== undefined);
  const task = items.some((i) => i.has_checkbox);
  const way = along(items, view);
  return h(ordered ? 'ol' : 'ul', { dir: way, class: task ? 'task' : undefined }, items.map((item) => h('li', { value: item.value },
    item.has_checkbox ? h('span', { class: 'box', role: 'img', 'aria-label': item.is_checked ? '☑' : '☐' }, item.is_checked ? '☑\ufe0e' : '☐') : null,
    show(item.blocks, view, depth + 1).map((el) => beside(el, way)))));
}

// beside keeps a paragraph at its number, whatever it begins with.
function beside(el, way) {
  if (el.localName === 'p') el.classList.add(way === 'rtl' ? 'at-right' : 'at-left');
  return el;
}

function table(b, view) {
  const sides = dir(b) === 'rtl' ? { left: 'right', center: 'center', right: 'left' } : { left: 'left', center: 'center', right: 'right' };
  const cell = (c) => h(c.is_header ? 'th' : 'td', {
    dir: 'auto', class: Object.hasOwn(sides, c.align) ? `at-${sides[c.align]}` : undefined, scope: c.is_header ? 'col' : undefined,
    colspan: c.colspan, rowspan: c.rowspan,
  }, inline(c.text, view));
  const rows = list(b.cells).map((row) => h('tr', {}, list(row).map(cell)));
  return h('div', { class: 'table', tabindex: '0', role: 'group' }, h('table', { dir: dir(b) }, b.caption ? h('caption', {}, inline(b.caption, view)) : null, rows));
}
