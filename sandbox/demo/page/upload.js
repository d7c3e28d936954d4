// Sending files and photos, seen before they go. Several pictures are an album.

import { $, h, icon, signs } from './dom.js';
import { nonce, upload } from './net.js';
import { state } from './state.js';
import { number, say, size } from './words.js';
import { cancelCompose, compose, failed } from './actions.js';
import { written } from './composer.js';

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
let files = [];
let previews = [];

const isPicture = (f) => pictures.includes(f.type);

function shown(f) {
  if (!isPicture(f)) {
    return h('div', { class: 'file' }, h('span', { class: 'sign' }, icon(signs.file)),
      h('span', { class: 'about' }, h('strong', { dir: 'auto' }, f.name), h('small', {}, size(f.size))));
  }
  previews.push(URL.createObjectURL(f));
  return h('img', { src: previews.at(-1), alt: f.name });
}

// offer shows what is to be sent, and asks for a caption.
export function offer(chosen) {
  files = chosen.slice(0, 10);
  previews.forEach((p) => URL.revokeObjectURL(p));
  previews = [];
  const album = files.every(isPicture);
  $('upload-view').replaceChildren(...files.map(shown));
  $('upload-view').classList.toggle('album', files.length > 1);
  $('as-file').checked = !album;
  $('as-file-label').hidden = !album;
  $('upload-title').textContent = files.length > 1 ? say('uploadMany', number(files.length)) : say('upload');
  $('caption').value = $('input').value;
  $('uploader').showModal();
  $('caption').focus();
}

// sendFiles sends files as what they are said to be, in reply to what the
// composer is about.
export async function sendFiles(list, as, caption = '', more = {}) {
  const { text, entities = [] } = await written(caption);
  try {
    await upload({
      person: state.me, chat: state.chat, reply: compose.reply?.id ?? 0, caption: text, entities: JSON.stringify(entities), nonce: nonce(), as, ...more,
    }, list);
    if (compose.reply) cancelCompose();
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

async function send() {
  const sound = files.length === 1 && files[0].type.startsWith('audio/') && (files[0].type === 'audio/ogg' ? 'voice' : 'audio');
  $('uploader').close();
  if (!await sendFiles(files, $('as-file').checked ? sound || 'document' : 'photo', $('caption').value)) return;
  $('input').value = '';
  $('input').dispatchEvent(new Event('input'));
}

$('upload-send').addEventListener('click', send);
$('upload-cancel').addEventListener('click', () => $('uploader').close());
$('caption').addEventListener('keydown', (e) => {
  if (e.key !== 'Enter' || e.isComposing) return;
  e.preventDefault();
  send();
});
$('uploader').addEventListener('close', () => $('input').focus());
