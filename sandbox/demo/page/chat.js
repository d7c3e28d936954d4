// The open chat: its messages in order, days between them, and at its end
// what the bot is writing.

import { $, avatar, h, icon, signs } from './dom.js';
import { body, fill, kindOf, own } from './message.js';
import { me, messages, on, state } from './state.js';
import { day, say } from './words.js';
import { send, startReply, stop } from './actions.js';
import { arrived as keepInSight, atEnd, toEnd } from './scroll.js';

const together = 300; // seconds within which messages of one person stand together
let active = null; // the row that the keyboard is at
let shown = new Map(); // id → row
let newest = null; // the message of the last row

const dayOf = (m) => new Date(m.date * 1000).toDateString();

// add puts a message below the others.
function add(m, before, fresh) {
  const row = h('div', { tabindex: '-1', class: fresh ? 'fresh' : '' });
  fill(row, m);
  if (!before || dayOf(before) !== dayOf(m)) {
    row.classList.add('first');
    $('list').append(h('div', { class: 'day', role: 'separator' }, h('span', { class: 'chip' }, day(m.date * 1000))));
  } else if (before.from.id === m.from.id && kindOf(before) !== 'service' && m.date - before.date < together) {
    shown.get(before.id)?.classList.add('followed');
    row.classList.add('joined');
  }
  quiet(row);
  shown.set(m.id, row);
  $('list').append(row);
  newest = m;
  return row;
}

// quiet takes a row's controls out of the tab order: one comes to them by
// the arrow keys, not through a thousand messages.
function quiet(row) {
  for (const el of row.querySelectorAll('a, button, [tabindex]')) el.tabIndex = row === active ? 0 : -1;
}

export function activate(row, focus = false) {
  const before = active;
  active = row;
  if (before) quiet(before);
  if (row) quiet(row);
  if (focus) row?.focus();
}

function renderAll() {
  const list = $('list');
  list.setAttribute('aria-live', 'off'); // a whole chat is not news
  list.replaceChildren();
  shown = new Map();
  newest = null;
  active = null;
  for (const m of messages(state.chat).values()) add(m, newest, false);
  activate(list.querySelector('.row:last-of-type'));
  requestAnimationFrame(() => list.setAttribute('aria-live', 'polite'));
  welcome();
  live();
}

// reconcile brings the chat to what a new snapshot says.
function reconcile() {
  const all = messages(state.chat);
  const ids = [...all.keys()];
  if ([...shown.keys()].some((id, i) => ids[i] !== id)) return renderAll();
  for (const m of all.values()) {
    if (shown.has(m.id)) change(m);
    else add(m, newest, false);
  }
  welcome();
  live();
}

const prints = new WeakMap(); // row → what it shows

// change shows a message anew in its place.
function change(m) {
  const row = shown.get(m.id);
  const print = JSON.stringify(m);
  if (!row || prints.get(row) === print) return;
  prints.set(row, print);
  const inside = row.contains(document.activeElement) && document.activeElement !== row;
  row.classList.remove('fresh'); // it came before
  fill(row, m);
  quiet(row);
  if (inside && !row.contains(document.activeElement)) row.focus();
  if (newest?.id === m.id) newest = m;
}

function arrived(m) {
  if (m.chat !== state.chat) return;
  const focused = $('list').contains(document.activeElement);
  const row = add(m, newest, true);
  if (!focused) activate(row);
  welcome();
  live();
  if (own(m)) toEnd();
  else keepInSight(m.id);
  if (m.force && !own(m) && atEnd()) startReply(m);
}

