// The page's own words, in the languages of the people whom one can be.

const en = {
  name: 'Hamzaban', tagline: 'The demo: no account, no key', skip: 'Skip to the message box',
  side: 'People and chats', who: 'You are', chats: 'Chats', menu: 'People and chats', theme: 'Light or dark',
  admin: 'Admin', english: 'English', persian: 'Persian', private: 'Private chat', members: 'Emma, سارا and the bot',
  online: 'online', offline: 'the bot is not running', typing: 'typing…', connecting: 'connecting…', botTag: 'bot',
  messages: 'Messages', message: 'Message', write: 'Message', writeGroup: 'Mention @{0} or reply to it', send: 'Send', attach: 'Send a file or a photo',
  commands: 'Commands', cancel: 'Cancel', close: 'Close', ok: 'OK', down: 'To the newest message', unread: '{0} unread',
  reply: 'Reply', edit: 'Edit', copy: 'Copy', copied: 'Copied', more: 'Actions', edited: 'edited', replyTo: 'Reply to {0}', editing: 'Edit your message',
  forward: 'Forward', forwarded: 'Forwarded from {0}', joined: '{0} joined the group', left: '{0} left the group', today: 'Today', yesterday: 'Yesterday',
  spoiler: 'Hidden text: press to show', expand: 'Show all', collapse: 'Show less', copyCode: 'Copy the code', stop: 'Stop', writing: 'The bot is writing',
  photo: 'Photo', document: 'File', voice: 'Voice message', audio: 'Audio', sticker: 'Sticker', download: 'Download {0}',
  upload: 'Send a file', caption: 'Caption', asFile: 'Send as a file', opens: 'Opens {0}', says: '{0}, {1}', you: 'You',
  hello: 'What can this bot do?', helloText: 'It chats and translates, in English, Persian and more. Write to it, or try one of these:',
  groupText: 'In a group the bot answers when it is mentioned, replied to or given a command.', start: 'Start',
  try1: 'Hello! How are you?', try2: '/translate fa I would like a cup of tea', sampleFormat: 'Translate formatted words', sampleFile: 'Translate subtitles: 12 lines of a film', chooseFile: 'File or photo…', passOn: 'Words forwarded from {0}',
  formats: 'Formatting', as_bold: 'Bold', as_italic: 'Italic', as_strikethrough: 'Struck through', as_code: 'Code', as_spoiler: 'Hidden', as_text_link: 'Link',
  tryAdmin: '/status', tryGroup1: '@{0} what can you do?', tryGroup2: 'Good morning everyone',
  panel: 'Behind the scenes', providers: 'Providers', switches: 'Break one, write to the bot, and watch another take over.', feed: 'Last requests',
  bot: 'The bot', running: 'running', stopped: 'not running', kill: 'Kill (kill -9)', restart: 'Restart', stopBot: 'Stop', startBot: 'Start',
  botNote: 'Kill it in the middle of an answer and start it again: nothing is lost.', startNote: 'When the demo itself starts anew, so does its Telegram: the chats begin empty.',
  phrases: 'Simulated models know a few hundred everyday phrases; for the rest they write stand-in words, which mean nothing.',
  simulated: 'simulated', real: 'real', lastAnswer: 'answered last', requests: '{0} requests', noLimit: 'no limit',
  realNote: 'Your own key is used. Its quota shows in /status.', switch: 'What {0} does', spend: 'Use up', refill: 'Refill', spendLong: 'Empty the quota of {0}', refillLong: 'Refill the quota of {0}', models: 'Models and quotas',
  f_ok: 'OK', f_429: '429', f_503: 'Outage', f_slow: 'Slow', f_cut: 'Cut off', f_empty: 'Empty', f_429_long: 'Too many requests (429)', f_503_long: 'Outage (503)',
  f_slow_long: 'Slow: 10 seconds', f_cut_long: 'Cut in the middle of the answer', f_empty_long: 'An empty answer',
  minute: 'a minute', day: 'a day', month: 'a month', left_minute: '{0} of {1} left this minute', left_day: '{0} of {1} left today', left_month: '{0} of {1} left this month', short: '{0} of {1} {2}', shortTokens: '{0} of {1} tokens {2}',
  waiting: 'waiting…', none: 'None yet. Write to the bot.', ms: '{0} ms', cutCall: 'broken off',
  e_gone: 'That message is no longer there.', e_large: 'That is too large.', e_empty: 'There is nothing in it.', e_net: 'The demo cannot be reached. Is it still running?', e_other: 'That did not work: {0}',
  mic: 'Record a voice message', erase: 'Delete', uploadMany: 'Send {0} files', samplePhoto: 'A sample photo', sampleVoice: 'A sample voice message', no_rich: 'Does not know rich messages', no_drafts: 'Does not know drafts', askTable: 'Table', askCode: 'Code', askMaths: 'Maths', askLong: 'Long answer', askVoice: 'Voice', askPhoto: 'Photo', askFormat: 'Formatted words', askFile: 'Subtitles',
};

