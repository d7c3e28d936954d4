// Behind the scenes: the bot's process, the providers, their last requests.

import { $, h } from './dom.js';
import { on, state } from './state.js';
import { clock, compact, number, say } from './words.js';
import { act } from './actions.js';

const faults = ['ok', '429', '503', 'slow', 'cut', 'empty'];
const cards = new Map(); // provider → its card
let drawn = ''; // the language in which the cards are

function botCard() {
  const button = (what, word, attributes = {}) => h('button', { type: 'button', id: `bot-${what}`, onclick: () => command(what), ...attributes }, say(word));
  const card = $('bot');
  const running = state.panel.running;
  const known = state.connected;
  const print = `${drawn} ${running} ${known}`;
  if (card.dataset.print === print) return;
  card.dataset.print = print;
  const focused = card.contains(document.activeElement) ? document.activeElement.id : '';
  card.replaceChildren(
    h('h3', { id: 'bot-title' }, h('i', { class: known && running ? 'lamp on' : 'lamp' }), say('bot'), h('small', { role: 'status' }, say(!known ? 'connecting' : running ? 'running' : 'stopped'))),
    h('div', { class: 'ends' },
      running ? [button('kill', 'kill', { class: 'danger' }), button('restart', 'restart'), button('stop', 'stopBot')] : button('start', 'startBot', { class: 'primary' })),
    h('p', { class: 'note' }, say('botNote')), h('p', { class: 'note' }, say('startNote')));
  if (focused) ($(focused) ?? card.querySelector('button')).focus();
}

async function command(what) {
  for (const b of $('bot').querySelectorAll('button')) b.setAttribute('aria-disabled', 'true');
  await act('bot', { do: what });
  for (const b of $('bot').querySelectorAll('button')) b.removeAttribute('aria-disabled');
}

// telegramCard has switches for what Telegram is to be too old for.
function telegramCard() {
  const made = ['no_rich', 'no_drafts'].map((what) => {
    const input = h('input', { type: 'checkbox', id: what });
    input.addEventListener('change', () => act('telegram', { no_rich: $('no_rich').checked, no_drafts: $('no_drafts').checked }));
    return h('label', { class: 'check' }, input, h('span', {}, say(what)));
  });
  $('outside').replaceChildren(h('h3', { id: 'outside-title' }, 'Telegram'), ...made);
}

// card makes a provider's card, whose parts are then kept up to date.
function card(p) {
  const parts = { lamp: h('i', { class: 'lamp' }), last: h('span', { class: 'tag hot' }, say('lastAnswer')), meter: meter(p), windows: h('div', { class: 'windows' }), inputs: {} };
  const choices = faults.map((f) => {
    const input = h('input', { type: 'radio', name: `fault-${p.name}`, value: f });
    input.addEventListener('change', () => (f === 'ok' ? act('mend', { provider: p.name }) : act('break', { provider: p.name, fault: f })));
    parts.inputs[f] = input;
    return h('label', { class: f === 'ok' ? 'ok' : '', title: say(f === 'ok' ? 'f_ok' : `f_${f}_long`) }, input, h('span', {}, say(`f_${f}`)));
  });
  const el = h('section', { class: 'provider', 'aria-label': p.title },
    h('h4', {}, parts.lamp, p.title, h('span', { class: p.real ? 'tag' : 'tag dim' }, say(p.real ? 'real' : 'simulated')), parts.last),
    p.real ? h('p', { class: 'note' }, say('realNote')) : [
      parts.meter.el,
      h('fieldset', { class: 'faults' }, h('legend', { class: 'offstage' }, say('switch', p.title)), choices),
      h('details', {}, h('summary', {}, say('models')), parts.windows)]);
  return { el, parts };
}

function meter(p) {
  const text = h('span');
  const bar = h('progress', { max: '1', value: '0' });
  const button = (what) => h('button', { type: 'button', class: 'link', 'aria-label': say(`${what}Long`, p.title), onclick: () => act(what, { provider: p.name }) }, say(what));
  return { el: h('div', { class: 'quota' }, text, button('spend'), button('refill'), bar), text, bar };
}