// welcome greets in an empty chat, with something to say.
function welcome() {
  const el = $('welcome');
  const empty = ![...messages(state.chat).values()].some((m) => kindOf(m) !== 'service');
  if (el.hidden === !empty && !empty) return;
  el.hidden = !empty;
  if (!empty) return;
  const group = state.chat === state.group;
  const tries = group ? [say('tryGroup1', state.username), say('tryGroup2')]
    : me().admin ? [say('tryAdmin'), say('try1')] : [say('try1'), say('try2')];
  const samples = group ? [] : ['Table', 'Code', 'Maths', 'Long', 'Voice', 'Photo', 'Format', 'File'];
  el.replaceChildren(
    group ? avatar(h('span', { class: 'avatar large' }), state.group, state.title) : h('img', { src: 'icon.svg', alt: '', width: 72, height: 72 }),
    h('h2', {}, group ? state.title : say('hello')), h('p', {}, say(group ? 'groupText' : 'helloText')),
    h('div', { class: 'tries' }, tries.map((t) => h('button', { type: 'button', dir: 'auto', onclick: () => send(t) }, t))),
    h('div', { class: 'samples' }, samples.map((s) => h('button', { type: 'button', class: 'sample', 'data-sample': s, onclick: () => import('./samples.js').then((all) => all.tries[s]()) }, say(`ask${s}`)))),
    group ? '' : h('button', { type: 'button', class: 'primary', onclick: () => send('/start') }, say('start')));
}

const dots = () => h('span', { class: 'dots', role: 'img', 'aria-label': say('typing') }, h('i'), h('i'), h('i'));

// live shows the bot's draft, or that it is typing.
function live() {
  const el = $('live');
  const d = state.drafts.get(state.chat);
  const typing = (state.typing.get(state.chat) ?? 0) > Date.now();
  el.hidden = !d && !typing;
  if (el.hidden) return el.replaceChildren();
  if (!d) {
    if (!el.querySelector('.dots')) el.replaceChildren(h('div', { class: 'bubble' }, dots()));
    return;
  }
  const focused = el.contains(document.activeElement);
  const button = d.can_stop ? h('button', { type: 'button', class: 'stop', onclick: stop }, icon(signs.stop), say('stop')) : '';
  el.replaceChildren(h('div', { class: 'stack' },
    h('div', { class: 'bubble draft', 'aria-label': say('writing') }, body({ ...d, id: `draft${d.id}` }, d.text || d.rich ? null : dots())), button));
  if (focused && button) button.focus();
}

// goTo shows the message that a reply is about.
function goTo(id) {
  const row = shown.get(id);
  if (!row) return;
  row.scrollIntoView({ block: 'center' });
  activate(row, true);
  row.classList.remove('flash');
  requestAnimationFrame(() => row.classList.add('flash'));
}

// keys moves through the messages.
function keys(e) {
  const row = e.target.closest('.row');
  if (e.target !== $('list') && e.target !== row) return;
  const rows = [...shown.values()];
  const at = rows.indexOf(row ?? active);
  const to = { ArrowUp: at - (row ? 1 : 0), ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[e.key];
  const m = messages(state.chat).get(Number((row ?? active)?.dataset.id));
  if (to !== undefined && rows[to]) activate(rows[to], true);
  else if (to !== undefined && to >= rows.length) $('input').focus();
  else if (m && row && (e.key === 'Enter' || e.key === 'ContextMenu')) document.dispatchEvent(new CustomEvent('menu', { detail: { m, at: row } }));
  else if (m && row && e.key === 'r' && !e.ctrlKey && !e.metaKey) startReply(m);
  else if (e.key === 'Escape') $('input').focus();
  else return;
  e.preventDefault();
}

export function setUp() {
  on('chat', () => {
    renderAll();
    toEnd();
  });
  on('snapshot', reconcile);
  on('redraw', renderAll);
  on('message', arrived);
  on('edited', (m) => {
    if (m.chat === state.chat) change(m);
  });
  on('deleted', (m) => {
    if (m.chat === state.chat) renderAll();
  });
  on('live', (chat) => {
    if (chat === state.chat) live();
  });
  document.addEventListener('goto', (e) => goTo(e.detail));
  $('list').addEventListener('keydown', keys);
  $('list').addEventListener('focusin', (e) => {
    const row = e.target.closest('.row');
    if (row && row !== active) activate(row);
  });
}
