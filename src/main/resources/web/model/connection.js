// Whether the service is heard.

/** Live unless it is lost or refused; never both. */
export class Connection {
  /** Since when, until when and why nothing is heard: `{ since, retryAt, why }`; null if it is. */
  lost = null;
  /** Why the service does not answer whoever asks; null if it does. */
  refused = null;

  get live() { return !this.lost && !this.refused; }

  found() {
    this.lost = null;
    this.refused = null;
  }

  lose(how) {
    this.lost = how;
    this.refused = null;
  }

  refuse(why) {
    this.refused = why;
    this.lost = null;
  }

  /** The time here; while nothing is heard it stands, as what is shown does. */
  now() {
    return this.lost ? this.lost.since.getTime() : Date.now();
  }
}
