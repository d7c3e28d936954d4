// Saying something: with the microphone, or words that are said for one.

import { $, h, icon, signs, toast } from './dom.js';
import { nonce } from './net.js';
import { state } from './state.js';
import { learn, locale, say } from './words.js';
import { act, cancelCompose, compose } from './actions.js';
import { sendFiles } from './upload.js';
import { lasting } from './voice.js';

learn({
  en: { recording: 'Recording', noMic: 'There is no microphone here, so a sample is said for you.' },
  fa: { recording: 'در حال ضبط', noMic: 'میکروفونی در کار نیست؛ نمونه‌ای به جای شما گفته می‌شود.' },
});

const sample = { en: 'Hello! What can I see in Isfahan in two days?', fa: 'سلام! در دو روز چه جاهایی از اصفهان را ببینم؟' };

// aloud says in a voice note what is in the box, or else a sample.
export async function aloud() {
  const own = $('input').value.trim();
  const said = await act('voice', { person: state.me, chat: state.chat, words: own || sample[locale], reply: compose.reply?.id ?? 0, nonce: nonce() });
  if (!said) return;
  if (compose.reply) cancelCompose();
  if (!own) return;
  $('input').value = '';
  $('input').dispatchEvent(new Event('input'));
}

// record records until one sends it or lets it be.
export async function record() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    toast(say('noMic'));
    return aloud();
  }
  const began = Date.now();
  const time = h('span', { role: 'timer' }, lasting(0));
  const clock = setInterval(() => {
    time.textContent = lasting((Date.now() - began) / 1000);
  }, 200);
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  let keep = false;
  const end = (sent) => {
    keep = sent;
    recorder.stop();
  };
  const bar = h('div', { class: 'recording', role: 'group', 'aria-label': say('recording') },
    h('i', { class: 'lamp bad' }), time, h('span', {}, say('recording')),
    h('button', { type: 'button', class: 'link', onclick: () => end(false) }, say('cancel')),
    h('button', { type: 'button', class: 'send', 'aria-label': say('send'), onclick: () => end(true) }, icon(signs.send)));
  recorder.addEventListener('dataavailable', (e) => pieces.push(e.data));
  recorder.addEventListener('stop', () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    bar.remove();
    $('input').focus();
    const type = recorder.mimeType.replace('video/', 'audio/');
    if (keep) sendFiles([new File(pieces, 'voice.ogg', { type })], 'voice', '', { seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) });
  });
  recorder.start();
  $('composer').querySelector('.line').append(bar);
  bar.querySelector('.send').focus();
  return undefined;
}
