// What one does: sending, editing, pressing, and what the composer is about.

import { $, toast } from './dom.js';
import { nonce, post } from './net.js';
import { me, state, tell } from './state.js';
import { say } from './words.js';

// compose is what the composer is about: a reply or an edit, or neither.
export const compose = { reply: null, edit: null };

export function failed(error) {
  const known = { gone: 'e_gone', large: 'e_large', empty: 'e_empty', net: 'e_net' }[error.code];
  toast(known ? say(known) : say('e_other', error.message));
}

// act posts something and shows what went wrong with it.
export async function act(name, body) {
  try {
    return await post(name, body);
  } catch (error) {
    failed(error);
    return null;
  }
}

const here = () => ({ person: state.me, chat: state.chat });

export const send = (text, reply, more) => act('say', { ...here(), text, ...more, reply: reply?.id ?? 0, nonce: nonce() });
export const edit = (m, text, more) => act('edit', { ...here(), message: m.id, text, ...more });
export const erase = (m) => act('erase', { ...here(), message: m.id });
export const stop = () => act('stop', { person: state.me });

export function runCommand(command) {
  const full = state.chat === state.group && !command.includes('@') ? `${command}@${state.username}` : command;
  send(full);
}

// press presses a button, which waits for the bot's answer for a while.
export async function press(m, data, key) {
  key.classList.add('waiting');
  key.setAttribute('aria-busy', 'true');
  const rest = () => {
    key.classList.remove('waiting');
    key.removeAttribute('aria-busy');
  };
  setTimeout(rest, 8000);
  if (!await act('press', { ...here(), message: m.id, data })) rest();
}

// answered shows the bot's word on a button.
export function answered(a) {
  for (const key of document.querySelectorAll('.key.waiting')) {
    key.classList.remove('waiting');
    key.removeAttribute('aria-busy');
  }
  if (!a.text) return;
  if (!a.alert) return toast(a.text);
  $('alert-text').textContent = a.text;
  $('alert').showModal();
}

export function startReply(m) {
  compose.reply = m;
  compose.edit = null;
  tell('compose');
  $('input').focus();
}

export async function startEdit(m) {
  compose.edit = m;
  compose.reply = null;
  tell('compose');
  const text = m.entities ? await import('./format.js').then((f) => f.unparse(m.text, m.entities)) : m.text;
  if (compose.edit !== m) return;
  $('input').value = text;
  $('input').dispatchEvent(new Event('input'));
  $('input').focus();
}

export function cancelCompose() {
  if (compose.edit) {
    $('input').value = '';
    $('input').dispatchEvent(new Event('input'));
  }
  compose.edit = null;
  compose.reply = null;
  tell('compose');
}

export const isAdmin = () => Boolean(me()?.admin);
