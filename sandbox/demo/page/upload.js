// Sending files and photos: chosen, pasted or dropped, seen before they go.

import { $, h, icon, signs } from './dom.js';
import { nonce, upload } from './net.js';
import { state } from './state.js';
import { size } from './words.js';
import { cancelCompose, compose, failed } from './actions.js';
import { written } from './composer.js';

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
let file = null;
let preview = '';

function offer(chosen) {
  if (!chosen) return;
  file = chosen;
  const picture = pictures.includes(file.type);
  URL.revokeObjectURL(preview);
  preview = picture ? URL.createObjectURL(file) : '';
  $('upload-view').replaceChildren(picture ? h('img', { src: preview, alt: file.name })
    : h('div', { class: 'file' }, h('span', { class: 'sign' }, icon(signs.file)), h('span', { class: 'about' }, h('strong', { dir: 'auto' }, file.name), h('small', {}, size(file.size)))));
  $('as-file').checked = !picture;
  $('as-file-label').hidden = !picture;
  $('caption').value = $('input').value;
  $('uploader').showModal();
  $('caption').focus();
}

async function send() {
  const chosen = file;
  $('uploader').close();
  const voice = chosen.type === 'audio/ogg' && 'voice';
  try {
    const { text: caption, entities = [] } = await written($('caption').value);
    await upload({
      person: state.me, chat: state.chat, reply: compose.reply?.id ?? 0, caption, entities: JSON.stringify(entities), nonce: nonce(),
      as: $('as-file').checked ? voice || 'document' : 'photo', file: chosen,
    });
    $('input').value = '';
    cancelCompose();
  } catch (error) {
    failed(error);
  }
}

export function setUp() {
  $('attach').addEventListener('click', () => import('./samples.js').then((s) => s.attach($('attach'))));
  $('file').addEventListener('change', () => {
    offer($('file').files[0]);
    $('file').value = '';
  });
  $('upload-send').addEventListener('click', send);
  $('upload-cancel').addEventListener('click', () => $('uploader').close());
  $('caption').addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.isComposing) return;
    e.preventDefault();
    send();
  });
  $('uploader').addEventListener('close', () => $('input').focus());
  $('input').addEventListener('paste', (e) => {
    const pasted = [...e.clipboardData.files][0];
    if (!pasted) return;
    e.preventDefault();
    offer(pasted);
  });
  const stage = document.querySelector('main');
  stage.addEventListener('dragover', (e) => e.preventDefault());
  stage.addEventListener('drop', (e) => {
    e.preventDefault();
    offer([...e.dataTransfer.files][0]);
  });
}
