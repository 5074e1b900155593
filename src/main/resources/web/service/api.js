// Asks the service. The token lives in this module and nowhere else.

const LONGEST_MS = 20_000;

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

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  const { status, statusText } = response;
  return new Refused(status, problem.detail ?? `${status} ${statusText}`);
}

/**
 * The answer to a request; one that is refused is thrown.
 *
 * @param how what `fetch` takes, but for the token, which each request carries
 */
export async function ask(path, { headers = {}, signal, ...how } = {}) {
  const response = await fetch(path, {
    ...how,
    headers: token ? { Authorization: `Bearer ${token}`, ...headers } : headers,
    signal: signal ?? AbortSignal.timeout(LONGEST_MS),
  });
  if (!response.ok && response.status !== 304) throw await refusal(response);
  return response;
}

/** The JSON at a path. */
export async function get(path) {
  return (await ask(path)).json();
}

const versions = new Map();

/** The same of a snapshot; null if it is still what was answered last time. */
export async function getChanged(path) {
  const known = versions.get(path);
  const response = await ask(path, { headers: known ? { 'If-None-Match': known } : {} });
  if (response.status === 304) return null;
  versions.set(path, response.headers.get('ETag') ?? '');
  return response.json();
}

/** Forgets what was answered at a path, so that it is answered again: its page was not taken. */
export const forgetVersion = (path) => versions.delete(path);

/** Forgets what was answered, so that everything is answered again. */
export const forgetVersions = () => versions.clear();

/** Makes a change; the JSON of the answer. */
export async function change(method, path, body) {
  const how = body
    ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {};
  return (await ask(path, { method, ...how })).json();
}

export const serverPath = (pool, server) =>
  `/api/v1/pools/${encodeURIComponent(pool)}/servers/${encodeURIComponent(server)}`;
