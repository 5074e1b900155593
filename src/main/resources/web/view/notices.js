// What is said in passing: to the eye, and to who listens.

import { $, el, setText } from './dom.js';
import { sentence } from './timeline.js';

const TOAST_MS = 6000;
const GATHER_MS = 1500;
/** So many transitions are told in one breath; of more only how many. */
const SPOKEN = 2;

let toastTimer = null;

/** Shows a text for a while. */
export function toast(text) {
  setText($('toast'), text);
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, TOAST_MS);
}

let unsaid = [];

/** Tells who listens of a transition. */
export function announce(event) {
  unsaid.push(sentence(event));
  if (unsaid.length === 1) setTimeout(speak, GATHER_MS);
}

function speak() {
  const more = unsaid.length > SPOKEN ? `, and ${unsaid.length - SPOKEN} more changes` : '';
  $('live').replaceChildren(el('p', {}, unsaid.slice(0, SPOKEN).join('; ') + more));
  unsaid = [];
}
