// The command menu: by its button, and as one types a slash.

import { $, h } from './dom.js';
import { get } from './net.js';
import { on, state } from './state.js';
import { runCommand } from './actions.js';

let known = [];
let chosen = -1;
let byButton = false;

const list = () => $('commands');
const isOpen = () => !list().hidden;

async function load() {
  const of = `person=${state.me}&chat=${state.chat}`;
  try {
    known = await get(`commands?${of}`);
  } catch { /* the menu stays as it was */ }
}

function matching() {
  const typed = /^\/([a-z0-9_]*)$/i.exec($('input').value);
  if (byButton && !typed) return known;
  return typed ? known.filter((c) => c.command.startsWith(typed[1].toLowerCase())) : [];
}

function render() {
  const found = matching();
  list().hidden = found.length === 0;
  $('slash').setAttribute('aria-expanded', String(isOpen()));
  chosen = Math.max(-1, Math.min(chosen, found.length - 1));
  list().replaceChildren(...found.map((c, i) => h('li', {
    role: 'option', id: `command${i}`, 'aria-selected': String(i === chosen), onpointerdown: (e) => e.preventDefault(), onclick: () => run(c),
  }, h('b', { dir: 'ltr' }, `/${c.command}`), h('span', { dir: 'auto' }, c.description))));
  const input = $('input');
  if (chosen >= 0 && found.length) {
    input.setAttribute('aria-activedescendant', `command${chosen}`);
    list().children[chosen].scrollIntoView({ block: 'nearest' });
  } else input.removeAttribute('aria-activedescendant');
}

export function close() {
  byButton = false;
  list().hidden = true;
  chosen = -1;
  $('slash').setAttribute('aria-expanded', 'false');
  $('input').removeAttribute('aria-activedescendant');
}

function run(c) {
  if (/^\//.test($('input').value)) {
    $('input').value = '';
    $('input').dispatchEvent(new Event('input'));
  }
  close();
  runCommand(`/${c.command}`);
}

// complete writes the chosen command out, to be given its words.
function complete(c) {
  $('input').value = `/${c.command} `;
  $('input').dispatchEvent(new Event('input'));
  close();
}

// keys takes the keys that are the menu's, and says whether it did.
export function keys(e) {
  if (!isOpen()) return false;
  const found = matching();
  if (e.key === 'ArrowDown') chosen = (chosen + 1) % found.length;
  else if (e.key === 'ArrowUp') chosen = (chosen + found.length) % (found.length + (chosen < 0 ? 0 : 1)) - (chosen < 0 ? 0 : 1);
  else if (e.key === 'Escape') {
    close();
    e.preventDefault();
    return true;
  } else if (e.key === 'Tab' && !e.shiftKey) complete(found[Math.max(chosen, 0)]);
  else if (e.key === 'Enter' && chosen >= 0) run(found[chosen]);
  else return false;
  e.preventDefault();
  if (isOpen()) render();
  return true;
}

export async function typed() {
  if (!/^\/[a-z0-9_]*$/i.test($('input').value)) return byButton ? undefined : close();
  if ($('input').value === '/' || !known.length) await load();
  render();
}

// toggle is what the menu's button does.
export async function toggle() {
  if (isOpen()) return close();
  byButton = true;
  await load();
  chosen = -1;
  render();
  return $('input').focus();
}

document.addEventListener('pointerdown', (e) => {
  if (!e.target.closest('#commands, #slash, #input')) close();
});
on('chat', () => {
  known = [];
  close();
});
