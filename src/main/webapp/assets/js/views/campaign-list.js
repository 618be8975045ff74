import { listCampaigns } from '../api.js';
import { fromTemplate, setText, show } from '../element.js';
import { announce, showProblem } from '../notices.js';
import { addressOf } from '../route.js';
import { campaigns as countLabel, clickersLabel, readersLabel } from '../labels.js';

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

  /** `previous` is the campaign the reader returns from, or null. */
  constructor({ head, body }, { onProblem, previous }) {
    const title = fromTemplate('campaigns-head-view');
    const { content, parts } = fromTemplate('campaigns-view');
    this.#parts = { ...title.parts, ...parts };
    this.#onProblem = onProblem;
    this.#previous = previous;
    head.replaceChildren(title.content);
    body.replaceChildren(content);
    document.title = 'Campaigns – Telltale';
    this.#parts.refresh.addEventListener('click', () => this.#readFirst());
    this.#parts.more.addEventListener('click', () => this.#readMore());
    this.#parts.title.focus();
  }

  close() {
    this.#reading?.abort();
  }

  async show(range, filters) {
    this.#range = range;
    this.#filters = filters;
    await this.#readFirst();
    this.#linkTo(this.#previous)?.focus();
    this.#previous = null;
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
    const { content, parts } = fromTemplate('campaign-row-view');
    parts.name.textContent = name;
    parts.link.href = addressOf({ section: 'campaigns', id: name, filters: this.#filters });
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
    return name === null ? null : [...this.#parts.rows.querySelectorAll('a')].find((link) => link.dataset.name === name);
  }
}
