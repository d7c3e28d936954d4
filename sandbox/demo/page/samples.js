// Things to try with one press: subtitles to translate, words with formatting,
// and somebody else's words passed on. Loaded when first wanted.

import { $, h } from './dom.js';
import { become, chats, state } from './state.js';
import { called } from './message.js';
import { locale, say } from './words.js';
import { act, send } from './actions.js';
import { nonce } from './net.js';
import { show } from './menu.js';
import { parse } from './format.js';
import { aloud } from './record.js';
import { sendFiles } from './upload.js';

const cues = {
  en: ['Good morning, my friend.', 'Welcome!\nSit down please.', 'Would you like tea or coffee?', 'A cup of tea, please.', '<i>The tea is hot.</i>', 'How are you today?',
    'I am fine. Thank you very much.', 'Where is the station?', 'Turn left. Be careful!', 'The train is late.', 'No problem. Wait a moment.', 'See you tomorrow.\nGoodbye!'],
  fa: ['صبح به‌خیر، دوست من.', 'خوش آمدید!\nلطفاً بنشینید.', 'چای میل دارید یا قهوه؟', 'یک فنجان چای، لطفاً.', '<i>چای داغ است.</i>', 'امروز حال شما چطور است؟',
    'خوبم. خیلی متشکرم.', 'ایستگاه کجاست؟', 'به چپ بپیچید. مراقب باش!', 'قطار تأخیر دارد.', 'مشکلی نیست. یک لحظه صبر کنید.', 'فردا می‌بینمت.\nخداحافظ!'],
};

const formatted = {
  en: '/translate fa\n**Good morning, my friend!** __The weather is nice today.__ See [our menu](https://example.com/menu) and `tea --hot`; the password: ||happy birthday||.',
  fa: '/translate en\n**صبح به‌خیر، دوست من!** __امروز هوا خوب است.__ [فهرست ما](https://example.com/menu) و `tea --hot`؛ رمز: ||تولدت مبارک||.',
};

const passedOn = {
  en: ['لیلا', 'سلام! **فردا می‌بینمت.** ایستگاه کجاست؟'],
  fa: ['Leila', 'Hello! **See you tomorrow.** Where is the station?'],
};

const clock = (s) => `00:00:${String(s).padStart(2, '0')},000`;

// subtitles sends a film's subtitles, to be translated.
async function subtitles() {
  const text = cues[locale].map((cue, i) => `${i + 1}\n${clock(4 * i + 1)} --> ${clock(4 * i + 4)}\n${cue}\n`).join('\n');
  const file = new File([text], locale === 'fa' ? 'چای‌خانه.srt' : 'teahouse.en.srt', { type: 'application/x-subrip' });
  await sendFiles([file], 'document', locale === 'fa' ? '/translate en' : '/translate fa');
}

const asks = { en: 'What is in this picture?', fa: 'در این عکس چه می‌بینی؟' };

// picture sends a photo of a tea house's sign, drawn here, with a question.
async function picture() {
  const canvas = h('canvas', { width: 960, height: 640 });
  const c = canvas.getContext('2d');
  const sky = c.createLinearGradient(0, 0, 0, 640);
  sky.addColorStop(0, '#f7c59f');
  sky.addColorStop(1, '#2e6f6b');
  c.fillStyle = sky;
  c.fillRect(0, 0, 960, 640);
  c.fillStyle = '#7a1f1f';
  c.fillRect(130, 150, 700, 300);
  c.fillStyle = '#fff6e5';
  c.textAlign = 'center';
  c.font = '110px sans-serif';
  c.fillText('چای‌خانه', 480, 290);
  c.font = '64px sans-serif';
  c.fillText('Tea House', 480, 395);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  await sendFiles([new File([blob], 'tea-house.jpg', { type: blob.type })], 'photo', $('input').value.trim() || asks[locale]);
}

const withFormat = () => {
  const { text, entities } = parse(formatted[locale]);
  return send(text, null, { entities });
};

// passOn sends what is in the box, or else a sample, as somebody's who is not
// here.
async function passOn() {
  const input = $('input');
  const own = input.value.trim();
  const [from, sample] = passedOn[locale];
  const { text, entities } = parse(own || sample);
  if (!await send(text, null, { entities, from }) || !own) return;
  input.value = '';
  input.dispatchEvent(new Event('input'));
}

const questions = {
  Table: { en: 'Make a table of three cities', fa: 'جدولی از سه شهر بساز' },
  Code: { en: 'Write a short program', fa: 'برنامه‌ای کوتاه بنویس' },
  Maths: { en: 'Explain the quadratic formula', fa: 'فرمول معادلهٔ درجهٔ دو را توضیح بده' },
  Long: { en: 'Write a long report about tea', fa: 'گزارشی بلند دربارهٔ چای بنویس' },
};

// tries are what the welcome offers, by the names that it has for them.
export const tries = {
  ...Object.fromEntries(Object.entries(questions).map(([name, q]) => [name, () => send(q[locale])])),
  Voice: aloud, Photo: picture, Format: withFormat, File: subtitles,
};

// attach is the menu of the paperclip.
export const attach = (at) => show(at, [
  ['file', say('chooseFile'), () => $('file').click()],
  ['subtitles', say('sampleFile'), subtitles],
  ['edit', say('sampleFormat'), withFormat],
  ['forward', say('passOn', passedOn[locale][0]), passOn],
  ['photo', say('samplePhoto'), picture],
  ['mic', say('sampleVoice'), aloud],
]);

// forward passes a message on to a chat that one chooses, and opens it.
export function forward(m, at) {
  const to = async (chat) => {
    if (await act('forward', { person: state.me, chat: m.chat, message: m.id, to: chat, nonce: nonce() })) become(state.me, chat);
  };
  const own = chats(state.me);
  if (own.length === 1) return to(own[0]);
  return show(at, own.map((chat) => [chat === state.group ? 'group' : 'forward', chat === state.group ? state.title : called(state.bot), () => to(chat)]));
}
