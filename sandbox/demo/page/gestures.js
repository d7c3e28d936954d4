// What opens a message's menu: its button, a right click, a long press, a key.

import { $ } from './dom.js';
import { messages, state } from './state.js';

export const messageAt = (target) => {
  const row = target.closest('#list > .row:not(.service)');
  return row && { row, m: messages(state.chat).get(Number(row.dataset.id)) };
};

const open = (...args) => import('./menu.js').then((menu) => menu.open(...args));

export function setUp() {
  document.addEventListener('menu', (e) => open(e.detail.m, e.detail.at));
  $('list').addEventListener('contextmenu', (e) => {
    const hit = messageAt(e.target);
    if (!hit?.m || e.target.closest('a, pre') || String(getSelection())) return;
    e.preventDefault();
    open(hit.m, hit.row, e.clientX, e.clientY);
  });
  if ('ontouchstart' in window) import('./swipe.js').then((s) => s.swipes($('list')));
}
