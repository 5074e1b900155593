// The stream of events, read piece by piece: EventSource could not send the token.

import { ask, Refused } from './api.js';

/** A connection on which nothing came for so long is lost: a comment comes each 15 s. */
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Follows the events for as long as the page lives, and comes back by itself behind the last one
 * that it saw; after a refusal (401) only when it is told to.
 */
export class Stream {
  #last = '';
  #lostSince = null;
  #attempts = 0;
  #abort = null;
  #wake = null;
  #anew = false;

  /**
   * @param listener is told: `open()`, `event(type, data)`, `lost({ since, retryAt, why })`,
   *   `refused(error)`
   */
  constructor(listener) {
    this.listener = listener;
  }

  /** Follows; does not return. */
  async run() {
    for (;;) {
      let why = 'the service closed the connection';
      try {
        await this.#follow();
      } catch (error) {
        if (error instanceof Refused && error.status === 401 && !this.#anew) {
          await this.#refused(error);
          continue;
        }
        why = inWords(error);
      }
      if (!this.#anew) await this.#pause(why);
      this.#anew = false;
    }
  }

  /** Waits until somebody has another token. */
  #refused(error) {
    this.#lostSince = null;
    const woken = new Promise((resolve) => { this.#wake = resolve; });
    this.listener.refused(error);
    return woken;
  }

  /** Waits the longer the more attempts were in vain, or until somebody wants to try now. */
  #pause(why) {
    this.#lostSince ??= new Date();
    const most = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#attempts);
    const wait = most * (0.8 + 0.4 * Math.random());
    this.#attempts += 1;
    const over = new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
    this.listener.lost({ since: this.#lostSince, retryAt: new Date(Date.now() + wait), why });
    return over;
  }

  /** Tries again at once. */
  retry() {
    this.#attempts = 0;
    this.#wake?.();
  }

  /** Begins anew, as somebody else. */
  restart() {
    this.#last = '';
    this.#anew = this.#abort !== null;
    this.#abort?.abort();
    this.retry();
  }

  async #follow() {
    const abort = new AbortController();
    this.#abort = abort;
    let watch = setTimeout(() => abort.abort(), SILENCE_MS);
    try {
      const headers = this.#last ? { 'Last-Event-ID': this.#last } : {};
      const response = await ask('/api/v1/events/stream', { headers, signal: abort.signal });
      this.#lostSince = null;
      this.#attempts = 0;
      this.listener.open();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(watch);
        watch = setTimeout(() => abort.abort(), SILENCE_MS);
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        blocks.forEach((block) => this.#take(block));
      }
    } finally {
      clearTimeout(watch);
      this.#abort = null;
      abort.abort();
    }
  }

  #take(block) {
    const fields = {};
    for (const line of block.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.data === undefined) return;
    if (fields.id) this.#last = fields.id;
    this.listener.event(fields.event ?? 'message', JSON.parse(fields.data));
  }
}

function inWords(error) {
  if (error instanceof Refused) return error.message;
  if (error.name === 'AbortError') return 'nothing was heard for 40 s';
  return 'the service can’t be reached';
}