const fa = {
  name: 'هم‌زبان', tagline: 'نسخهٔ نمایشی؛ بدون حساب و کلید', skip: 'پرش به جعبهٔ پیام',
  side: 'افراد و گفت‌وگوها', who: 'شما هستید', chats: 'گفت‌وگوها', menu: 'افراد و گفت‌وگوها', theme: 'روشن یا تیره',
  admin: 'مدیر', english: 'انگلیسی', persian: 'فارسی', private: 'گفت‌وگوی خصوصی', members: 'Emma، سارا و ربات',
  online: 'آنلاین', offline: 'ربات خاموش است', typing: 'در حال نوشتن…', connecting: 'در حال اتصال…', botTag: 'ربات',
  messages: 'پیام‌ها', message: 'پیام', write: 'پیام بنویسید', writeGroup: 'از ‎@{0} نام ببرید یا به آن پاسخ دهید', send: 'فرستادن', attach: 'فرستادن فایل یا عکس',
  commands: 'فرمان‌ها', cancel: 'انصراف', close: 'بستن', ok: 'باشه', down: 'رفتن به تازه‌ترین پیام', unread: '{0} خوانده‌نشده',
  reply: 'پاسخ', edit: 'ویرایش', copy: 'رونوشت', copied: 'رونوشت شد', more: 'کارها', edited: 'ویرایش‌شده', replyTo: 'پاسخ به {0}', editing: 'ویرایش پیام شما',
  forward: 'بازفرستادن', forwarded: 'بازفرستاده از {0}', joined: '{0} به گروه پیوست', left: '{0} گروه را ترک کرد', today: 'امروز', yesterday: 'دیروز',
  spoiler: 'متن پنهان: برای دیدن بزنید', expand: 'نمایش همه', collapse: 'نمایش کمتر', copyCode: 'رونوشت از کد', stop: 'توقف', writing: 'ربات دارد می‌نویسد',
  photo: 'عکس', document: 'فایل', voice: 'پیام صوتی', audio: 'صدا', sticker: 'برچسب', download: 'بارگیری {0}',
  upload: 'فرستادن فایل', caption: 'شرح', asFile: 'به‌صورت فایل بفرست', opens: '{0} را باز می‌کند', says: '{0}، {1}', you: 'شما',
  hello: 'این ربات چه می‌کند؟', helloText: 'گفت‌وگو و ترجمه می‌کند؛ به فارسی، انگلیسی و زبان‌های دیگر. برایش بنویسید یا یکی از این‌ها را بیازمایید:',
  groupText: 'ربات در گروه وقتی پاسخ می‌دهد که از آن نام ببرید، به آن پاسخ دهید یا فرمانی بدهید.', start: 'شروع',
  try1: 'سلام! حالت چطور است؟', try2: '/translate en امروز هوا خوب است', sampleFormat: 'ترجمهٔ متن قالب‌دار', sampleFile: 'ترجمهٔ زیرنویس: ۱۲ سطر از یک فیلم', chooseFile: 'فایل یا عکس…', passOn: 'پیامی بازفرستاده از {0}',
  formats: 'قالب‌بندی', as_bold: 'پررنگ', as_italic: 'کج', as_strikethrough: 'خط‌خورده', as_code: 'کد', as_spoiler: 'پنهان', as_text_link: 'پیوند',
  tryAdmin: '/status', tryGroup1: '@{0} چه کارهایی بلدی؟', tryGroup2: 'صبح همگی بخیر',
  panel: 'پشت صحنه', providers: 'ارائه‌دهندگان', switches: 'یکی را خراب کنید، به ربات بنویسید و ببینید دیگری چگونه جایش را می‌گیرد.', feed: 'آخرین درخواست‌ها',
  bot: 'ربات', running: 'روشن', stopped: 'خاموش', kill: 'کشتن (‎kill -9‎)', restart: 'راه‌اندازی دوباره', stopBot: 'توقف', startBot: 'روشن کردن',
  botNote: 'میان پاسخ دادن آن را بکشید و دوباره روشن کنید: چیزی گم نمی‌شود.', startNote: 'با هر بار اجرای نسخهٔ نمایشی، تلگرام آن هم از نو آغاز می‌شود و گفت‌وگوها خالی‌اند.',
  phrases: 'مدل‌های شبیه‌سازی‌شده چند صد عبارت روزمره بلدند و به جای بقیه واژه‌هایی بی‌معنا می‌نویسند.',
  simulated: 'شبیه‌سازی‌شده', real: 'واقعی', lastAnswer: 'آخرین پاسخ‌گو', requests: '{0} درخواست', noLimit: 'بدون سقف',
  realNote: 'کلید خودتان به کار می‌رود. سهمیه‌اش در ‎/status‎ دیده می‌شود.', switch: 'رفتار {0}', spend: 'خالی کن', refill: 'پر کن', spendLong: 'خالی کردن سهمیهٔ {0}', refillLong: 'پر کردن سهمیهٔ {0}', models: 'مدل‌ها و سهمیه‌ها',
  f_ok: 'سالم', f_429: '۴۲۹', f_503: 'قطعی', f_slow: 'کند', f_cut: 'بریده', f_empty: 'خالی', f_429_long: 'درخواست بیش از اندازه (۴۲۹)', f_503_long: 'قطعی (۵۰۳)',
  f_slow_long: 'کند: ۱۰ ثانیه', f_cut_long: 'پاسخ در میانه بریده می‌شود', f_empty_long: 'پاسخ خالی',
  minute: 'دقیقه', day: 'روز', month: 'ماه', left_minute: '{0} از {1} برای این دقیقه مانده', left_day: '{0} از {1} برای امروز مانده', left_month: '{0} از {1} برای این ماه مانده', short: '{0} از {1} در {2}', shortTokens: '{0} از {1} توکن در {2}',
  waiting: 'در انتظار…', none: 'هنوز هیچ. به ربات بنویسید.', ms: '{0} میلی‌ثانیه', cutCall: 'قطع شد',
  e_gone: 'آن پیام دیگر نیست.', e_large: 'بیش از اندازه بزرگ است.', e_empty: 'چیزی در آن نیست.', e_net: 'دسترسی به نسخهٔ نمایشی نیست. آیا هنوز روشن است؟', e_other: 'نشد: {0}',
  mic: 'ضبط پیام صوتی', erase: 'حذف', uploadMany: 'فرستادن {0} فایل', samplePhoto: 'عکس نمونه', sampleVoice: 'پیام صوتی نمونه', no_rich: 'پیام‌های غنی را نمی‌شناسد', no_drafts: 'پیش‌نویس را نمی‌شناسد', askTable: 'جدول', askCode: 'کد', askMaths: 'ریاضی', askLong: 'پاسخ بلند', askVoice: 'صدا', askPhoto: 'عکس', askFormat: 'متن قالب‌دار', askFile: 'زیرنویس',
};

