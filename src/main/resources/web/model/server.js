// What is to be said of one server, or of one result of it.

/** So many days before its end a certificate is told of. */
export const CERTIFICATE_SOON = 14;

/** What can be shown alone, by a test and in words; the order is that of the tiles. */
export const FILTERS = [
  ['down', 'Down', (s) => s.state === 'DOWN', 'may take no traffic'],
  ['contested', 'Contested', (s) => s.contested, 'vantages disagree whether it is down'],
  ['unknown', 'Unknown', (s) => s.state === 'UNKNOWN', 'nobody could tell yet'],
  ['stopping', 'Stopping', (s) => s.state === 'STOPPING', 'ends what it has, wants nothing new'],
  ['stale', 'Stale', (s) => s.stale, 'nothing could be found out for a while'],
  ['certificate', 'Cert soon', (s) => s.daysLeft <= CERTIFICATE_SOON,
    `its certificate expires within ${CERTIFICATE_SOON} days`],
  ['drain', 'Drained', (s) => s.admin === 'DRAIN', 'gets no new traffic, as somebody wants'],
  ['maint', 'Maint.', (s) => s.admin === 'MAINT', 'in maintenance: no traffic, no probes'],
  ['up', 'Up', (s) => s.state === 'UP', 'may take traffic'],
];

/** The tests of FILTERS by name. */
export const TESTS = new Map(FILTERS.map(([name, , test]) => [name, test]));

/** How bad a server is: 0 is nothing to look at, as one is that somebody took into maintenance. */
export function badness(s) {
  if (s.admin === 'MAINT') return 0;
  if (s.state === 'DOWN') return 5;
  if (s.contested) return 4;
  if (s.state === 'UNKNOWN' || s.stale) return 3;
  if (s.state === 'STOPPING') return 2;
  return 0;
}

/**
 * Why a server stands so, what matters most first: what was found comes before the name of its
 * status.
 *
 * @returns `main`, and `more` that may be cut off
 */
export function why(server) {
  const { reason, info } = server;
  const dissent = server.contested ? dissenting(server) : [];
  if (dissent.length) {
    const say = ({ node, vote, info: found }) => `${node} says ${vote}${found ? `: ${found}` : ''}`;
    return { main: dissent.map(say).join('; '), more: '' };
  }
  if (info && server.state !== 'UP' && reason.endsWith(`: ${info}`)) {
    return { main: info, more: reason.slice(0, -info.length - 2) };
  }
  return { main: reason, more: '' };
}

/** The votes that speak against the verdict. */
function dissenting({ state, votes = [] }) {
  return votes.filter(({ vote }) => vote !== 'ABSTAIN' && (vote === 'DOWN') !== (state === 'DOWN'));
}

/** A result in words. */
export function causeWords(cause) {
  const code = cause.code ? ` (${cause.code})` : '';
  const check = cause.check ? `check ${cause.check}: ` : '';
  const words = cause.description ?? cause.status;
  if (!words) return cause.info ?? '';
  return check + words + (cause.info ? `: ${cause.info}` : code);
}
