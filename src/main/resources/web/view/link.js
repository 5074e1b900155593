// Whether the page is live; if not, why, and what is to be done about it.

import { $, clock, setText, span } from './dom.js';

/** A wait that is shorter is over before it is read. */
const SOON_MS = 500;

/** Shows how the connection stands. */
export function renderLink({ live, lost, refused }) {
  $('link').dataset.link = live ? 'live' : 'lost';
  setText($('link'), lost ? 'Connection lost' : refused ? 'Not signed in' : 'Live');
  $('lost').hidden = live;
  setText($('retry'), refused ? 'Sign in' : 'Try now');
  document.body.dataset.lost = String(!live);
  if (refused) setText($('lost-text'), refusal(refused));
  if (lost) setText($('lost-text'), loss(lost));
}

const refusal = (why) =>
  `The service wants to know who asks: ${why}. Nothing is asked for until you sign in.`;

function loss({ since, retryAt, why }) {
  const wait = Math.max(0, retryAt - Date.now());
  const next = wait > SOON_MS ? `Trying again in ${Math.ceil(wait / 1000)} s.` : 'Trying now …';
  const when = `${clock(since.toISOString())} (${span(Date.now() - since)})`;
  return `Connection lost since ${when}: ${why}. What you see is how things stood then. ${next}`;
}
