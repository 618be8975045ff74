import { compareCampaigns, listCampaigns } from '../../api.js';
import { setText, show } from '../../element.js';
import { announce, showProblem } from '../../notices.js';
import { percent } from '../../labels.js';

const SUGGESTED = 200;

/** Compares the shown campaign with another one that the reader chooses. */
export class Comparison {
  #parts;
  #name;
  #range = null;
  #reading = null;
  #onProblem;

  constructor(parts, name, { onProblem }) {
    this.#parts = parts;
    this.#name = name;
    this.#onProblem = onProblem;
    parts.comparison.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#read();
    });
  }

  close() {
    this.#reading?.abort();
  }

  /** Sets the range of days; a result for another range is hidden. */
  async show(range) {
    this.#range = range;
    show(this.#parts.compared, false);
    await this.#attempt(() => this.show(range), async (signal) => {
      const { campaigns } = await listCampaigns({ ...range, limit: SUGGESTED }, { signal });
      const others = campaigns.filter(({ name }) => name !== this.#name);
      this.#parts.others.replaceChildren(...others.map(({ name }) => new Option(name, name)));
    });
  }

  async #read() {
    await this.#attempt(() => this.#read(), async (signal) => {
      const campaigns = { first: this.#name, second: this.#parts.other.value.trim() };
      this.#draw(await compareCampaigns(campaigns, this.#range, { signal }));
    });
  }

  async #attempt(again, action) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      await action(reading.signal);
      showProblem(this.#parts.compareProblem, null);
    } catch (problem) {
      if (!reading.signal.aborted && !this.#onProblem(problem)) {
        show(this.#parts.compared, false);
        showProblem(this.#parts.compareProblem, problem, again);
      }
    }
  }

  #draw({ first, second, inWords }) {
    const { compared, comparedWords, comparedRows } = this.#parts;
    setText(comparedWords, inWords);
    comparedRows.replaceChildren(...[first, second].map(rowOf));
    show(compared, true);
    announce(inWords);
  }
}

function rowOf({ name, count, of, share, low, high }) {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.dir = 'auto';
  head.textContent = name;
  const number = document.createElement('td');
  number.className = 'number';
  number.textContent = `${count.toLocaleString('en')} of ${of.toLocaleString('en')}`;
  const range = document.createElement('td');
  range.className = 'number';
  range.textContent = of === 0 ? 'not measurable' : `${percent(share)} (${percent(low)} to ${percent(high)})`;
  row.append(head, number, range);
  return row;
}
