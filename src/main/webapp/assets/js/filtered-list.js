import { setText, show } from './element.js';
import { EMPTY_FEED, withNewest, withNextPage } from './feed.js';
import { Items, showExtent } from './items.js';
import { Loader } from './load.js';
import { announce } from './notices.js';
import { poll } from './poll.js';
import { addressOf } from './route.js';
import { Status } from './status.js';
import { clock } from './time.js';

const PAGE = 50;
const MAX_PAGE_SIZE = 200;

/**
 * A list with filters, which keeps its position, focus and loaded pages while it refreshes. What it lists is described by:
 *
 * - `layout`, `row`: the markup; a row with the part `link` opens its item
 * - `view`: the name of the view in addresses
 * - `prepare(parts, signal)`: fills in the choices of the filters, once; may return a promise
 * - `read(query, { signal })`: a promise of a page
 * - `fill(parts, item)`: shows an item in its row
 * - `countLabel(count, prefix)`, `nothingNew`: what is announced
 * - `nothing`, `noMatch`: what an empty list shows without filters and with filters
 */
export class FilteredList {
  #kind;
  #parts;
  #loader;
  #rows;
  #feed = EMPTY_FEED;
  #filters = {};
  #openId;
  #isPrepared = false;
  #explanation = null;
  #endPoll;

  /** `onProblem` returns true if it handles a problem; `onFilter` receives the filters that the reader sets. */
  constructor(place, kind, { onFilter, onProblem }) {
    const { content, parts } = kind.layout.copy();
    this.#kind = kind;
    this.#parts = parts;
    this.#loader = new Loader(new Status(parts), onProblem);
    this.#rows = new Items(parts.rows, {
      keyOf: ({ id }) => id,
      create: () => newRow(kind.row),
      update: (row, item) => {
        kind.fill(row.parts, item);
        this.#link(row, item.id);
      },
    });
    this.#listen(onFilter);
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#loader.isLoading || this.refresh());
  }

  #listen(onFilter) {
    const { filters, clear, refresh, more } = this.#parts;
    const filter = () => onFilter(this.#enteredFilters());
    filters.addEventListener('submit', (event) => {
      event.preventDefault();
      filter();
    });
    for (const choice of filters.querySelectorAll('select')) {
      choice.addEventListener('change', filter);
    }
    clear.addEventListener('click', () => {
      onFilter({});
      filters.elements[0].focus();
    });
    refresh.addEventListener('click', () => this.refresh({ announced: true }));
    more.addEventListener('click', () => this.#readMore());
  }

  get title() {
    return this.#parts.title;
  }

  /** The link to an item, if the list shows it. */
  linkTo(id) {
    return this.#rows.partsOf(id)?.link;
  }

  close() {
    this.#endPoll();
    this.#loader.clear();
  }

  /** Shows the items that match the filters, and marks the open one, if one is open. */
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
    if (await this.#readNewest(PAGE)) {
      announce(`${this.#kind.countLabel(this.#feed.items.length)} shown`);
    }
  }

  /** Reads the newest part again; returns whether that succeeded. */
  async refresh({ announced = false } = {}) {
    const before = new Set(this.#feed.items.map(({ id }) => id));
    const fine = await this.#readNewest(Math.min(Math.max(before.size, PAGE), MAX_PAGE_SIZE));
    const fresh = this.#feed.items.filter(({ id }) => !before.has(id)).length;
    if (fine && (fresh > 0 || announced)) {
      announce(fresh > 0 ? this.#kind.countLabel(fresh, 'more ') : this.#kind.nothingNew);
    }
    return fine;
  }

  #readNewest(limit) {
    return this.#read({ limit }, (feed, page) => withNewest(feed, page));
  }

  async #readMore() {
    const first = this.#feed.items.length;
    await this.#read({ limit: PAGE, cursor: this.#feed.next }, withNextPage);
    const next = this.#feed.items[first];
    if (next) {
      announce(this.#kind.countLabel(this.#feed.items.length - first, 'more '));
      this.linkTo(next.id)?.focus();
    }
  }

  #read(part, joined) {
    const query = { ...this.#filters, ...part };
    return this.#loader.load(
      addressOf([], this.#filters),
      async (signal) => {
        await this.#prepare(signal);
        return this.#kind.read(query, { signal });
      },
      (page) => this.#draw(joined(this.#feed, page)),
    );
  }

  async #prepare(signal) {
    if (!this.#isPrepared) {
      await this.#kind.prepare(this.#parts, signal);
      this.#isPrepared = true;
      this.#showFilters();
    }
  }

  #draw(feed) {
    const filtered = Object.keys(this.#filters).length > 0;
    this.#feed = feed;
    this.#rows.draw(feed.items);
    showExtent(this.#parts, feed, this.#kind.countLabel);
    setText(this.#parts.updated, `Updated ${clock()}`);
    show(this.#parts.filters, filtered || feed.items.length > 0);
    this.#explainNothing(filtered ? this.#kind.noMatch : this.#kind.nothing);
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
    if (!parts.link) {
      return;
    }
    parts.link.href = addressOf([this.#kind.view, id], this.#filters);
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

function newRow(markup) {
  const { content, parts } = markup.copy();
  return { node: content.firstElementChild, parts };
}
