import { count } from '../../numbers.js';
import { SERVERS } from '../../texts-settings.js';
import { shortTime } from '../../time.js';
import { html } from '../../ui.js';
import { listSection } from './list-section.js';
import { pageOf } from './requests.js';

const HEALTH = { up: 'ready', down: 'unavailable', probing: 'degraded' };

/** The mail servers, with their states and shares. */
export const Servers = listSection(() => ({
  name: 'servers',
  title: SERVERS.title,
  columns: [
    {
      title: SERVERS.server,
      kind: 'mail',
      draw: (server, linked) => html`${linked(html`<bdi>${server.name}</bdi>`)}<span class="mail-line"><bdi>${lineOf(server)}</bdi></span>
        ${server.providers.map((slow) => html`<span class="mail-line" key=${slow.provider}><bdi>${paceOf(slow)}</bdi></span>`)}`,
    },
    { title: SERVERS.state, kind: 'state', draw: ({ state }) => html`<span class="chip" data-health=${HEALTH[state]}>${SERVERS.states[state]}</span>` },
    { title: SERVERS.weight, kind: 'number', draw: ({ weight }) => html`${count(weight)}<span class="unit"> ${SERVERS.weightUnit}</span>` },
    {
      title: SERVERS.used,
      kind: 'wide-state',
      draw: ({ usedToday, perDay }) => (usedToday === null ? SERVERS.unlimited : html`${SERVERS.quota(usedToday, perDay)}<span class="unit"> ${SERVERS.usedUnit}</span>`),
    },
  ],
  read: pageOf('servers', 'servers'),
  keyOf: ({ name }) => name,
  count: SERVERS.count,
  hint: SERVERS.hint,
  empty: SERVERS.empty,
}));

/** What is to be known about a server: its address, what it sends, and why it is down. */
export function lineOf({ address, senders, campaigns, since, probeAt, detail }) {
  const scope = [...senders, ...campaigns].join(', ');
  const outage = since !== null && [SERVERS.down(shortTime(since).text, shortTime(probeAt).text), detail].join(': ');
  return [address, scope && SERVERS.only(scope), outage].filter(Boolean).join(' · ');
}

/** How much mail a provider takes, and what it said. */
export function paceOf({ provider, perHour, heldUntil, throttledAt, reply }) {
  const pace = heldUntil === null ? SERVERS.slow(provider, perHour) : SERVERS.held(provider, shortTime(heldUntil).text);
  return `${pace} (${shortTime(throttledAt).text}: ${reply})`;
}
