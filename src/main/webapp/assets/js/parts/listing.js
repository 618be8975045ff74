import { EMPTY_FEED, withNewest, withNextPage } from '../feed.js';
import { Loaded, useLoaded } from '../loaded.js';
import { announce } from '../notices.js';
import { poll } from '../poll.js';
import { addressOf } from '../route.js';
import { LISTING } from '../texts.js';
import { clock, fullTime } from '../time.js';
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../ui.js';
import { FilterForm } from './filter-form.js';
import { VirtualRows } from './virtual-rows.js';

const PAGE = 50;
const MAX_PAGE = 200;
const NONE = {};

/**
 * A list with filters, which keeps its place, focus and loaded pages while it refreshes. The description of what it lists has:
 *
 * - `name`, `title`: the heading is `title` and has the ID `{name}-title`
 * - `filterLabel`, `filters`: the filters, see FilterForm
 * - `readOptions({ signal })`: optional; a promise of lists of options, by the names that filters have as their `options`
 * - `columns`: `{title, kind, draw(item, linked)}`; `kind` is the class of its cells (`mail` for the main one, `state`, `number`,
 *   `time`), and `linked(content)` makes content the link of the row
 * - `read(query, { signal })`: a promise of a page, `{items, next, searchedTo}`. A search looks at so many rows at a time, so that
 *   its page may have fewer items than its limit although there is a next one; `searchedTo` is the time of the last row
 * - `keyOf(item)`: the item's ID; `href(item, filters)`: where its row leads to, if anywhere
 * - `count(number, attribute)`: a number of items in words, with an attribute such as `more `
 * - `empty`, `noMatch`: `{title, text, href, action}`, what an empty list shows without and with filters
 * - `hint`: optional; a text below the list, or what returns it for the filters
 * - `interval`: optional; after how many milliseconds the list is read again
 *
 * `openKey` is the ID of the item that is shown beside the list, and `focusKey` that of the one whose link gets the focus once it is
 * there; `aside` stands beside the heading; a new `tick` reads the list again. `scope` is what the list is read with besides the filters.
 */
export function Listing({ description, filters, scope = NONE, openKey, focusKey, tick = 0, aside, onFilter, onProblem }) {
  const { name, title, filterLabel, filters: fields = [] } = description;
  const query = useMemo(() => ({ ...scope, ...filters }), [JSON.stringify([scope, filters])]);
  const { state, refresh, readMore } = useFeed(description, query, tick, onProblem);
  const options = useOptions(description, onProblem);
  const isFiltered = Object.keys(filters).length > 0;
  const isEmpty = state.content?.items.length === 0 && !state.isStale;
  return html`
    <div class="pane-head">
      <h1 id=${`${name}-title`} tabindex="-1">${title}</h1>
      <div class="pane-actions">
        ${state.content && html`<span class="hint">${LISTING.updated(state.content.readAt)}</span>`}
        ${aside}
        <button class="button icon-button" type="button" onClick=${refresh}>
          <span class="icon icon-refresh" aria-hidden="true"></span><span>${LISTING.refresh}</span>
        </button>
      </div>
    </div>
    ${fields.length > 0 && (isFiltered || !isEmpty) && html`
      <${FilterForm} label=${filterLabel} fields=${fields.map((field) => ({ ...field, options: typeof field.options === 'string' ? options[field.options] ?? [] : field.options }))}
        filters=${filters} onFilter=${onFilter} />
    `}
    <${Loaded} state=${state} lines=${8}>
      ${(feed) => feed.items.length > 0
        ? html`<${ItemTable} description=${description} feed=${feed} filters=${query} openKey=${openKey} focusKey=${focusKey} readMore=${readMore} />`
        : html`<${Nothing} description=${description} feed=${feed} isFiltered=${isFiltered} readMore=${readMore} />`}
    </${Loaded}>
  `;
}

/** The options of the choices that the server knows; none until they are read. */
function useOptions({ readOptions }, onProblem) {
  const [options, setOptions] = useState({});
  useEffect(() => {
    const ending = new AbortController();
    readOptions?.({ signal: ending.signal }).then(setOptions, (problem) => ending.signal.aborted || onProblem(problem));
    return () => ending.abort();
  }, []);
  return options;
}

/** The pages read so far, `state.content`, with functions that read them again and the next one. */
function useFeed({ read, keyOf, count, interval, nothingNew = LISTING.nothingNew }, filters, tick, onProblem) {
  const address = addressOf([], filters);
  const kept = useRef({ address: null, feed: EMPTY_FEED });
  const feed = () => (kept.current.address === address ? kept.current.feed : EMPTY_FEED);

  async function readNewest(signal) {
    const limit = Math.min(Math.max(feed().items.length, PAGE), MAX_PAGE);
    return keep(withNewest(feed(), await readPage({ limit }, signal), keyOf));
  }

  async function readNext(signal) {
    return keep(withNextPage(feed(), await readPage({ limit: PAGE, cursor: feed().next }, signal), keyOf));
  }

  async function readPage(part, signal) {
    const page = await read({ ...filters, ...part }, { signal });
    const isSearch = page.next !== null && page.items.length < part.limit;
    return { items: page.items, next: page.next, searchedTo: isSearch ? page.searchedTo ?? null : null };
  }

  function keep(next) {
    kept.current = { address, feed: next };
    return { ...next, address, readAt: clock() };
  }

  const state = useLoaded(address, readNewest, onProblem);
  useAnnouncedChanges(state.content, keyOf, count);
  // A search reads many rows, and starts again from the newest: it is repeated only if the reader asks for it.
  const isSearch = state.content?.searchedTo != null;
  useRepeated(() => state.isBusy || isSearch || state.refresh(), tick, state.refresh, interval);
  return {
    state,
    refresh: async () => (await state.refresh()) && announce(nothingNew),
    readMore: () => state.refresh(readNext),
  };
}

