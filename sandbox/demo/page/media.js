// What goes along with words: files, pictures and voice. The parts that send
// them come when they are first wanted.

import { $ } from './dom.js';

const offer = (files) => files.length && import('./upload.js').then((u) => u.offer(files));

export function setUp() {
  $('attach').addEventListener('click', () => import('./samples.js').then((s) => s.attach($('attach'))));
  $('mic').addEventListener('click', () => import('./record.js').then((r) => r.record()));
  $('file').addEventListener('change', () => {
    offer([...$('file').files]);
    $('file').value = '';
  });
  $('input').addEventListener('paste', (e) => {
    if (!e.clipboardData.files.length) return;
    e.preventDefault();
    offer([...e.clipboardData.files]);
  });
  const stage = document.querySelector('main');
  stage.addEventListener('dragover', (e) => e.preventDefault());
  stage.addEventListener('drop', (e) => {
    e.preventDefault();
    offer([...e.dataTransfer.files]);
  });
}
