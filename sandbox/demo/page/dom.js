// Building the page. Texts become text nodes and nothing else: there is no
// way here by which a text could turn into markup.

const namespaced = 'http://www.w3.org/2000/svg';

// h makes an element: attributes, on<event> handlers, then children.
export function h(name, attributes = {}, ...children) {
  const el = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else if (key === 'href') throw new Error('links are made by link()');
    else el.setAttribute(key, value === true ? '' : value);
  }
  el.append(...children.flat(9).filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

// icon draws one of the page's own signs.
export function icon(path) {
  const svg = document.createElementNS(namespaced, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const p = document.createElementNS(namespaced, 'path');
  p.setAttribute('d', path);
  svg.append(p);
  return svg;
}

export const signs = {
  reply: 'M10 7 4.5 12.5 10 18m-5-5.500h8.500a6 6 0 0 1 6 6V19',
  edit: 'M5 19h3.500L19 8.5 15.5 5 5 15.500z',
  forward: 'm14 7 5.500 5.500L14 18m5-5.500h-8.500a6 6 0 0 0-6 6V19',
  subtitles: 'M4 6h16v12H4zM7 14h5m3 0h2M7 11h2m3 0h5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  more: 'M12 6h.01M12 12h.01M12 18h.01',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
  stop: 'M7 7h10v10H7z',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  photo: 'M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9h.01',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3Zm-7-3a7 7 0 0 0 14 0M12 19v3',
  send: 'M4.500 11.200 3 4.200c-.2-.8.6-1.5 1.400-1.100l16 8c.8.4.8 1.500 0 1.900l-16 8c-.8.4-1.600-.3-1.400-1.100l1.500-7 8-1.700z',
  group: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-6 8a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6m2 2a6 6 0 0 1 3 6',
};

// safe returns the address of a link, or null: only web and Telegram ones.
export function safe(address) {
  try {
    const url = new URL(address);
    return ['http:', 'https:', 'tg:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// link makes a link that opens beside the page, or plain text where the
// address is not to be followed.
export function link(address, attributes, ...children) {
  const href = safe(address);
  if (!href) return h('span', { class: 'nolink' }, ...children);
  const a = h('a', { target: '_blank', rel: 'noopener noreferrer nofollow', title: href, ...attributes }, ...children);
  a.setAttribute('href', href);
  return a;
}

export const $ = (id) => document.getElementById(id);

const face = h('img', { src: 'icon.svg', alt: '' }); // kept, so that it need not be fetched again

// avatar paints somebody's initial in a colour of theirs, or the bot's face.
export function avatar(el, id, name) {
  const initial = [...name.trim()][0] ?? '?';
  const img = id === 'bot' && face.cloneNode();
  if (img) img.addEventListener('error', () => img.replaceWith(initial)); // the demo may have ended
  el.replaceChildren(img || initial);
  el.dataset.tint = id === 'bot' ? 'bot' : String(Math.abs(Number(id)) % 6);
  return el;
}

let toasting;

// toast shows a word for a few seconds.
export function toast(text) {
  const el = h('div', { class: 'toast', dir: 'auto' }, text);
  $('toasts').replaceChildren(el);
  clearTimeout(toasting);
  toasting = setTimeout(() => el.remove(), 3000 + 40 * text.length);
}

export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no permission: the old way
    const area = h('textarea', { class: 'offstage' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(done);
}
