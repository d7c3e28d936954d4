// Where the chat is scrolled to: it stays at its end while one reads there,
// and lets one read elsewhere in peace.

import { $ } from './dom.js';
import { markRead, on, state, unread } from './state.js';
import { number, say } from './words.js';

const near = 80; // pixels from the end that count as the end
const above = 10; // pixels above the beginning of a message that one begins to read
const rest = 900; // milliseconds after which a scrolled chat has come to rest
let pinned = true;
let scroller;
let at = 0; // where it was last seen
let head = 0; // the message that came last while one was at the end
let resting;

const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;

export function toEnd(smooth = false) {
  pinned = true;
  head = 0;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && distance() < 4000 ? 'smooth' : 'instant' });
  at = scroller.scrollTop;
  refresh();
}

export const atEnd = () => pinned;

// arrived says that a message has come, which one who is at the end will read
// from its beginning.
export function arrived(id) {
  if (pinned) head = id;
  refresh();
}

// follow goes to the end, but not past the beginning of a message that has
// just come: one that is longer than the window is left there, to be read.
function follow() {
  const row = head && $('list').querySelector(`[data-id="${head}"]`);
  const end = scroller.scrollHeight - scroller.clientHeight;
  scroller.scrollTop = row ? Math.min(end, row.offsetTop - above) : end;
  at = scroller.scrollTop;
  if (distance() < near) return;
  pinned = false;
  head = 0;
  refresh();
}

// moves says for a moment that the chat is being scrolled.
function moves() {
  $('list').classList.add('moving');
  clearTimeout(resting);
  resting = setTimeout(() => $('list').classList.remove('moving'), rest);
}

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
    if (top !== at) moves(); // and not by itself
    at = top;
    refresh();
  }, { passive: true });
  const resized = new ResizeObserver(() => {
    if (pinned && scroller.scrollTop >= at - 1) follow(); // else somebody is on the way up
  });
  for (const el of [$('list'), $('live'), $('welcome'), scroller]) resized.observe(el);
  $('down').addEventListener('click', () => toEnd(true));
  document.addEventListener('visibilitychange', refresh);
  on('unread', refresh);
}
