// The menu of a message, and others like it. Loaded when first wanted.

import { $, copy, h, icon, signs } from './dom.js';
import { mayEdit, own, textOf } from './message.js';
import { state } from './state.js';
import { say } from './words.js';
import { erase, startEdit, startReply } from './actions.js';

let opener = null;

export const open = (m, at, x, y) => show(at, [
  ['reply', say('reply'), () => startReply(m)],
  textOf(m) && ['copy', say('copy'), () => copy(textOf(m), say('copied'))],
  ['forward', say('forward'), () => import('./samples.js').then((s) => s.forward(m, at))],
  mayEdit(m) && ['edit', say('edit'), () => startEdit(m)],
  (own(m) || m.chat === state.me) && ['bin', say('erase'), () => erase(m)],
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

document.addEventListener('pointerdown', (e) => {
  if (!e.target.closest('#context')) close();
});
$('context').addEventListener('keydown', keys);
$('scroller').addEventListener('scroll', () => close(), { passive: true });
