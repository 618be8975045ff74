import { count } from '../../numbers.js';
import { SERVERS } from '../../texts-settings.js';
import { fullTime, timeOfDay } from '../../time.js';
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
      draw: (server, linked) => html`
        ${linked(html`<bdi>${server.name}</bdi>`)}
        <span class="mail-line"><bdi>${detailsOf(server)}</bdi></span>
        ${server.since !== null && html`<span class="mail-line server-outage"><bdi>${outageOf(server)}</bdi></span>`}
        ${server.providers.map((slow) => html`<span class="mail-line" key=${slow.provider}><bdi>${paceOf(slow)}</bdi></span>`)}
      `,
    },
    { title: SERVERS.state, kind: 'state', draw: ({ state }) => html`<span class="chip" data-health=${HEALTH[state]}>${SERVERS.states[state]}</span>` },
    { title: SERVERS.weight, kind: 'number', draw: ({ weight }) => html`<span class="unit">${SERVERS.weight} </span>${count(weight)}` },
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

/** The address of a server, what it sends, and how fast. */
export function detailsOf({ address, senders, campaigns, connections, perSecond, waiting }) {
  return [
    address,
    senders.length > 0 && SERVERS.onlyFrom(senders.join(', ')),
    campaigns.length > 0 && SERVERS.onlyCampaigns(campaigns.join(', ')),
    SERVERS.connections(connections),
    perSecond > 0 && SERVERS.perSecond(perSecond),
    waiting > 0 && SERVERS.waiting(waiting),
  ].filter(Boolean).join(' · ');
}

/** Since when a server is not used, when it is tried again, and why. */
export function outageOf({ since, probeAt, detail }) {
  return [SERVERS.down(fullTime(since).text, timeOfDay(probeAt)), detail].filter(Boolean).join(': ');
}

/** How much mail a provider takes, and what it said. */
export function paceOf({ provider, perHour, heldUntil, throttledAt, reply }) {
  const pace = heldUntil === null ? SERVERS.slow(provider, perHour) : SERVERS.held(provider, timeOfDay(heldUntil));
  return `${pace} (${fullTime(throttledAt).text}: ${reply})`;
}
