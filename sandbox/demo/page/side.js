// Who one is, the chats at the side, and the bar above the open one.

import { $, avatar, h } from './dom.js';
import { become, chats, last, me, on, state, unread } from './state.js';
import { clock, number, say, speak } from './words.js';
import { called, gist, kindOf, own } from './message.js';

function people() {
  $('people').replaceChildren(...state.people.map((p) => {
    const input = h('input', { type: 'radio', name: 'person', value: p.id, id: `person${p.id}` });
    input.checked = p.id === state.me;
    input.addEventListener('change', () => become(p.id));
    const n = p.id === state.me ? 0 : p.chats.reduce((sum, c) => sum + unread(p.id, c), 0);
    return h('label', { class: 'person' }, input, avatar(h('span', { class: 'avatar', 'aria-hidden': 'true' }), p.id, p.name),
      h('span', { class: 'who', dir: 'auto' }, p.name), h('small', {}, p.admin ? say('admin') : say(p.language === 'fa' ? 'persian' : 'english')),
      n ? h('b', { class: 'badge', 'aria-label': say('unread', number(n)) }, number(n)) : null);
  }));
}

// keepFocus draws anew without taking the focus away.
function keepFocus(draw) {
  const id = document.activeElement?.id;
  draw();
  if (id && document.activeElement === document.body) $(id)?.focus();
}

const nameOf = (chat) => (chat === state.group ? state.title : called(state.bot));

function chatList() {
  $('chats').replaceChildren(...chats(state.me).map((chat) => {
    const m = last(chat);
    const n = chat === state.chat ? 0 : unread(state.me, chat);
    const typing = (state.typing.get(chat) ?? 0) > Date.now() || state.drafts.has(chat);
    const word = m ? (kindOf(m) === 'service' ? '' : own(m) ? `${say('you')}: ` : chat === state.group ? `${called(m.from.name)}: ` : '') + gist(m) : say(chat === state.group ? 'members' : 'private');
    return h('li', {}, h('button', {
      type: 'button', id: `chat${chat}`, 'aria-current': chat === state.chat ? 'true' : undefined, onclick: () => {
        become(state.me, chat);
        drawer('side', false);
        if (matchMedia('(min-width: 900px)').matches) $('input').focus();
      },
    },
    avatar(h('span', { class: 'avatar', 'aria-hidden': 'true' }), chat === state.group ? state.group : 'bot', nameOf(chat)),
    h('span', { class: 'top' }, h('strong', { dir: 'auto' }, nameOf(chat)), m ? h('time', {}, clock(m.date * 1000)) : ''),
    h('span', { class: 'under' }, h('span', typing || !m || kindOf(m) === 'service' ? { class: typing ? 'typing' : '' } : { dir: 'auto' }, typing ? say('typing') : word),
      n ? h('b', { class: 'badge', 'aria-label': say('unread', number(n)) }, number(n)) : null)));
  }));
}

function bar() {
  $('title').textContent = nameOf(state.chat);
  avatar($('peer'), state.chat === state.group ? state.group : 'bot', nameOf(state.chat));
  const typing = (state.typing.get(state.chat) ?? 0) > Date.now() || state.drafts.has(state.chat);
  const running = state.panel?.running;
  const word = !state.connected ? 'connecting' : !running ? 'offline' : typing ? 'typing' : state.chat === state.group ? 'members' : 'online';
  const text = say(word);
  if ($('subtitle').textContent !== text) $('subtitle').textContent = text; // a status is read out when it changes
  $('subtitle').className = word;
  const n = state.people.reduce((sum, p) => sum + p.chats.reduce((s, c) => s + (p.id === state.me && c === state.chat ? 0 : unread(p.id, c)), 0), 0);
  $('elsewhere').hidden = n === 0;
  $('elsewhere').textContent = number(n);
  const here = chats(state.me).reduce((sum, c) => sum + unread(state.me, c), 0);
  document.title = here ? `(${number(here)}) ${say('name')}` : say('name');
}

let due = false;

// draw shows all of it anew, once for many changes.
export function draw() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    if (!state.ready) return;
    keepFocus(() => {
      people();
      chatList();
      bar();
    });
  });
}

// drawer opens or closes what is at a side of a narrow page.
export function drawer(id, open) {
  const el = $(id);
  const button = $(id === 'side' ? 'menu' : 'behind');
  const wide = id === 'panel' && matchMedia('(min-width: 1180px)').matches;
  if (wide) {
    document.body.classList.toggle('no-panel', !open);
    button.setAttribute('aria-expanded', String(open));
    return;
  }
  const was = el.classList.contains('open');
  el.classList.toggle('open', open);
  button.setAttribute('aria-expanded', String(open));
  $('shade').hidden = !document.querySelector('aside.open');
  if (open && !was) el.querySelector('button:not([hidden]), input')?.focus();
  if (!open && was) button.focus();
}

const isOpen = (id) => $(id === 'side' ? 'menu' : 'behind').getAttribute('aria-expanded') === 'true';

function theme() {
  const root = document.documentElement;
  const dark = (root.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch { /* private browsing */ }
}

export function setUp() {
  $('theme').addEventListener('click', theme);
  $('menu').addEventListener('click', () => drawer('side', !isOpen('side')));
  $('behind').addEventListener('click', () => drawer('panel', !isOpen('panel')));
  $('panel-close').addEventListener('click', () => drawer('panel', false));
  const shut = () => {
    for (const id of ['side', 'panel']) if ($(id).classList.contains('open')) drawer(id, false);
  };
  $('shade').addEventListener('click', shut);
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && document.querySelector('aside.open')) shut();
  });
  $('behind').setAttribute('aria-expanded', String(matchMedia('(min-width: 1180px)').matches));
  on('me', () => speak(me().language));
  for (const name of ['me', 'chat', 'snapshot', 'message', 'edited', 'deleted', 'live', 'panel', 'unread', 'connected', 'redraw']) on(name, draw);
}
