import { listDeliveries } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { EMPTY_FEED, withNewest, withNextPage } from '../../feed.js';
import { Items, showExtent } from '../../items.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
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
  <p class="loading" data-part="loading" hidden>Loading deliveries…</p>
  <div data-part="content" hidden>
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
        Opens and clicks by people. The number after a plus sign counts those by machines or unknown sources; each
        delivery lists them.
      </p>
    </div>
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
  <p class="soft">The recipient’s address and the campaign’s name must match exactly.</p>
  <a class="button" href="#/deliveries">Show all deliveries</a>
`;

const PAGE = 50;
const MAX_PAGE_SIZE = 200;

/** The list of deliveries, which keeps its position, focus and loaded pages while it refreshes. */
export class DeliveryList {
  #parts;
  #loader;
  #rows;
  #feed = EMPTY_FEED;
  #filters = {};
  #openId;
  #explanation = null;
  #endPoll;

  /** `onProblem` returns true if it handles a problem; `onFilter` receives the filters that the reader sets. */
  constructor(place, { onFilter, onProblem }) {
    const { content, parts } = LIST.copy();
    this.#parts = parts;
    this.#loader = new Loader(new Status(parts), onProblem);
    this.#rows = new Items(parts.rows, {
      keyOf: ({ id }) => id,
      create: newRow,
      update: (row, delivery) => {
        fill(row.parts, delivery);
        this.#link(row, delivery.id);
      },
    });
    parts.states.append(...[...STATES.keys()].map((state) => new Option(state, state)));
    this.#listen(onFilter);
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#loader.isLoading || this.refresh());
  }

  #listen(onFilter) {
    const { filters, states, clear, refresh, more } = this.#parts;
    filters.addEventListener('submit', (event) => {
      event.preventDefault();
      onFilter(this.#enteredFilters());
    });
    states.addEventListener('change', () => onFilter(this.#enteredFilters()));
    clear.addEventListener('click', () => {
      onFilter({});
      filters.elements.to.focus();
    });
    refresh.addEventListener('click', () => this.refresh({ announced: true }));
    more.addEventListener('click', () => this.#readMore());
  }

  get title() {
    return this.#parts.title;
  }

  /** The link to a delivery, if the list shows it. */
  linkTo(id) {
    return this.#rows.partsOf(id)?.link;
  }

  close() {
    this.#endPoll();
    this.#loader.clear();
  }

  /** Shows the deliveries that match the filters, and marks the open one, if one is open. */
  async show(filters, openId) {
    const same = addressOf([], filters) === addressOf([], this.#filters);
    this.#openId = openId;
    this.#filters = filters;
    this.#showFilters();
    if (same && this.#feed !== EMPTY_FEED) {
      this.#rows.draw(this.#feed.items);
      return;
    }
    this.#feed = EMPTY_FEED;
    if (await this.#read({ limit: PAGE }, withNewest)) {
      announce(`${countLabel(this.#feed.items.length)} shown`);
    }
  }

  /** Reads the newest part again; returns whether that succeeded. */
  async refresh({ announced = false } = {}) {
    const before = new Set(this.#feed.items.map(({ id }) => id));
    const limit = Math.min(Math.max(before.size, PAGE), MAX_PAGE_SIZE);
    const fine = await this.#read({ limit }, withNewest);
    const fresh = this.#feed.items.filter(({ id }) => !before.has(id)).length;
    if (fine && (fresh > 0 || announced)) {
      announce(fresh > 0 ? countLabel(fresh, 'more ') : 'No new deliveries');
    }
    return fine;
  }

  async #readMore() {
    const first = this.#feed.items.length;
    await this.#read({ limit: PAGE, cursor: this.#feed.nextCursor }, withNextPage);
    const next = this.#feed.items[first];
    if (next) {
      announce(countLabel(this.#feed.items.length - first, 'more '));
      this.linkTo(next.id).focus();
    }
  }

  #read(part, joined) {
    const query = { ...this.#filters, ...part };
    return this.#loader.load(
      addressOf([], this.#filters),
      (signal) => listDeliveries(query, { signal }),
      (page) => this.#draw(joined(this.#feed, page)),
    );
  }

  #draw(feed) {
    const { filters, updated } = this.#parts;
    const filtered = Object.keys(this.#filters).length > 0;
    this.#feed = feed;
    this.#rows.draw(feed.items);
    showExtent(this.#parts, feed, countLabel);
    setText(updated, `Updated ${clock()}`);
    show(filters, filtered || feed.items.length > 0);
    this.#explainNothing(filtered ? NOTHING_MATCHES : NOTHING_SENT);
  }

  /** The same explanation stays as it is, so that a refresh does not take the focus from its link. */
  #explainNothing(explanation) {
    if (this.#explanation !== explanation) {
      this.#explanation = explanation;
      this.#parts.empty.replaceChildren(explanation.copy().content);
    }
  }

  #link({ node, parts }, id) {
    const isOpen = id === this.#openId;
    parts.link.href = addressOf(['deliveries', id], this.#filters);
    node.classList.toggle('open', isOpen);
    if (isOpen) {
      parts.link.setAttribute('aria-current', 'true');
    } else {
      parts.link.removeAttribute('aria-current');
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

function newRow() {
  const { content, parts } = ROW.copy();
  return { node: content.firstElementChild, parts };
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
  const more = seen.total - seen.people - seen.repeated;
  setText(number, seen.people.toLocaleString('en'));
  setText(others, more > 0 ? ` +${more.toLocaleString('en')}` : '');
  others.title = more > 0 ? sourcesLabel(seen) : '';
  setText(unit, seen.people === 1 ? ` ${one}` : ` ${one}s`);
  number.classList.toggle('none', seen.people === 0);
}
