import { listCampaigns } from '../../api.js';
import { html, setText, show } from '../../element.js';
import { EMPTY_FEED, withNextPage } from '../../feed.js';
import { Items, showExtent } from '../../items.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { campaigns as countLabel, clickersLabel, readersLabel } from '../../labels.js';

const HEAD = html`
  <div class="pane-head">
    <h1 id="campaigns-title" tabindex="-1" data-part="title">Campaigns</h1>
    <div class="pane-actions">
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
`;

const LIST = html`
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading campaigns…</p>
  <div data-part="content" hidden>
    <div class="sheet" data-part="sheet" hidden>
      <table class="numbers campaigns" role="table" aria-labelledby="campaigns-title">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Campaign</th>
            <th role="columnheader" scope="col" class="number">Deliveries</th>
            <th role="columnheader" scope="col" class="number">Accepted</th>
            <th role="columnheader" scope="col" class="readers">Opens (people)</th>
            <th role="columnheader" scope="col" class="clickers">Clicked</th>
            <th role="columnheader" scope="col" class="number">Total opens</th>
          </tr>
        </thead>
        <tbody role="rowgroup" data-part="rows"></tbody>
      </table>
    </div>
    <div class="empty" data-part="empty" hidden>
      <h2>No campaigns in this date range</h2>
      <p class="soft">A campaign is a name that groups messages. Choose another range, or send a message with a campaign name.</p>
      <a class="button primary" href="#/compose">Send a test</a>
    </div>
    <div class="pane-foot" data-part="foot" hidden>
      <button class="button" type="button" data-part="more">Load more</button>
      <p class="hint" data-part="count"></p>
      <p class="hint">
        Deliveries created in this date range. “Opens (people)” and “Clicked” count people only, as a share of accepted
        deliveries. Total opens include those by machines.
      </p>
    </div>
  </div>
`;

const ROW = html`
  <tr role="row">
    <th role="rowheader" scope="row"><a class="row-link" data-part="link"><bdi data-part="name"></bdi></a> <span class="chip" data-state="failed" data-part="held">held</span></th>
    <td role="cell" class="number"><span data-part="deliveries"></span><span class="unit">deliveries</span></td>
    <td role="cell" class="number"><span data-part="accepted"></span><span class="unit">accepted</span></td>
    <td role="cell" class="readers"><span class="unit">opens (people):</span> <span data-part="readers"></span></td>
    <td role="cell" class="clickers"><span class="unit">clicked:</span> <span data-part="clickers"></span></td>
    <td role="cell" class="number"><span data-part="opens"></span><span class="unit">total opens</span></td>
  </tr>
`;

const PAGE = 50;

const nameOf = ({ name }) => name;

/** The list of campaigns with their counts for a range of days. */
export class CampaignList {
  #parts;
  #loader;
  #rows;
  #feed = EMPTY_FEED;
  #range = null;
  #filters = {};
  #previous;

  /** `previous` is the name of the campaign from which the reader returns, if any. */
  constructor({ head, body }, route, { onProblem, previous }) {
    const title = HEAD.copy();
    const { content, parts } = LIST.copy();
    this.#parts = { ...title.parts, ...parts };
    this.#loader = new Loader(new Status(parts), onProblem);
    this.#rows = new Items(parts.rows, {
      keyOf: nameOf,
      create: newRow,
      update: (row, campaign) => fill(row.parts, campaign, this.#filters),
    });
    this.#previous = previous;
    head.replaceChildren(title.content);
    body.replaceChildren(content);
    this.#parts.refresh.addEventListener('click', () => this.#readFirst());
    this.#parts.more.addEventListener('click', () => this.#readMore());
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#loader.clear();
  }

  async show(range, filters) {
    this.#range = range;
    this.#filters = filters;
    await this.#readFirst();
    this.#rows.partsOf(this.#previous)?.link.focus();
    this.#previous = undefined;
  }

  async #readFirst() {
    if (await this.#read(null, (page) => page)) {
      announce(`${countLabel(this.#feed.items.length)} shown`);
    }
  }

  async #readMore() {
    const first = this.#feed.items.length;
    await this.#read(this.#feed.next, (page) => withNextPage(this.#feed, page, nameOf));
    const next = this.#feed.items[first];
    if (next) {
      announce(countLabel(this.#feed.items.length - first, 'more '));
      this.#rows.partsOf(next.name).link.focus();
    }
  }

  #read(cursor, joined) {
    const query = { ...this.#range, limit: PAGE, cursor };
    return this.#loader.load(
      addressOf([], this.#range),
      (signal) => listCampaigns(query, { signal }),
      (page) => {
        this.#feed = joined(page);
        this.#rows.draw(this.#feed.items);
        showExtent(this.#parts, this.#feed, countLabel);
      },
    );
  }
}

function newRow() {
  const { content, parts } = ROW.copy();
  return { node: content.firstElementChild, parts };
}

function fill(parts, { name, deliveries, accepted, opens, openRate, held }, filters) {
  setText(parts.name, name);
  show(parts.held, held !== null);
  parts.link.href = addressOf(['campaigns', name], filters);
  parts.link.dataset.name = name;
  setText(parts.readers, readersLabel(openRate));
  setText(parts.clickers, clickersLabel(openRate));
  const counts = { deliveries, accepted, opens: opens.total };
  for (const [what, number] of Object.entries(counts)) {
    setText(parts[what], number.toLocaleString('en'));
    parts[what].classList.toggle('none', number === 0);
  }
}
