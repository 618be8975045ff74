import { listReports, readReportTerms } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { EMPTY_FEED, withNewest, withNextPage } from '../../feed.js';
import { Items, showExtent } from '../../items.js';
import { reports as countLabel, wordsOf } from '../../labels.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { clock, shortTime } from '../../time.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="returned-title" tabindex="-1" data-part="title">Returned mail</h1>
    <div class="pane-actions">
      <span class="hint" data-part="updated"></span>
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
  <form class="filters report-filters" method="dialog" role="search" aria-label="Filter returned mail" data-part="filters">
    <div class="field">
      <label for="filter-kind">Kind</label>
      <select id="filter-kind" name="kind" data-part="kind"><option value="">Any</option></select>
    </div>
    <div class="field">
      <label for="filter-class">Class of failure</label>
      <select id="filter-class" name="class" data-part="class"><option value="">Any</option></select>
    </div>
    <div class="field">
      <label for="filter-match">Delivery found by</label>
      <select id="filter-match" name="match" data-part="match"><option value="">Any</option></select>
    </div>
    <div class="filter-actions">
      <button class="button" type="submit">Filter</button>
      <button class="button quiet" type="button" data-part="clear" hidden>Clear</button>
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading returned mail…</p>
  <div data-part="content" hidden>
    <div class="sheet" data-part="sheet" hidden>
      <table class="deliveries" role="table" aria-labelledby="returned-title">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Meaning</th>
            <th role="columnheader" scope="col" class="state">Kind</th>
            <th role="columnheader" scope="col" class="effects">Changed</th>
            <th role="columnheader" scope="col" class="time">Received</th>
          </tr>
        </thead>
        <tbody role="rowgroup" data-part="rows"></tbody>
      </table>
    </div>
    <div class="empty" data-part="empty" hidden></div>
    <div class="pane-foot" data-part="foot" hidden>
      <button class="button" type="button" data-part="more">Load more</button>
      <p class="hint" data-part="count"></p>
    </div>
  </div>
`;

const ROW = html`
  <tr role="row">
    <td role="cell" class="mail">
      <a class="row-link" data-part="link"><bdi data-part="summary"></bdi></a>
      <span class="mail-line"><bdi dir="ltr" data-part="recipient"></bdi><span class="tag" data-part="campaign" hidden></span></span>
    </td>
    <td role="cell" class="state"><span class="chip" data-part="kind"></span></td>
    <td role="cell" class="effects" data-part="effects"></td>
    <td role="cell" class="time"><time data-part="time"></time></td>
  </tr>
`;

const NOTHING_CAME_BACK = html`
  <h2>No mail has come back yet</h2>
  <p class="soft">
    Bounces, complaints, receipts and replies appear here once Telltale gets them: from a mailbox that it reads, by SMTP, or
    by <code>POST /app/api/v1/inbound</code>. The file <code>docs/INBOUND.md</code> describes how to set this up.
  </p>
  <a class="button" href="#/deliveries">Show all deliveries</a>
`;

const NOTHING_MATCHES = html`
  <h2>No matching returned mail</h2>
  <a class="button" href="#/returned">Show all returned mail</a>