/** Reads again every few seconds while the page is visible, and at each tick. */
function useRepeated(repeat, tick, refresh, interval) {
  const latest = useRef(repeat);
  latest.current = repeat;
  useEffect(() => poll(() => latest.current(), interval), []);
  useEffect(() => {
    if (tick > 0) {
      refresh();
    }
  }, [tick]);
}

/** Announces how many items are shown, and how many more after they were read again. */
function useAnnouncedChanges(feed, keyOf, count) {
  const before = useRef(null);
  useEffect(() => {
    if (feed !== null) {
      const text = changeOf(before.current, feed, keyOf, count);
      before.current = feed;
      if (text !== '') {
        announce(text);
      }
    }
  }, [feed]);
}

/** What is announced when a feed replaces the one before, if anything. */
export function changeOf(before, feed, keyOf, count) {
  if (before?.address !== feed.address) {
    return LISTING.shown(count(feed.items.length));
  }
  const known = new Set(before.items.map(keyOf));
  const fresh = feed.items.filter((item) => !known.has(keyOf(item))).length;
  return fresh > 0 ? count(fresh, 'more ') : '';
}

/** The items read so far as a table, with a button for more. */
export function ItemTable({ description, feed, filters, openKey, focusKey, readMore }) {
  const { name, columns, keyOf, hint } = description;
  const table = useRef(null);
  const moreFrom = useFocusedNext(table, feed);
  useLayoutEffect(() => focusKey !== undefined && table.current.querySelector(`[data-key="${CSS.escape(focusKey)}"] .row-link`)?.focus(), []);
  const more = () => {
    moreFrom.current = feed.items.length;
    readMore();
  };
  return html`
    <div class="sheet">
      <table class="listing" role="table" aria-labelledby=${`${name}-title`} aria-rowcount=${feed.next === null ? feed.items.length + 1 : -1} ref=${table}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            ${columns.map(({ title, kind }) => html`<th role="columnheader" scope="col" class=${kind} key=${title}>${title}</th>`)}
          </tr>
        </thead>
        <${VirtualRows} count=${feed.items.length} columns=${columns.length} pinned=${feed.items.findIndex((item) => keyOf(item) === openKey)}>
          ${(place) => {
            const item = feed.items[place];
            const key = keyOf(item);
            return html`<${Row} key=${key} id=${key} item=${item} description=${description} filters=${filters} place=${place} isOpen=${key === openKey} />`;
          }}
        </${VirtualRows}>
      </table>
    </div>
    <${Foot} description=${description} feed=${feed} more=${more}>${hint && html`<p class="hint">${typeof hint === 'string' ? hint : hint(filters)}</p>`}</${Foot}>
  `;
}

/** Moves the focus to the first row of a page that the reader asked for, if the rows are links. */
function useFocusedNext(table, feed) {
  const from = useRef(null);
  useLayoutEffect(() => {
    const place = from.current;
    if (place !== null && feed.items.length > place) {
      from.current = null;
      table.current.querySelector(`[aria-rowindex="${place + 2}"] .row-link`)?.focus();
    }
  }, [feed]);
  return from;
}

function Row({ id, item, description: { columns, href }, filters, place, isOpen }) {
  this.shouldComponentUpdate = (next) =>
    next.item !== item || next.filters !== filters || next.place !== place || next.isOpen !== isOpen;
  const address = href?.(item, filters);
  const linked = (content) => (address
    ? html`<a class="row-link" href=${address} aria-current=${isOpen ? 'true' : undefined}>${content}</a>`
    : html`<span class="row-name">${content}</span>`);
  return html`
    <tr role="row" class=${isOpen ? 'open' : ''} aria-rowindex=${place + 2} data-key=${id}>
      ${columns.map(({ title, kind, draw }) => html`<td role="cell" class=${kind} key=${title}>${draw(item, linked)}</td>`)}
    </tr>
  `;
}

function Foot({ description: { count }, feed: { items, next, searchedTo }, more, children }) {
  const label = count(items.length);
  return html`
    <div class="pane-foot">
      ${next !== null && html`<button class="button" type="button" onClick=${more}>${searchedTo ? LISTING.searchOn : LISTING.more}</button>`}
      <p class="hint">${next === null ? label : searchedTo ? LISTING.foundSoFar(label, fullTime(searchedTo).text) : LISTING.moreAvailable(label)}</p>
      ${children}
    </div>
  `;
}

/** An empty list: nothing there, nothing that matches, or nothing found yet. */
export function Nothing({ description, feed, isFiltered, readMore }) {
  if (feed.next !== null) {
    return html`<${Foot} description=${description} feed=${feed} more=${readMore} />`;
  }
  const { title, text, href, action } = isFiltered ? description.noMatch : description.empty;
  return html`
    <div class="empty">
      <h2>${title}</h2>
      ${text && html`<p class="soft">${text}</p>`}
      ${href && html`<a class=${isFiltered ? 'button' : 'button primary'} href=${href}>${action}</a>`}
    </div>
  `;
}
