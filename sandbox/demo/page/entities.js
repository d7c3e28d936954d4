// A text with Telegram's entities, to elements.

import { h } from './dom.js';
import { codeBlock, folded, inline } from './inline.js';

const blocks = ['pre', 'blockquote', 'expandable_blockquote'];

// formatted makes nodes of a text; offsets count UTF-16 units, as JavaScript
// does by itself.
export function formatted(text, entities, view) {
  const sorted = (entities ?? [])
    .filter((e) => e.length > 0 && e.offset >= 0 && e.offset + e.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
  const nodes = pieces(text, 0, text.length, sorted, view);
  return nodes.length ? nodes : [text];
}

// rank puts what holds others before what is held.
const rank = (e) => (blocks.includes(e.type) ? 0 : e.type === 'code' ? 2 : 1);

// pieces makes nodes of text[from, to) with the entities within.
function pieces(text, from, to, entities, view) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length;) {
    const e = entities[i];
    const end = Math.min(e.offset + e.length, to);
    let after = i + 1;
    while (after < entities.length && entities[after].offset < end) after++;
    if (e.offset < at) { // overlaps what was shown: not Telegram's way
      i++;
      continue;
    }
    const block = blocks.includes(e.type);
    let before = text.slice(at, e.offset);
    if (block) before = before.replace(/\n{1,2}$/, ''); // a block has room around it
    if (before) nodes.push(before);
    nodes.push(node(e, text.slice(e.offset, end), () => pieces(text, e.offset, end, entities.slice(i + 1, after), view), view));
    at = end;
    for (let n = 0; block && n < 2 && text[at] === '\n'; n++) at++;
    i = after;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

const types = { text_link: 'url', email: 'email_address', custom_emoji: 'custom' };

function node(e, text, inner, view) {
  switch (e.type) {
    case 'pre': return codeBlock(text, e.language);
    case 'blockquote': return h('blockquote', { dir: 'auto' }, inner());
    case 'expandable_blockquote': return folded(h('blockquote', { dir: 'auto' }, inner()));
    case 'url': return inline({ type: 'url', text, url: /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}` }, view)[0];
    case 'mention': return inline({ type: 'mention', text, username: text }, view)[0];
    case 'bot_command': return inline({ type: 'bot_command', text }, view)[0];
  }
  const shell = inline({ type: types[e.type] ?? e.type, text: '', url: e.url }, view)[0];
  (e.type === 'spoiler' ? shell.firstChild : shell).append(...inner());
  return shell;
}
