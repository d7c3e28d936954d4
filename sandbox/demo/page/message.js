// One message as a bubble.

import { avatar, copy, h, icon, link, signs, toast } from './dom.js';
import { formatted } from './entities.js';
import { direction } from './inline.js';
import { me, messages, state, tell } from './state.js';
import { clock, say, size } from './words.js';
import { press, runCommand, startReply } from './actions.js';

// opened are the spoilers that were opened, by message.
const opened = new Map();

function viewOf(m) {
  const key = `${m.chat}/${m.id}`;
  if (!opened.has(key)) opened.set(key, new Set());
  return { opened: opened.get(key), spoilers: 0, command: runCommand };
}

// rich shows rich messages. It comes with the first message of any kind, to be
// there before an answer.
let rich, coming, awaited;

function richly(needed) {
  awaited ||= needed;
  coming ??= import('./rich.js').then((loaded) => {
    rich = loaded;
    if (awaited) tell('redraw');
  }, () => { coming = null; });
  return rich;
}

export const own = (m) => m.from.id === state.me;
// called is a name; the bot's is in the page's language.
export const called = (name) => (name === state.bot ? say('name') : name);
export const kindOf = (m) => (m.joined || m.left ? 'service' : own(m) ? 'mine' : 'theirs');

// body is what a message says, with what comes after it.
export function body(m, ...after) {
  const view = viewOf(m);
  const shows = richly(Boolean(m.rich));
  if (m.rich) {
    const dir = m.rich.rtl ? 'rtl' : direction(textOf(m)) || 'auto';
    view.dir = dir;
    return h('div', { class: 'body rich', dir }, shows ? rich.show(rich.blocksOf(m.rich), view) : '…', after);
  }
  const text = textOf(m);
  const big = /^(?:\p{Extended_Pictographic}|\u200d|\ufe0f|[\u{1f3fb}-\u{1f3ff}]){1,6}$/u.test(text);
  const even = text.split('\n').every((l) => direction(l) !== 'ltr');
  return h('div', { class: `body${big ? ' big' : ''}${even ? ' even' : ''}`, dir: 'auto', lang: direction(text) === 'rtl' ? 'fa' : undefined }, text ? formatted(text, m.entities, view) : null, after);
}

// textOf is a message without its form, to copy or tell.
export function textOf(m) {
  if (!m.rich) return m.text ?? '';
  return rich ? rich.flat(rich.blocksOf(m.rich)) : '';
}

// gist is a line by which to know a message.
export function gist(m) {
  if (m.joined || m.left) return service(m);
  return textOf(m).replace(/\s+/g, ' ').slice(0, 120) || (m.file ? say(m.file.kind) : '');
}

const service = (m) => (m.left ? say('left', m.left) : say('joined', (m.joined ?? []).join(', ')));

// fill puts a message into its row.
export function fill(row, m) {
  row.dataset.id = m.id;
  row.dataset.from = m.from.id;
  if (kindOf(m) === 'service') {
    row.className = 'row service';
    row.replaceChildren(h('span', { class: 'chip' }, service(m)));
    return;
  }
  row.classList.add('row', kindOf(m));
  row.setAttribute('role', 'article');
  row.setAttribute('aria-label', say('says', own(m) ? say('you') : called(m.from.name), clock(m.date * 1000)));
  const group = m.chat === state.group;
  const around = JSON.stringify([m.chat, m.buttons, m.reaction]);
  const old = row.querySelector('.bubble');
  if (old && shapes.get(row) === around) { // an edit moves nothing but its own words
    old.replaceWith(bubble(m));
    return;
  }
  shapes.set(row, around);
  row.replaceChildren(
    group && !own(m) ? avatar(h('span', { class: 'avatar small', 'aria-hidden': 'true' }), m.from.bot ? 'bot' : m.from.id, called(m.from.name)) : '',
    h('div', { class: 'stack' },
      bubble(m),
      m.buttons ? keyboard(m) : null,
      m.reaction ? h('span', { class: 'reaction' }, m.reaction) : null),
    tools(m));
}

