// To and from the demo: a stream of events, and posts.

const names = ['snapshot', 'message', 'draft', 'undraft', 'action', 'answered', 'panel'];

// connect opens the stream and opens it again whenever it ends. Each stream
// begins with a snapshot, so whatever was missed is made good.
export function connect(hear, connected) {
  let source;
  let hidden;
  const open = () => {
    source = new EventSource('events');
    for (const name of names) source.addEventListener(name, (e) => hear(name, JSON.parse(e.data)));
    source.onopen = () => connected(true);
    source.onerror = () => {
      connected(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => source.readyState === EventSource.CLOSED && open(), 1000);
    };
  };
  open();
  // A browser grants an address few streams: pages that nobody looks at give
  // theirs back.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(() => source.close(), 60000);
    else if (source.readyState === EventSource.CLOSED) open();
  });
}

export class Refused extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused('net', '');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.code ?? 'other', body.error ?? response.statusText);
  return body;
}

export const post = (name, body) => answer(fetch(name, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}));

export function upload(fields, files) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  for (const file of files) form.append('file', file);
  return answer(fetch('upload', { method: 'POST', body: form }));
}

export const get = (path) => answer(fetch(path));

export const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');
