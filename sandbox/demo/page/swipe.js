// On a touch screen: a swipe replies.

import { startReply } from './actions.js';
import { messageAt } from './gestures.js';

// swipes turns a drag towards the chat's start into a reply.
export function swipes(list) {
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
