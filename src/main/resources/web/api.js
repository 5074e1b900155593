// Asks the service: requests, and the stream of events. The token lives in this module and nowhere else.

let token = '';

export const setToken = (text) => { token = text; };
export const hasToken = () => token !== '';

/** What the service refused, with its own words. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

function headers(more = {}) {
  return token ? { Authorization: `Bearer ${token}`, ...more } : more;
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  return new Refused(response.status, problem.detail ?? `${response.status} ${response.statusText}`);
}

export const serverPath = (pool, server) =>
  `/api/v1/pools/${encodeURIComponent(pool)}/servers/${encodeURIComponent(server)}`;

/** The JSON at a path. */
export async function get(path) {
  const response = await fetch(path, { headers: headers(), signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

const versions = new Map();

/** The same of a snapshot; null if it is still what was answered last time. */
export async function getChanged(path) {
  const known = versions.get(path);
  const response = await fetch(path, {
    headers: headers(known ? { 'If-None-Match': known } : {}), signal: AbortSignal.timeout(20_000),
  });
  if (response.status === 304) return null;
  if (!response.ok) throw await refusal(response);
  versions.set(path, response.headers.get('ETag') ?? '');
  return response.json();
}

/** Forgets what was answered at a path, so that it is answered again: for a page that was not taken. */
export const forgetVersion = (path) => versions.delete(path);

/** Forgets what was answered, so that everything is answered again. */
export const forgetVersions = () => versions.clear();

export async function change(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: headers(body ? { 'Content-Type': 'application/json' } : {}),
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

/** A connection on which nothing came for so long is lost: a comment comes each 15 s. */
const SILENCE_MS = 40_000;
const LONGEST_WAIT_MS = 15_000;

/**
 * Follows the events for as long as the page lives, and comes back by itself behind the last one it saw;
 * after a refusal (401) only when it is told to. EventSource could not send the token.
 */
export class Stream {
  #last = '';
  #lostSince = null;
  #attempts = 0;
  #abort = null;
  #wake = null;
  #anew = false;

  /** @param listener `open()`, `event(type, data)`, `lost({since, retryAt, why})`, `refused(Refused)` */
  constructor(listener) {
    this.listener = listener;
  }

  async run() {
    for (;;) {
      let why = 'the service closed the connection';
      try {
        await this.#follow();
      } catch (error) {
        why = error instanceof Refused ? error.message : this.#words(error);
        if (error instanceof Refused && error.status === 401 && !this.#anew) {
          this.#lostSince = null;
          this.listener.refused(error);
          await new Promise((resolve) => { this.#wake = resolve; });
          continue;
        }
      }
      if (this.#anew) {
        this.#anew = false;
        continue;
      }
      this.#lostSince ??= new Date();
      const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#attempts) * (0.8 + 0.4 * Math.random());
      this.#attempts += 1;
      this.listener.lost({ since: this.#lostSince, retryAt: new Date(Date.now() + wait), why });
      await new Promise((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, wait);
      });
    }
  }

  #words(error) {
    return error.name === 'AbortError' ? 'nothing was heard for 40 s' : 'the service can’t be reached';
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
      const response = await fetch('/api/v1/events/stream', {
        headers: headers(this.#last ? { 'Last-Event-ID': this.#last } : {}), signal: abort.signal,
      });
      if (!response.ok) throw await refusal(response);
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
