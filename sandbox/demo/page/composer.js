// The box in which one writes.

import { $ } from './dom.js';
import { messages, on, state } from './state.js';
import { say } from './words.js';
import { cancelCompose, compose, edit, send, startEdit } from './actions.js';
import { called, gist, mayEdit, own } from './message.js';

const kept = new Map(); // "person/chat" → what was begun there
let place = '';

// The menu of commands comes with the first slash.
let menu = null;
const commands = () => import('./commands.js').then((loaded) => {
  menu = loaded;
  return loaded;
});

function grow() {
  const input = $('input');
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight, innerHeight * 0.4)}px`;
  $('composer').classList.toggle('ready', input.value.trim() !== '');
}

const format = () => import('./format.js');
const mayBeMarked = /[*_~`|\]]/;
let before = Promise.resolve(); // what is sent goes in its order

// written is a text with the formatting that its marks ask for.
export const written = (text) => (mayBeMarked.test(text) ? format().then((f) => f.parse(text)) : Promise.resolve({ text }));

// post sends what was written, or edits by it.
function post(source, { reply, edit: editing }) {
  before = before.then(async () => {
    const { text, ...more } = await written(source);
    return editing ? edit(editing, text, more) : send(text, reply, more);
  }).catch(() => null);
  return before;
}

async function submit() {
  const input = $('input');
  const text = input.value;
  if (!text.trim()) return;
  const { reply, edit: editing } = compose;
  input.value = '';
  compose.reply = null;
  compose.edit = null;
  strip();
  grow();
  menu?.close();
  const done = await post(text, { reply, edit: editing });
  if (done || input.value) return;
  Object.assign(compose, { reply, edit: editing }); // it failed: nothing is lost
  input.value = text;
  strip();
  grow();
}

// strip shows what one replies to or edits.
function strip() {
  const m = compose.edit ?? compose.reply;
  $('strip').hidden = !m;
  $('input').placeholder = compose.reply?.hint || (state.chat === state.group ? say('writeGroup', state.username) : say('write'));
  if (!m) return;
  $('strip-title').textContent = compose.edit ? say('editing') : say('replyTo', own(m) ? say('you') : called(m.from.name));
  $('strip-text').textContent = gist(m);
}

const shortcuts = { b: 'bold', i: 'italic', k: 'text_link', X: 'strikethrough', M: 'code', P: 'spoiler' };
const shortcut = (e) => (e.shiftKey ? e.key.toUpperCase() : e.key.toLowerCase());

function keys(e) {
  if (e.isComposing || menu?.keys(e)) return;
  if (e.key === 'Enter' && !e.shiftKey) {
    e.preventDefault();
    submit();
  } else if ((e.ctrlKey || e.metaKey) && shortcuts[shortcut(e)] && e.target.selectionStart < e.target.selectionEnd) {
    e.preventDefault();
    format().then((f) => f.apply(shortcuts[shortcut(e)]));
  } else if (e.key === 'Escape' && (compose.edit || compose.reply)) {
    e.preventDefault();
    cancelCompose();
  } else if (e.key === 'ArrowUp' && !e.target.value && !compose.edit) {
    const mine = [...messages(state.chat).values()].filter(mayEdit).pop();
    if (!mine) return;
    e.preventDefault();
    startEdit(mine);
  }
}

export function setUp() {
  const input = $('input');
  $('composer').addEventListener('submit', (e) => {
    e.preventDefault();
    submit();
    input.focus();
  });
  input.addEventListener('keydown', keys);
  $('slash').addEventListener('click', () => commands().then((c) => c.toggle()));
  input.addEventListener('select', () => format().then((f) => f.bar()));
  input.addEventListener('input', () => {
    grow();
    if (menu || input.value.startsWith('/')) commands().then((c) => c.typed());
  });
  $('strip-cancel').addEventListener('click', () => {
    cancelCompose();
    input.focus();
  });
  on('compose', strip);
  on('deleted', (m) => {
    if (compose.edit?.id === m.id || compose.reply?.id === m.id) cancelCompose();
  });
  on('chat', () => {
    if (!compose.edit) kept.set(place, input.value);
    place = `${state.me}/${state.chat}`;
    compose.reply = null;
    compose.edit = null;
    input.value = kept.get(place) ?? '';
    strip();
    grow();
  });
}
