import { Loaded, useLoaded } from '../../loaded.js';
import { readEvents } from '../../stream.js';
import { LIVE } from '../../texts.js';
import { day } from '../../time.js';
import { html, useState } from '../../ui.js';
import { EventList } from './event-list.js';

const PAGE = 100;

/** The events of a range of days, newest first, a page at a time. */
export function History({ filters, liveAddress, onProblem }) {
  const [older, setOlder] = useState({ events: [], next: undefined, isBusy: false });
  const query = { ...filters, limit: PAGE };
  const first = useLoaded('events', (signal) => readEvents(query, { signal }), onProblem);
  const next = older.next === undefined ? first.content?.next : older.next;

  async function readMore() {
    setOlder((state) => ({ ...state, isBusy: true }));
    try {
      const page = await readEvents({ ...query, cursor: next });
      setOlder(({ events }) => ({ events: [...events, ...page.events], next: page.next, isBusy: false }));
    } catch (problem) {
      setOlder((state) => ({ ...state, isBusy: false }));
      onProblem(problem);
    }
  }

  return html`
    <p class="live-state">
      <span>${LIVE.between(filters.from && day(filters.from), filters.to && day(filters.to))}</span>
      <a class="button" href=${liveAddress}>${LIVE.backToLive}</a>
    </p>
    <${Loaded} state=${first} lines=${8}>
      ${({ events }) => events.length + older.events.length === 0 && !next
        ? html`<div class="empty"><h2>${LIVE.noMatchTitle}</h2></div>`
        : html`<${EventList} events=${[...events, ...older.events]} isLive=${false} />`}
    </${Loaded}>
    ${next && html`<div class="pane-foot"><button class="button" type="button" aria-disabled=${String(older.isBusy)} onClick=${readMore}>${LIVE.more}</button></div>`}
  `;
}