// learn adds the words of a part that is loaded when it is first wanted.
export function learn(more) {
  Object.assign(en, more.en);
  Object.assign(fa, more.fa);
}

let words = en;
export let locale = 'en';

// speak sets the language of everything that follows, and of what is there.
export function speak(language) {
  locale = language === 'fa' ? 'fa' : 'en';
  words = locale === 'fa' ? fa : en;
  const root = document.documentElement;
  root.lang = locale;
  root.dir = locale === 'fa' ? 'rtl' : 'ltr';
  for (const el of document.querySelectorAll('[data-word]')) el.textContent = say(el.dataset.word);
  for (const el of document.querySelectorAll('[data-label]')) {
    el.setAttribute('aria-label', say(el.dataset.label));
    if (el.localName === 'button') el.title = say(el.dataset.label);
  }
  for (const el of document.querySelectorAll('[data-hint]')) el.placeholder = say(el.dataset.hint);
}

// say returns words, with {0}, {1} … filled in.
export function say(key, ...args) {
  return (words[key] ?? key).replace(/\{(\d)\}/g, (_, n) => args[n] ?? '');
}

const tag = () => (locale === 'fa' ? 'fa-IR' : 'en-GB');

export const number = (n) => new Intl.NumberFormat(tag(), { maximumFractionDigits: 1 }).format(n);
export const compact = (n) => (n < 10000 ? number(n) : new Intl.NumberFormat(tag(), { notation: 'compact', maximumFractionDigits: 1 }).format(n));
export const clock = (ms) => new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

// day names a day: today, yesterday, or its date.
export function day(ms) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(ms).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  return new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'long', year: days > 300 ? 'numeric' : undefined }).format(ms);
}

export function size(bytes) {
  const units = locale === 'fa' ? ['بایت', 'کیلوبایت', 'مگابایت'] : ['B', 'KB', 'MB'];
  let i = 0;
  for (; bytes >= 1000 && i < 2; i++) bytes /= 1000;
  return `${number(bytes)} ${units[i]}`;
}