function fillMeter(m, left, limit, text) {
  m.bar.value = limit ? left / limit : 1;
  m.bar.className = !limit ? 'full' : left <= 0 ? 'out' : left / limit < 0.25 ? 'low' : '';
  m.text.textContent = text;
  m.bar.setAttribute('aria-label', text);
}

const rank = { minute: 1, day: 2, month: 3 };

// whole is the provider's longest limit of requests, over all its models.
function whole(p) {
  let best = null;
  for (const model of p.models) {
    for (const w of model.windows) {
      if (w.unit !== 'requests') continue;
      if (!best || rank[w.per] > rank[best.per]) best = { per: w.per, left: 0, limit: 0 };
      if (w.per !== best.per) continue;
      if (w.shared) Object.assign(best, { left: w.left, limit: w.limit });
      else Object.assign(best, { left: best.left + w.left, limit: best.limit + w.limit });
    }
  }
  return best;
}

function fillCard({ parts }, p) {
  const best = whole(p);
  const broken = p.broken !== '';
  parts.lamp.className = `lamp ${broken ? 'bad' : best && best.left <= 0 ? 'empty' : 'on'}`;
  parts.last.hidden = state.panel.last !== p.name;
  if (p.real) return;
  if (best) fillMeter(parts.meter, best.left, best.limit, say(`left_${best.per}`, compact(best.left), compact(best.limit)));
  else fillMeter(parts.meter, 1, 0, broken && !parts.inputs[p.broken] ? p.broken : say('noLimit'));
  for (const [f, input] of Object.entries(parts.inputs)) input.checked = f === (broken ? p.broken : 'ok');
  const print = JSON.stringify(p.models);
  if (parts.windows.dataset.print === print) return;
  parts.windows.dataset.print = print;
  parts.windows.replaceChildren(...p.models.map((m) => h('div', { class: 'model' }, h('b', { dir: 'ltr' }, m.model), h('small', {}, say('requests', number(m.calls))),
    h('ul', {}, m.windows.map((w) => h('li', { class: w.left <= 0 ? 'out' : '' }, say(w.unit === 'tokens' ? 'shortTokens' : 'short', compact(w.left), compact(w.limit), say(w.per))))))));
}

function feed() {
  const list = $('feed');
  const print = drawn + JSON.stringify(state.panel.feed);
  if (list.dataset.print === print) return;
  list.dataset.print = print;
  const titles = new Map(state.panel.providers.map((p) => [p.name, p.title]));
  const rows = state.panel.feed.map((c) => {
    const good = c.done && c.status === 200 && !c.why;
    const status = !c.done ? say('waiting') : c.status ? number(c.status).replace(/[٬,]/g, '') : say('cutCall');
    return h('li', { class: !c.done ? 'open' : good ? 'good' : 'bad' },
      h('b', {}, titles.get(c.provider) ?? c.provider), h('span', { class: 'code-of' }, status), h('small', { dir: 'ltr', class: 'model-of' }, c.model),
      h('small', {}, c.done ? say('ms', number(c.ms)) : ''), h('time', {}, clock(c.at)), c.why ? h('small', { class: 'why', dir: 'auto' }, c.why) : null);
  });
  list.replaceChildren(...(rows.length ? rows : [h('li', { class: 'none' }, say('none'))]));
}

function draw() {
  if (!state.panel || !state.me) return;
  const names = document.documentElement.lang + state.panel.providers.map((p) => p.name + p.real);
  if (drawn !== names) {
    drawn = names;
    cards.clear();
    for (const p of state.panel.providers) cards.set(p.name, card(p));
    telegramCard();
    $('providers').replaceChildren(...[...cards.values()].map((c) => c.el));
  }
  for (const p of state.panel.providers) fillCard(cards.get(p.name), p);
  for (const [what, on] of Object.entries(state.panel.telegram)) $(what).checked = on;
  $('phrases').hidden = state.panel.providers.every((p) => p.real);
  $('trouble').hidden = state.panel.running && state.panel.providers.every((p) => p.broken === '');
  botCard();
  feed();
}

export function setUp() {
  on('panel', draw);
  on('connected', draw);
  on('me', draw);
}
