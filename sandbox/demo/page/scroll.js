// Where the chat is scrolled to: it stays at its end while one reads there,
// and lets one read elsewhere in peace.

import { $ } from './dom.js';
import { markRead, on, state, unread } from './state.js';
import { number, say } from './words.js';

const near = 80; // pixels from the end that count as the end
let pinned = true;
let scroller;
let at = 0; // where it was last seen

const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

export function toEnd(smooth = false) {
  pinned = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && distance() < 4000 ? 'smooth' : 'instant' });
  at = scroller.scrollTop;
  refresh();
}

export const atEnd = () => pinned;

// refresh shows the button that leads to the end, and what is unread there.
export function refresh() {
  if (!state.ready) return;
  if (pinned && !document.hidden) markRead(state.me, state.chat);
  const n = unread(state.me, state.chat);
  $('down').hidden = pinned;
  $('unread').hidden = n === 0;
  $('unread').textContent = number(n);
  $('down').setAttribute('aria-label', n ? `${say('down')}: ${say('unread', number(n))}` : say('down'));
}

export function setUp() {
  scroller = $('scroller');
  scroller.addEventListener('scroll', () => {
    const top = scroller.scrollTop;
    if (distance() < near) pinned = true;
    else if (top < at - 1) pinned = false; // what grows below unpins nobody
    at = top;
    refresh();
  }, { passive: true });
  const resized = new ResizeObserver(() => {
    if (!pinned || scroller.scrollTop < at - 1) return; // somebody is on the way up
    scroller.scrollTop = scroller.scrollHeight;
    at = scroller.scrollTop;
  });
  for (const el of [$('list'), $('live'), $('welcome'), scroller]) resized.observe(el);
  $('down').addEventListener('click', () => toEnd(true));
  document.addEventListener('visibilitychange', refresh);
  on('unread', refresh);
}
