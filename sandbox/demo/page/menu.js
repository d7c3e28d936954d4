// The menu of a message: by its button, a right click, a long press or the
// keyboard; and a swipe, which replies.

import { $, copy, h, icon, signs } from './dom.js';
import { mayEdit, textOf } from './message.js';
import { messages, state } from './state.js';
import { say } from './words.js';
import { startEdit, startReply } from './actions.js';

let opener = null;

const open = (m, at, x, y) => show(at, [
  ['reply', say('reply'), () => startReply(m)],
  textOf(m) && ['copy', say('copy'), () => copy(textOf(m), say('copied'))],
  ['forward', say('forward'), () => import('./samples.js').then((s) => s.forward(m, at))],
  mayEdit(m) && ['edit', say('edit'), () => startEdit(m)],
], x, y);

// show opens a menu of [sign, words, what to do] beside an element or a point.
export function show(at, entries, x, y) {
  const menu = $('context');
  opener = at;
  menu.replaceChildren(...entries.filter(Boolean).map(([sign, words, act]) => h('li', { role: 'none' }, h('button', {
    type: 'button', role: 'menuitem', onclick: () => {
      close();
      act();
    },
  }, icon(signs[sign]), h('span', { dir: 'auto' }, words)))));
  menu.hidden = false;
  const box = at.getBoundingClientRect();
  const left = x ?? (document.documentElement.dir === 'rtl' ? box.right - menu.offsetWidth : box.left);
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`;
  const below = box.bottom + menu.offsetHeight < innerHeight - 8 ? box.bottom : box.top - menu.offsetHeight;
  menu.style.top = `${Math.max(8, Math.min(y ?? below, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector('button').focus();
}

function close(back = false) {
  if ($('context').hidden) return;
  $('context').hidden = true;
  if (back) opener?.focus();
}

function keys(e) {
  const list = [...$('context').querySelectorAll('button')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  if (step) list[(list.indexOf(document.activeElement) + step + list.length) % list.length].focus();
  else if (e.key === 'Escape' || e.key === 'Tab') close(true);
  else return;
  e.preventDefault();
}

const messageAt = (target) => {
  const row = target.closest('#list > .row:not(.service)');
  return row && { row, m: messages(state.chat).get(Number(row.dataset.id)) };
};

// swipes turns a drag towards the chat's start into a reply.
function swipes(list) {
  let from = null;
  const end = (e) => {
    if (!from) return;
    const { row, m, x } = from;
    from = null;
    row.classList.remove('swiped');
    row.style.transform = '';
    if (e.type === 'pointerup' && Math.abs(e.clientX - x) > 56) startReply(m);
  };
  list.addEventListener('pointerdown', (e) => {
    const hit = e.pointerType === 'touch' && !e.target.closest('.table, pre, button, a') && messageAt(e.target);
    if (hit?.m) from = { ...hit, x: e.clientX, y: e.clientY };
  });
  list.addEventListener('pointermove', (e) => {
    if (!from) return;
    const dx = e.clientX - from.x;
    if (Math.abs(e.clientY - from.y) > 24) return end(e);
    const back = document.documentElement.dir === 'rtl' ? 1 : -1;
    from.row.classList.add('swiped');
    from.row.style.transform = `translateX(${back * Math.max(0, Math.min(72, dx * back))}px)`;
  });
  list.addEventListener('pointerup', (e) => {
    const back = document.documentElement.dir === 'rtl' ? 1 : -1;
    if (from && (e.clientX - from.x) * back < 0) from.x = e.clientX; // the other way means nothing
    end(e);
  });
  list.addEventListener('pointercancel', end);
}

export function setUp() {
  document.addEventListener('menu', (e) => open(e.detail.m, e.detail.at));
  document.addEventListener('pointerdown', (e) => {
    if (!e.target.closest('#context')) close();
  });
  $('context').addEventListener('keydown', keys);
  $('list').addEventListener('contextmenu', (e) => {
    const hit = messageAt(e.target);
    if (!hit?.m || e.target.closest('a, pre') || String(getSelection())) return;
    e.preventDefault();
    open(hit.m, hit.row, e.clientX, e.clientY);
  });
  $('scroller').addEventListener('scroll', () => close(), { passive: true });
  swipes($('list'));
}
