// What the page knows: filled by the stream of events, read by all the rest.

export const state = {
  connected: false,
  ready: false,
  bot: 'Hamzaban',
  username: '',
  group: 0,
  title: '',
  people: [],
  me: 0, // the person whom one is
  chat: 0, // the chat that is open
  messages: new Map(), // chat → Map of id → message, in their order
  drafts: new Map(), // chat → draft, with the time at which it ends
  typing: new Map(), // chat → until when
  read: new Map(), // "person/chat" → id of the last message that was read
  panel: null,
};

const bus = new EventTarget();

export const on = (name, hear) => bus.addEventListener(name, (e) => hear(e.detail));
export const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));

export const me = () => state.people.find((p) => p.id === state.me);
export const messages = (chat) => state.messages.get(chat) ?? new Map();
export const last = (chat) => [...messages(chat).values()].pop();

// chats are those that a person sees, the private one first.
export const chats = (person) => (state.people.find((p) => p.id === person)?.chats ?? []);

const key = (person, chat) => `${person}/${chat}`;

// markRead says that the person has seen all there is in a chat.
export function markRead(person, chat) {
  const id = last(chat)?.id ?? 0;
  if ((state.read.get(key(person, chat)) ?? 0) >= id) return;
  state.read.set(key(person, chat), id);
  tell('unread');
}

// unread counts what others wrote since.
export function unread(person, chat) {
  const from = state.read.get(key(person, chat)) ?? 0;
  let n = 0;
  for (const m of messages(chat).values()) if (m.id > from && m.from.id !== person) n++;
  return n;
}

// become changes who one is, and opens a chat of theirs.
export function become(person, chat) {
  const own = chats(person);
  if (!own.length) return;
  const changed = state.me !== person;
  state.me = person;
  state.chat = own.includes(chat) ? chat : own[0];
  try {
    sessionStorage.setItem('me', key(state.me, state.chat));
  } catch { /* private browsing */ }
  if (changed) tell('me');
  tell('chat');
}

// choose finds whom to be at the start: by the address, as before, or by the
// browser's language.
function choose() {
  let wish = location.hash.slice(1);
  try {
    wish ||= sessionStorage.getItem('me') ?? '';
  } catch { /* private browsing */ }
  const [person, chat] = wish.split('/').map(Number);
  if (chats(person).length) return become(person, chat);
  const language = (navigator.language ?? '').startsWith('fa') ? 'fa' : 'en';
  become((state.people.find((p) => p.language === language) ?? state.people[0]).id);
}

let ended = 0; // when the bot's process did

const hears = {
  snapshot(s) {
    Object.assign(state, { bot: s.bot, username: s.username, group: s.group, title: s.title, people: s.people, panel: s.panel });
    state.messages = new Map(Object.entries(s.messages).map(([id, list]) => [Number(id), new Map(list.map((m) => [m.id, m]))]));
    state.drafts = new Map();
    for (const d of s.drafts) hears.draft(d);
    for (const [k, id] of state.read) { // the demo was started anew: its numbers too
      const newest = last(Number(k.split('/')[1]))?.id ?? 0;
      if (newest < id) state.read.set(k, newest);
    }
    if (!state.ready) {
      for (const p of s.people) for (const c of p.chats) state.read.set(key(p.id, c), last(c)?.id ?? 0);
      state.ready = true;
      choose();
    } else if (!chats(state.me).includes(state.chat)) {
      choose(); // a new demo may have other chats
    }
    tell('snapshot');
    tell('panel');
  },
  message(m) {
    const list = state.messages.get(m.chat);
    if (!list) return;
    const known = list.get(m.id);
    if (m.deleted) {
      list.delete(m.id);
      tell('deleted', m);
      return;
    }
    if (known && (known.edits ?? 0) > (m.edits ?? 0)) return; // an older one
    list.set(m.id, m);
    if (m.from.bot) state.typing.delete(m.chat);
    tell(known ? 'edited' : 'message', m);
  },
  draft(d) {
    state.typing.delete(d.chat);
    state.drafts.set(d.chat, { ...d, until: Date.now() + d.left });
    tell('live', d.chat);
  },
  undraft(d) {
    state.drafts.delete(d.chat);
    tell('live', d.chat);
  },
  action(a) {
    if (Date.now() - ended < 1000) return; // its last word, on the way when it died
    state.typing.set(a.chat, Date.now() + 5000);
    tell('live', a.chat);
  },
  answered(a) {
    if (a.person === state.me) tell('answered', a);
  },
  panel(p) {
    if (state.panel?.running && !p.running) ended = Date.now();
    state.panel = p;
    if (!p.running) still();
    tell('panel');
  },
};

// still ends all typing: who does not run writes nothing.
function still() {
  const all = [...state.typing.keys()];
  state.typing.clear();
  for (const chat of all) tell('live', chat);
}

export function hear(name, data) {
  hears[name]?.(data);
}

// Drafts and "typing" end by themselves.
setInterval(() => {
  const now = Date.now();
  for (const [chat, d] of state.drafts) if (d.until < now) hears.undraft({ chat });
  for (const [chat, until] of state.typing) {
    if (until < now) {
      state.typing.delete(chat);
      tell('live', chat);
    }
  }
}, 500);
