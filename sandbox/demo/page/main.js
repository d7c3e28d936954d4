// The demo's page: everything is set up here, then the events come in.

import { connect } from './net.js';
import { hear, on, state, tell } from './state.js';
import { answered } from './actions.js';
import * as chat from './chat.js';
import * as composer from './composer.js';
import * as gestures from './gestures.js';
import * as media from './media.js';
import * as panel from './panel.js';
import * as scroll from './scroll.js';
import * as side from './side.js';
import { speak } from './words.js';

try {
  document.documentElement.dataset.theme = localStorage.getItem('theme') ?? '';
} catch { /* private browsing */ }
speak(navigator.language?.startsWith('fa') ? 'fa' : 'en');
for (const part of [side, scroll, chat, gestures, composer, media, panel]) part.setUp();
on('answered', answered);
connect(hear, (connected) => {
  if (state.connected === connected) return;
  state.connected = connected;
  tell('connected');
});