`;

const PAGE = 50;
const MAX_PAGE_SIZE = 200;
const FILTERS = ['kind', 'class', 'match'];
const timeOf = ({ receivedAt }) => receivedAt;

/** The list of mails that came back, which keeps its position, focus and loaded pages while it refreshes. */
export class ReportList {
  #parts;
  #loader;
  #rows;
  #feed = EMPTY_FEED;
  #filters = {};
  #openId;
  #terms = null;
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
      update: (row, report) => {
        fill(row.parts, report);
        this.#link(row, report.id);
      },
    });
    this.#listen(onFilter);
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#loader.isLoading || this.refresh());
  }

  #listen(onFilter) {
    const { filters, clear, refresh, more } = this.#parts;
    filters.addEventListener('submit', (event) => {
      event.preventDefault();
      onFilter(this.#chosenFilters());
    });
    filters.addEventListener('change', () => onFilter(this.#chosenFilters()));
    clear.addEventListener('click', () => {
      onFilter({});
      this.#parts.kind.focus();
    });
    refresh.addEventListener('click', () => this.refresh({ announced: true }));
    more.addEventListener('click', () => this.#readMore());
  }

  get title() {
    return this.#parts.title;
  }

  /** The link to a mail, if the list shows it. */
  linkTo(id) {
    return this.#rows.partsOf(id)?.link;
  }

  close() {
    this.#endPoll();
    this.#loader.clear();
  }

  /** Shows the mails that match the filters, and marks the open one, if one is open. */
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
    if (await this.#read({ limit: PAGE }, newest)) {
      announce(`${countLabel(this.#feed.items.length)} shown`);
    }
  }

  /** Reads the newest part again; returns whether that succeeded. */
  async refresh({ announced = false } = {}) {
    const before = new Set(this.#feed.items.map(({ id }) => id));
    const limit = Math.min(Math.max(before.size, PAGE), MAX_PAGE_SIZE);
    const fine = await this.#read({ limit }, newest);
    const fresh = this.#feed.items.filter(({ id }) => !before.has(id)).length;
    if (fine && (fresh > 0 || announced)) {
      announce(fresh > 0 ? countLabel(fresh, 'more ') : 'No new returned mail');
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
      async (signal) => {
        await this.#readTerms(signal);
        return listReports(query, { signal });
      },
      (page) => this.#draw(joined(this.#feed, page)),
    );
  }

  async #readTerms(signal) {
    if (this.#terms === null) {
      this.#terms = await readReportTerms({ signal });
      const { kinds, classes, matches } = this.#terms;
      addOptions(this.#parts.kind, kinds.map(({ id }) => id));
      addOptions(this.#parts.class, classes);
      addOptions(this.#parts.match, matches.map(({ id }) => id));
      this.#showFilters();
    }
  }

  #draw(feed) {
    const filtered = Object.keys(this.#filters).length > 0;
    this.#feed = feed;
    this.#rows.draw(feed.items);
    showExtent(this.#parts, feed, countLabel);
    setText(this.#parts.updated, `Updated ${clock()}`);
    show(this.#parts.filters, filtered || feed.items.length > 0);
    this.#explainNothing(filtered ? NOTHING_MATCHES : NOTHING_CAME_BACK);
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
    parts.link.href = addressOf(['returned', id], this.#filters);
    node.classList.toggle('open', isOpen);
    if (isOpen) {
      parts.link.setAttribute('aria-current', 'true');
    } else {
      parts.link.removeAttribute('aria-current');
    }
  }

  #showFilters() {
    for (const name of FILTERS) {
      this.#parts[name].value = this.#filters[name] ?? '';
    }
    show(this.#parts.clear, Object.keys(this.#filters).length > 0);
  }

  #chosenFilters() {
    const chosen = FILTERS.map((name) => [name, this.#parts[name].value]);
    return Object.fromEntries(chosen.filter(([, value]) => value));
  }
}

function newest(feed, page) {
  return withNewest(feed, page, timeOf);
}

function addOptions(select, names) {
  select.append(...names.map((name) => new Option(wordsOf(name), name)));
}

function newRow() {
  const { content, parts } = ROW.copy();
  return { node: content.firstElementChild, parts };
}

function fill(parts, report) {
  setText(parts.summary, report.summary);
  setText(parts.recipient, report.recipient ?? 'no recipient');
  setText(parts.campaign, report.campaign ?? '');
  show(parts.campaign, Boolean(report.campaign));
  setText(parts.kind, wordsOf(report.kind));
  parts.kind.dataset.kind = report.kind;
  setText(parts.effects, report.effects.map(wordsOf).join(', ') || 'nothing');
  parts.effects.classList.toggle('none', report.effects.length === 0);
  setTime(parts.time, shortTime(report.receivedAt));
}
