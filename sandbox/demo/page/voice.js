// A sound in a message: played, with how far it is.

import { h, icon } from './dom.js';
import { direction } from './inline.js';
import { learn, number, say } from './words.js';

learn({ en: { play: 'Play', pause: 'Pause' }, fa: { play: 'پخش', pause: 'مکث' } });

const play = 'M8 5v14l11-7z';
const pause = 'M7 5h4v14H7zM13 5h4v14h-4z';
const bars = 30;
let playing = null; // stops the sound that is heard now

// lasting is a duration as people write it: minutes and seconds.
export const lasting = (seconds) => `${number(Math.floor(seconds / 60))}:${number(Math.floor(seconds % 60)).padStart(2, number(0))}`;

// player is what plays a sound of so many seconds.
export function player(file, address) {
  const button = h('button', { type: 'button', class: 'sign', 'aria-label': say('play') }, icon(play));
  const wave = Array.from({ length: bars }, (_, i) => {
    const bar = h('i');
    bar.style.blockSize = `${25 + ((i * 37 + (file.size ?? 0) * 13 + i * i * 11) % 75)}%`;
    return bar;
  });
  const time = h('small', {}, lasting(file.seconds ?? 0));
  let sound = null;
  const shows = (at, on) => {
    wave.forEach((bar, i) => bar.classList.toggle('on', i < at * bars));
    time.textContent = lasting(on ? sound.currentTime : file.seconds ?? 0);
    button.setAttribute('aria-label', say(on ? 'pause' : 'play'));
    button.replaceChildren(icon(on ? pause : play));
  };
  const stop = () => {
    sound.pause();
    speechSynthesis.cancel();
    playing = null;
    shows(sound.ended ? 0 : sound.currentTime / (file.seconds || 1), false);
  };
  button.addEventListener('click', async () => {
    if (!sound) {
      sound = new Audio(address);
      sound.addEventListener('timeupdate', () => playing === stop && shows(sound.currentTime / (file.seconds || 1), true));
      sound.addEventListener('ended', stop);
      sound.addEventListener('error', stop);
    }
    if (playing === stop) return stop();
    playing?.();
    playing = stop;
    if (!sound.currentTime) speak(address);
    await sound.play().catch(stop);
    return playing === stop && shows(sound.currentTime / (file.seconds || 1), true);
  });
  return h('div', { class: 'voice' }, button, h('span', { class: 'wave', 'aria-hidden': 'true' }, wave), time,
    file.name ? h('strong', { dir: 'auto' }, file.name) : null);
}

// speak says the words of the sandbox's own recordings, which are silent, where
// the browser has a voice.
async function speak(address) {
  const bytes = await fetch(address).then((r) => r.arrayBuffer()).catch(() => new ArrayBuffer(0));
  const words = /WORDS=([^]*?)OggS/.exec(new TextDecoder().decode(bytes))?.[1];
  if (!words || !playing) return;
  const said = new SpeechSynthesisUtterance(words);
  said.lang = direction(words) === 'rtl' ? 'fa-IR' : 'en-GB';
  speechSynthesis.speak(said);
}