const shapes = new WeakMap(); // row → what is round its bubble

function bubble(m) {
  return h('div', { class: m.file?.kind === 'photo' && !m.text ? 'bubble bare' : 'bubble' },
    m.chat === state.group && !own(m) ? h('strong', { class: 'name', 'data-tint': m.from.bot ? 'bot' : m.from.id % 6, dir: 'auto' }, called(m.from.name), m.from.bot ? h('small', {}, say('botTag')) : '') : null,
    m.forward ? h('em', { class: 'forward' }, say('forwarded', called(m.forward))) : null,
    m.reply ? original(m.reply) : null,
    m.file ? attachment(m.file) : null,
    body(m, meta(m)));
}

function meta(m) {
  const at = m.date * 1000;
  return h('span', { class: 'meta' }, m.edited && !m.from.bot ? `${say('edited')} ` : '', h('time', { datetime: new Date(at).toISOString() }, clock(at)));
}

function original(reply) {
  const m = messages(state.chat).get(reply.id);
  const text = m?.rich ? gist(m) : reply.text.slice(0, 120);
  return h('button', { type: 'button', class: 'original', dir: direction(text.replace(/[@/]\w+/g, '')) || 'auto', onclick: () => document.dispatchEvent(new CustomEvent('goto', { detail: reply.id })) },
    h('strong', {}, h('bdi', {}, called(reply.name))), h('span', {}, text));
}

function attachment(f) {
  const address = `file/${encodeURIComponent(f.id ?? '')}`;
  if (f.kind === 'sticker') return h('div', { class: 'big', role: 'img', 'aria-label': say('sticker') }, f.name || '⭐');
  if (f.kind === 'photo') return h('img', { class: 'photo', src: address, alt: say('photo'), loading: 'lazy' });
  if (f.seconds) return sound(f, address);
  const a = h('a', { class: 'file', download: f.name || '', 'aria-label': say('download', f.name || say(f.kind)) },
    h('span', { class: 'sign' }, icon(signs.file)), h('span', { class: 'about' }, h('strong', { dir: 'auto' }, f.name || say(f.kind)), h('small', {}, size(f.size ?? 0))));
  a.setAttribute('href', address);
  return a;
}

// sound makes room for a sound's player, which comes when the first of them does.
function sound(f, address) {
  const el = h('div', { class: 'voice' }, h('span', { class: 'sign' }), h('span', { class: 'wave' }));
  import('./voice.js').then((v) => el.replaceWith(v.player(f, address)));
  return el;
}

function keyboard(m) {
  return h('div', { class: 'keyboard' }, m.buttons.map((row) => h('div', {}, row.map((b) => {
    if (b.url) return link(b.url, { class: 'key', dir: 'auto' }, b.text, ' ↗');
    const key = h('button', { type: 'button', class: 'key', dir: 'auto' }, b.text);
    key.addEventListener('click', () => (b.copy ? copy(b.copy, say('copied')) : b.data ? press(m, b.data, key) : toast(b.text)));
    return key;
  }))));
}

// tools are what can be done with a message; the whole of it is in the menu.
function tools(m) {
  const now = () => messages(m.chat).get(m.id) ?? m; // it may have been edited
  const tool = (word, act, more) => h('button', { type: 'button', class: 'icon', title: say(word), 'aria-label': say(word), onclick: act, ...more }, icon(signs[word]));
  const menu = (e) => document.dispatchEvent(new CustomEvent('menu', { detail: { m: now(), at: e.currentTarget } }));
  return h('div', { class: 'tools' }, tool('reply', () => startReply(now())),
    own(m) ? '' : tool('copy', () => copy(textOf(now()), say('copied'))), tool('more', menu, { 'aria-haspopup': 'menu' }));
}

export const mayEdit = (m) => own(m) && Boolean(m.text) && me() !== undefined;
