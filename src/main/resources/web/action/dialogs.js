// What an operator does: signs in, drains, takes into maintenance, makes ready, probes now.

import { change, get, hasToken, Refused, serverPath, setToken } from '../service/api.js';
import { $, count } from '../view/dom.js';
import { toast } from '../view/notices.js';

const CHANGES = {
  drain: ['Drain', 'DRAIN', 'It gets no new traffic; what runs may end. It is probed on.'],
  maint: ['Take into maintenance', 'MAINT',
    'It gets no traffic and is not probed any more, until somebody makes it ready.'],
  ready: ['Make ready', 'READY', 'It is probed, and gets traffic as long as it is UP.'],
};

export class Dialogs {
  #fleet;
  #asking = null;
  #afterToken = null;

  /** @param act is told: `changed(server)`, `signedIn()` */
  constructor(fleet, act) {
    this.#fleet = fleet;
    this.act = act;
    $('change').querySelector('form').addEventListener('submit', (event) => this.#doChange(event));
    $('change-cancel').addEventListener('click', () => $('change').close());
    $('token').querySelector('form').addEventListener('submit', (event) => this.#takeToken(event));
    $('token-cancel').addEventListener('click', () => $('token').close());
    $('sign-in').addEventListener('click', () => this.signInOrOut());
    $('help-button').addEventListener('click', () => $('help').showModal());
  }

  /** Asks for the reason of a change, and whether it is meant. */
  askChange(key, state) {
    const server = this.#fleet.server(key);
    if (!server) return;
    const [title, admin, means] = CHANGES[state];
    if (server.admin === admin && state !== 'ready') {
      toast(`${key} is already ${state === 'drain' ? 'drained' : 'in maintenance'}`);
      return;
    }
    if (!hasToken()) {
      const then = () => this.askChange(key, state);
      this.askToken('Changes need a token with the role operate.', then);
      return;
    }
    this.#asking = { key, state };
    $('change-title').textContent = `${title} ${key}?`;
    $('change-means').textContent = means;
    $('change-do').textContent = title;
    this.#warn(server, state);
    $('change-error').hidden = true;
    $('change-reason').value = '';
    $('change-do').disabled = false;
    $('change').showModal();
    $('change-reason').focus();
  }

  /** Says who is left without the server. */
  #warn(server, state) {
    const { counts } = this.#fleet.pools.get(server.pool);
    const usable = server.state === 'UP' && server.admin === 'READY';
    const left = counts.usable - 1;
    $('change-warn').hidden = state === 'ready' || !usable;
    $('change-warn').dataset.tone = left ? 'plain' : 'bad';
    $('change-warn').textContent = left
      ? `${left} of ${count(counts.servers, 'server')} of ${server.pool} remain usable.`
      : `It is the last usable server of ${server.pool}: nobody is left then.`;
  }

  async #doChange(event) {
    event.preventDefault();
    const { key, state } = this.#asking;
    const server = this.#fleet.server(key);
    if (!server) {
      this.#notChanged(`${key} is not there any more`);
      return;
    }
    $('change-do').disabled = true;
    try {
      const answer = await change('PUT', `${serverPath(server.pool, server.server)}/admin-state`,
        { state, reason: $('change-reason').value.trim() });
      $('change').close();
      toast(`${key} is ${answer.admin} now: ${answer.reason}`);
      this.act.changed(server);
    } catch (error) {
      this.#notChanged(error.message);
      if (error instanceof Refused && error.status === 401) this.askToken(error.message);
    }
  }

  #notChanged(why) {
    $('change-error').textContent = `Not done: ${why}`;
    $('change-error').hidden = false;
    $('change-do').disabled = false;
  }

  /** Probes a server now and tells what came of it. */
  async probe(key) {
    const server = this.#fleet.server(key);
    if (!server) return;
    if (!hasToken()) {
      this.askToken('Probing needs a token with the role operate.', () => this.probe(key));
      return;
    }
    toast(`Probing ${key} …`);
    try {
      const answer = await change('POST', `${serverPath(server.pool, server.server)}/probe`);
      toast(answer.results.map((result) => `${key}: ${inWords(result)}`).join(' · '));
      this.act.changed(server);
    } catch (error) {
      toast(`Not probed: ${error.message}`);
    }
  }

  /** Asks for a token; `then` is what shall be done with it. */
  askToken(why, then = null) {
    if ($('token').open) return;
    this.#afterToken = then;
    $('token-error').textContent = why ?? '';
    $('token-error').hidden = !why;
    $('token-text').value = '';
    $('token').showModal();
  }

  async #takeToken(event) {
    event.preventDefault();
    setToken($('token-text').value.trim());
    $('token-text').value = '';
    try {
      await get('/api/v1/pools');
    } catch (error) {
      if (error instanceof Refused) {
        setToken('');
        this.#showSignIn();
        $('token-error').textContent = error.message;
        $('token-error').hidden = false;
        return;
      }
    }
    $('token').close();
    this.#showSignIn();
    await this.act.signedIn();
    const then = this.#afterToken;
    this.#afterToken = null;
    then?.();
  }

  signInOrOut() {
    if (!hasToken()) {
      this.askToken(null);
      return;
    }
    setToken('');
    this.#showSignIn();
    this.act.signedIn();
    toast('The token is forgotten.');
  }

  #showSignIn() {
    $('sign-in').textContent = hasToken() ? 'Sign out' : 'Sign in';
  }
}

const inWords = ({ result, status, description, info }) =>
  `${result}, ${description ?? status}${info ? `: ${info}` : ''}`;
