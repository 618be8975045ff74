import { listDeliveries } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { EMPTY_FEED, withNewest, withNextPage } from '../../feed.js';
import { announce, showProblem } from '../../notices.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { clock, shortTime } from '../../time.js';
import { STATES, deliveries as countLabel, subjectOf, sourcesLabel } from '../../labels.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="deliveries-title" tabindex="-1" data-part="title">Deliveries</h1>
    <div class="pane-actions">
      <span class="hint" data-part="updated"></span>
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
  <form class="filters" method="dialog" role="search" aria-label="Filter deliveries" data-part="filters">
    <div class="field">
      <label for="filter-to">Recipient</label>
      <input id="filter-to" name="to" type="text" inputmode="email" autocomplete="off" autocapitalize="none"
        spellcheck="false" dir="auto" placeholder="ann@example.com">
    </div>
    <div class="field">
      <label for="filter-campaign">Campaign</label>
      <input id="filter-campaign" name="campaign" type="text" autocomplete="off" spellcheck="false" dir="auto">
    </div>
    <div class="field">
      <label for="filter-state">State</label>
      <select id="filter-state" name="state" data-part="states">
        <option value="">Any</option>
      </select>
    </div>
    <div class="filter-actions">
      <button class="button" type="submit">Filter</button>
      <button class="button quiet" type="button" data-part="clear" hidden>Clear</button>
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading">Loading deliveries…</p>
  <div class="sheet" data-part="sheet" hidden>
    <table class="deliveries" role="table" aria-labelledby="deliveries-title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Message</th>
          <th role="columnheader" scope="col" class="state">State</th>
          <th role="columnheader" scope="col" class="number">Opens</th>
          <th role="columnheader" scope="col" class="number">Clicks</th>
          <th role="columnheader" scope="col" class="time">Created</th>
        </tr>
      </thead>
      <tbody role="rowgroup" data-part="rows"></tbody>
    </table>
  </div>
  <div class="empty" data-part="empty" hidden></div>
  <div class="pane-foot" data-part="foot" hidden>
    <button class="button" type="button" data-part="more">Load more</button>
    <p class="hint" data-part="count"></p>
    <p class="hint">
      Opens and clicks by people. Loads and clicks by machines or unknown sources follow the plus sign; each delivery
      lists them.
    </p>
  </div>
`;

const ROW = html`
  <tr role="row">
    <td role="cell" class="mail">
      <a class="row-link" data-part="link"><bdi data-part="subject"></bdi></a>
      <span class="mail-line"><bdi dir="ltr" data-part="to"></bdi><span class="tag" data-part="campaign" hidden></span></span>
    </td>
    <td role="cell" class="state"><span class="chip" data-part="state"></span></td>
    <td role="cell" class="number"><span data-part="opens"></span><span class="others" data-part="opensOthers"></span><span class="unit" data-part="opensUnit"></span></td>
    <td role="cell" class="number"><span data-part="clicks"></span><span class="others" data-part="clicksOthers"></span><span class="unit" data-part="clicksUnit"></span></td>
    <td role="cell" class="time"><time data-part="time"></time></td>
  </tr>
`;

const NOTHING_SENT = html`
  <h2>No messages sent yet</h2>
  <p class="soft">Send one to yourself. When its tracking image is loaded, the open appears here.</p>
  <a class="button primary" href="#/send">Send a test</a>
`;

const NOTHING_MATCHES = html`
  <h2>No matching deliveries</h2>
  <p class="soft">Recipient and campaign must match exactly.</p>
  <a class="button" href="#/deliveries">Show all deliveries</a>
