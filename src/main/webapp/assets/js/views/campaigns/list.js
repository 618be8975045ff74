import { listCampaigns } from '../../api.js';
import { html, setText, show } from '../../element.js';
import { announce, showProblem } from '../../notices.js';
import { addressOf } from '../../route.js';
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
  <p class="loading" data-part="loading">Loading campaigns…</p>
  <div class="sheet" data-part="sheet" hidden>
    <table class="numbers campaigns" role="table" aria-labelledby="campaigns-title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Campaign</th>
          <th role="columnheader" scope="col" class="number">Deliveries</th>
          <th role="columnheader" scope="col" class="number">Accepted</th>
          <th role="columnheader" scope="col" class="readers">Opens (people)</th>
          <th role="columnheader" scope="col" class="clickers">Clicked</th>
          <th role="columnheader" scope="col" class="number">Image loads</th>
        </tr>
      </thead>
      <tbody role="rowgroup" data-part="rows"></tbody>
    </table>
  </div>
  <div class="empty" data-part="empty" hidden>
    <h2>No campaigns yet</h2>
    <p class="soft">A campaign is a name that groups related messages. Send a message with a campaign name.</p>
    <a class="button primary" href="#/send">Send a test</a>
  </div>
  <div class="pane-foot" data-part="foot" hidden>
    <button class="button" type="button" data-part="more">Load more</button>
    <p class="hint" data-part="count"></p>
    <p class="hint">
      Deliveries created in this range. Opens and clicks are those of people, as a share of accepted messages. Image
      loads include machines.
    </p>
  </div>
`;

const ROW = html`
  <tr role="row">
    <th role="rowheader" scope="row"><a class="row-link" data-part="link"><bdi data-part="name"></bdi></a></th>
    <td role="cell" class="number"><span data-part="deliveries"></span><span class="unit">deliveries</span></td>
    <td role="cell" class="number"><span data-part="accepted"></span><span class="unit">accepted</span></td>
    <td role="cell" class="readers"><span class="unit">opens (people):</span> <span data-part="readers"></span></td>
    <td role="cell" class="clickers"><span class="unit">clicked:</span> <span data-part="clickers"></span></td>
    <td role="cell" class="number"><span data-part="opens"></span><span class="unit">image loads</span></td>
  </tr>
`;

const PAGE = 50;

/** The list of campaigns with their counts for a range of days. */
export class CampaignList {
  #parts;
  #range = null;
  #filters = {};
  #shown = new Set();
  #next = null;
  #reading = null;
  #onProblem;
  #previous;

  /** `previous` is the name of the campaign from which the reader returns, if any. */
  constructor({ head, body }, route, { onProblem, previous }) {
    const title = HEAD.copy();
    const { content, parts } = LIST.copy();
    this.#parts = { ...title.parts, ...parts };
    this.#onProblem = onProblem;
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
    this.#reading?.abort();
  }

  async show(range, filters) {
    this.#range = range;
    this.#filters = filters;
    await this.#readFirst();
    this.#linkTo(this.#previous)?.focus();
    this.#previous = undefined;
  }

  async #readFirst() {
    if (await this.#read(null)) {
      announce(`${countLabel(this.#shown.size)} shown`);
    }
  }

  async #readMore() {
    const before = this.#shown.size;
    if (await this.#read(this.#next)) {
      announce(countLabel(this.#shown.size - before, 'more '));
      this.#parts.rows.children[before]?.querySelector('a').focus();
    }
  }

  async #read(cursor) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#parts.sheet.setAttribute('aria-busy', 'true');
    try {
      const page = await listCampaigns({ ...this.#range, limit: PAGE, cursor }, { signal: reading.signal });
      showProblem(this.#parts.problem, null);
      this.#draw(page, cursor === null);
      return true;
    } catch (problem) {
      if (!reading.signal.aborted && !this.#onProblem(problem)) {
        showProblem(this.#parts.problem, problem, () => this.#readFirst());
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

  #draw({ campaigns, nextCursor }, afresh) {
    const { rows, sheet, foot, more, count, empty } = this.#parts;
    if (afresh) {
      this.#shown.clear();
      rows.replaceChildren();
    }
    for (const campaign of campaigns.filter(({ name }) => !this.#shown.has(name))) {
      this.#shown.add(campaign.name);
      rows.append(this.#rowOf(campaign));
    }
    this.#next = nextCursor;
    show(sheet, this.#shown.size > 0);
    show(foot, this.#shown.size > 0);
    show(empty, this.#shown.size === 0);
    show(more, nextCursor !== null);
    setText(count, nextCursor === null ? countLabel(this.#shown.size) : `${countLabel(this.#shown.size)}; more available`);
  }

  #rowOf({ name, deliveries, accepted, opens, openRate }) {
    const { content, parts } = ROW.copy();
    parts.name.textContent = name;
    parts.link.href = addressOf(['campaigns', name], this.#filters);
    parts.link.dataset.name = name;
    parts.readers.textContent = readersLabel(openRate);
    parts.clickers.textContent = clickersLabel(openRate);
    const counts = { deliveries, accepted, opens: opens.total };
    for (const [what, number] of Object.entries(counts)) {
      parts[what].textContent = number.toLocaleString('en');
      parts[what].classList.toggle('none', number === 0);
    }
    return content;
  }

  #linkTo(name) {
    return [...this.#parts.rows.querySelectorAll('a')].find((link) => link.dataset.name === name);
  }
}
