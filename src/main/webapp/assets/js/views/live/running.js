import { EventStream, readEvents } from '../../stream.js';
import { LIVE } from '../../texts.js';
import { html, useEffect, useRef, useState } from '../../ui.js';
import { EventList } from './event-list.js';
import { NO_EVENTS, OpenAnnouncer, paused, withEvents, withListed } from './feed.js';

const FIRST = 50;
const MAX_ROWS = 50; // while events arrive; a reader who wants to see more pauses
const DRAW_INTERVAL = 1_000; // milliseconds; drawing each event at once would take a core at hundreds a second

/** The events of the stream as they arrive. */
export function Running({ filters, onProblem, announce }) {
  const [feed, setFeed] = useState(NO_EVENTS);
  const [state, setState] = useState('connecting');
  useEffect(() => follow(filters, { setFeed, setState, onProblem, announce }), []);

  const isEmpty = feed.shown.length === 0;
  return html`
    <p class="live-state">
      <span class="live-mark" data-state=${feed.isPaused ? 'paused' : state}>${feed.isPaused ? LIVE.states.paused : LIVE.states[state]}</span>
      <button class="button" type="button" aria-pressed=${String(feed.isPaused)} onClick=${() => setFeed((before) => paused(before, !before.isPaused))}>
        ${feed.isPaused ? LIVE.resume : LIVE.pause}
      </button>
      ${feed.held.length > 0 && html`<span class="hint">${LIVE.waiting(feed.held.length)}</span>`}
    </p>
    ${isEmpty && html`<${Waiting} isFiltered=${Object.keys(filters).length > 0} />`}
    ${!isEmpty && html`<${EventList} events=${feed.isPaused ? feed.shown : feed.shown.slice(0, MAX_ROWS)} isLive />`}
    ${feed.shown.length >= MAX_ROWS && html`<p class="hint">${LIVE.bounded}</p>`}
  `;
}

function Waiting({ isFiltered }) {
  return html`
    <div class="empty">
      <h2>${isFiltered ? LIVE.noMatchTitle : LIVE.emptyTitle}</h2>
      <p class="soft">${isFiltered ? LIVE.noMatch : LIVE.empty}</p>
      <a class="button primary" href="#/compose">${LIVE.emptyAction}</a>
    </div>
  `;
}

/** Follows the stream, which is closed while the tab is hidden; returns a function that ends it. */
function follow(filters, { setFeed, setState, onProblem, announce }) {
  const announcer = new OpenAnnouncer((number) => announce(LIVE.people(number)));
  let arrived = [];
  let timer = null;
  let drawn = 0;
  let stream = null;
  const ending = new AbortController();

  function draw() {
    timer = null;
    drawn = performance.now();
    const events = arrived;
    arrived = [];
    announcer.take(events);
    setFeed((feed) => withEvents(feed, events));
  }

  function onEvent(event) {
    arrived.push(event);
    timer ??= setTimeout(draw, Math.max(0, drawn + DRAW_INTERVAL - performance.now()));
  }

  async function list() {
    try {
      const { events } = await readEvents({ ...filters, limit: FIRST }, { signal: ending.signal });
      announcer.know(events);
      setFeed((feed) => withListed(feed, events));
    } catch (problem) {
      if (!ending.signal.aborted) {
        onProblem(problem); // the stream reports what is wrong
      }
    }
  }

  function onVisibility() {
    stream?.close();
    stream = null;
    if (!document.hidden) {
      // The stream first, so that no event falls between the list and the stream.
      stream = new EventStream(filters, { onEvent, onState: setState, onReset: list, onProblem });
      list();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    ending.abort();
    stream?.close();
    announcer.close();
    clearTimeout(timer);
  };
}