`;

const PAGE = 50;
const MAX_PAGE_SIZE = 200;

/** The list of deliveries, which keeps its position, focus and loaded pages while it refreshes. */
export class DeliveryList {
  #parts;
  #rows = new Map();
  #feed = EMPTY_FEED;
  #filters = {};
  #openId;
  #reading = null;
  #endPoll;
  #onProblem;

  /** `onProblem` returns true if it handles a problem; `onFilter` receives the filters that the reader sets. */
  constructor(place, { onFilter, onProblem }) {
    const { content, parts } = LIST.copy();
    this.#parts = parts;
    this.#onProblem = onProblem;
    for (const state of STATES.keys()) {
      parts.states.append(new Option(state, state));
    }
    parts.filters.addEventListener('submit', (event) => {
      event.preventDefault();
      onFilter(this.#enteredFilters());
    });
    parts.states.addEventListener('change', () => onFilter(this.#enteredFilters()));
    parts.clear.addEventListener('click', () => {
      onFilter({});
      parts.filters.elements.to.focus();
    });
    parts.refresh.addEventListener('click', () => this.refresh({ announced: true }));
    parts.more.addEventListener('click', () => this.#readMore());
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#reading !== null || this.refresh());
  }

  close() {
    this.#endPoll();
    this.#reading?.abort();
  }

  /** Shows the deliveries that match the filters, and marks the open one, if one is open. */
  async show(filters, openId) {
    this.#openId = openId;
    const same = addressOf([], filters) === addressOf([], this.#filters);
    this.#filters = filters;
    this.#showFilters();
    this.#markOpen();
    if (same && this.#feed !== EMPTY_FEED) {
      return;
    }
    this.#feed = EMPTY_FEED;
    this.#draw();
    show(this.#parts.loading, true);
    if (await this.#read({ limit: PAGE }, withNewest)) {
      announce(`${countLabel(this.#feed.deliveries.length)} shown`);
    }
  }

  /** Reads the newest part again; returns whether that succeeded. */
  async refresh({ announced = false } = {}) {
    const before = new Set(this.#feed.deliveries.map(({ id }) => id));
    const limit = Math.min(Math.max(before.size, PAGE), MAX_PAGE_SIZE);
    const fine = await this.#read({ limit }, withNewest);
    const fresh = this.#feed.deliveries.filter(({ id }) => !before.has(id)).length;
    if (fine && (fresh > 0 || announced)) {
      announce(fresh > 0 ? countLabel(fresh, 'more ') : 'No new deliveries');
    }
    return fine;
  }

  get title() {
    return this.#parts.title;
  }

  /** The link to a delivery, if the list shows it. */
  linkTo(id) {
    return this.#rows.get(id)?.parts.link;
  }

  async #readMore() {
    const first = this.#feed.deliveries.length;
    await this.#read({ limit: PAGE, cursor: this.#feed.nextCursor }, withNextPage);
    const next = this.#feed.deliveries[first];
    if (next) {
      announce(countLabel(this.#feed.deliveries.length - first, 'more '));
      this.linkTo(next.id).focus();
    }
  }

  async #read(part, joined) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#parts.sheet.setAttribute('aria-busy', 'true');
    try {
      const page = await listDeliveries({ ...this.#filters, ...part }, { signal: reading.signal });
      this.#feed = joined(this.#feed, page);
      showProblem(this.#parts.problem, null);
      setText(this.#parts.updated, `Updated ${clock()}`);
      this.#draw();
      return true;
    } catch (problem) {
      if (!reading.signal.aborted && !this.#onProblem(problem)) {
        showProblem(this.#parts.problem, problem, () => this.refresh({ announced: true }));
      }
      return false;
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
        show(this.#parts.loading, false);
        this.#parts.sheet.setAttribute('aria-busy', 'false');
      }
    }
  }

  #draw() {
    const { rows, sheet, foot, more, count } = this.#parts;
    const { deliveries, nextCursor } = this.#feed;
    this.#dropRowsNotIn(deliveries);
    deliveries.forEach((delivery, place) => {
      const row = this.#rowOf(delivery).row;
      if (rows.children[place] !== row) {
        rows.insertBefore(row, rows.children[place] ?? null);
      }
    });
    show(sheet, deliveries.length > 0);
    show(foot, deliveries.length > 0);
    show(more, nextCursor !== null);
    setText(count, nextCursor === null ? countLabel(deliveries.length) : `${countLabel(deliveries.length)}; more available`);
    this.#drawEmpty();
    this.#markOpen();
  }

  #drawEmpty() {
    const { empty, filters } = this.#parts;
    const visible = this.#feed !== EMPTY_FEED && this.#feed.deliveries.length === 0;
    const filtered = Object.keys(this.#filters).length > 0;
    show(filters, filtered || !visible);
    if (visible) {
      empty.replaceChildren((filtered ? NOTHING_MATCHES : NOTHING_SENT).copy().content);
    }
    show(empty, visible);
  }

  #dropRowsNotIn(deliveries) {
    const ids = new Set(deliveries.map(({ id }) => id));
    for (const [id, { row }] of this.#rows) {
      if (!ids.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
  }

  #rowOf(delivery) {
    let entry = this.#rows.get(delivery.id);
    if (!entry) {
      const { content, parts } = ROW.copy();
      entry = { row: content.firstElementChild, parts };
      this.#rows.set(delivery.id, entry);
    }
    fill(entry.parts, delivery);
    return entry;
  }

  #markOpen() {
    for (const [id, { row, parts }] of this.#rows) {
      row.classList.toggle('open', id === this.#openId);
      if (id === this.#openId) {
        parts.link.setAttribute('aria-current', 'true');
      } else {
        parts.link.removeAttribute('aria-current');
      }
      parts.link.href = addressOf(['deliveries', id], this.#filters);
    }
  }

  #showFilters() {
    const { filters, clear } = this.#parts;
    for (const field of filters.elements) {
      if (field.name) {
        field.value = this.#filters[field.name] ?? '';
      }
    }
    show(clear, Object.keys(this.#filters).length > 0);
  }

  #enteredFilters() {
    const entered = {};
    for (const [name, value] of new FormData(this.#parts.filters)) {
      if (value.trim()) {
        entered[name] = value.trim();
      }
    }
    return entered;
  }
}

function fill(parts, delivery) {
  setText(parts.subject, subjectOf(delivery));
  setText(parts.to, delivery.to);
  setText(parts.campaign, delivery.campaign ?? '');
  show(parts.campaign, Boolean(delivery.campaign));
  setText(parts.state, delivery.state);
  parts.state.dataset.state = delivery.state;
  count(parts.opens, parts.opensOthers, parts.opensUnit, delivery.opens, 'open');
  count(parts.clicks, parts.clicksOthers, parts.clicksUnit, delivery.clicks, 'click');
  setTime(parts.time, shortTime(delivery.createdAt));
}

/** Events by people, then those by machines or unknown sources, and a unit for layouts without column headings. */
function count(number, others, unit, seen, one) {
  const more = seen.total - seen.people;
  setText(number, seen.people.toLocaleString('en'));
  setText(others, more > 0 ? ` +${more.toLocaleString('en')}` : '');
  others.title = more > 0 ? sourcesLabel(seen) : '';
  setText(unit, seen.people === 1 ? ` ${one}` : ` ${one}s`);
  number.classList.toggle('none', seen.people === 0);
}
