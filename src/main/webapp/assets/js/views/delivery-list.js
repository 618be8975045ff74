import { listDeliveries } from '../api.js';
import { fromTemplate, setText, setTime, show } from '../element.js';
import { NOTHING_READ, withNewest, withNextPage } from '../feed.js';
import { announce, showProblem } from '../notices.js';
import { poll } from '../poll.js';
import { addressOf } from '../route.js';
import { clock, shortly } from '../time.js';
import { STATES, deliveries as inWords, subjectOf, whoInWords } from '../words.js';

const PAGE = 50;
const LONGEST_PAGE = 200;

/** The list of deliveries, which stays as it is (place, focus, pages read) while it is kept fresh. */
export class DeliveryList {
  #parts;
  #rows = new Map();
  #feed = NOTHING_READ;
  #filters = {};
  #openId = null;
  #reading = null;
  #endPoll;
  #onProblem;

  /** `onProblem` may take a problem over by answering true; `onFilter` is told the filters that a reader asks for. */
  constructor(place, { onFilter, onProblem }) {
    const { content, parts } = fromTemplate('list-view');
    this.#parts = parts;
    this.#onProblem = onProblem;
    for (const state of STATES.keys()) {
      parts.states.append(new Option(state, state));
    }
    parts.filters.addEventListener('submit', (event) => {
      event.preventDefault();
      onFilter(this.#askedFilters());
    });
    parts.states.addEventListener('change', () => onFilter(this.#askedFilters()));
    parts.clear.addEventListener('click', () => {
      onFilter({});
      parts.filters.elements.to.focus();
    });
    parts.refresh.addEventListener('click', () => this.refresh({ spoken: true }));
    parts.more.addEventListener('click', () => this.#readMore());
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#reading !== null || this.refresh());
  }

  close() {
    this.#endPoll();
    this.#reading?.abort();
  }

  /** Shows what passes the filters, and marks the delivery whose detail is open. */
  async show(filters, openId) {
    this.#openId = openId;
    const same = addressOf({ filters }) === addressOf({ filters: this.#filters });
    this.#filters = filters;
    this.#showFilters();
    this.#markOpen();
    if (same && this.#feed !== NOTHING_READ) {
      return;
    }
    this.#feed = NOTHING_READ;
    this.#draw();
    show(this.#parts.loading, true);
    if (await this.#read({ limit: PAGE }, withNewest)) {
      announce(`${inWords(this.#feed.deliveries.length)} shown`);
    }
  }

  /** Reads the newest part again; answers whether that went well. */
  async refresh({ spoken = false } = {}) {
    const before = new Set(this.#feed.deliveries.map(({ id }) => id));
    const limit = Math.min(Math.max(before.size, PAGE), LONGEST_PAGE);
    const fine = await this.#read({ limit }, withNewest);
    const fresh = this.#feed.deliveries.filter(({ id }) => !before.has(id)).length;
    if (fine && (fresh > 0 || spoken)) {
      announce(fresh > 0 ? inWords(fresh, 'more ') : 'Nothing new');
    }
    return fine;
  }

  focusOn(id) {
    (this.#rows.get(id)?.parts.link ?? this.#parts.title).focus();
  }

  async #readMore() {
    const first = this.#feed.deliveries.length;
    await this.#read({ limit: PAGE, cursor: this.#feed.nextCursor }, withNextPage);
    const next = this.#feed.deliveries[first];
    if (next) {
      announce(inWords(this.#feed.deliveries.length - first, 'more '));
      this.focusOn(next.id);
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
        showProblem(this.#parts.problem, problem, () => this.refresh({ spoken: true }));
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
    setText(count, nextCursor === null ? inWords(deliveries.length) : `${inWords(deliveries.length)}, and there are more`);
    this.#drawEmpty();
    this.#markOpen();
  }

  #drawEmpty() {
    const { empty, filters } = this.#parts;
    const visible = this.#feed !== NOTHING_READ && this.#feed.deliveries.length === 0;
    const filtered = Object.keys(this.#filters).length > 0;
    const view = filtered ? 'nothing-matches-view' : 'nothing-sent-view';
    show(filters, filtered || !visible);
    if (visible && empty.dataset.view !== view) {
      empty.dataset.view = view;
      empty.replaceChildren(fromTemplate(view).content);
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
      const { content, parts } = fromTemplate('row-view');
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
      parts.link.href = addressOf({ id, filters: this.#filters });
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

  #askedFilters() {
    const asked = {};
    for (const [name, value] of new FormData(this.#parts.filters)) {
      if (value.trim()) {
        asked[name] = value.trim();
      }
    }
    return asked;
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
  setTime(parts.time, shortly(delivery.createdAt));
}

/** What people did; beside it how often programs or nobody knows whom; and a unit for where the columns have no heads. */
function count(number, others, unit, seen, one) {
  const more = seen.total - seen.people;
  setText(number, seen.people.toLocaleString('en'));
  setText(others, more > 0 ? ` +${more.toLocaleString('en')}` : '');
  others.title = more > 0 ? whoInWords(seen) : '';
  setText(unit, seen.people === 1 ? ` ${one}` : ` ${one}s`);
  number.classList.toggle('none', seen.people === 0);
}
