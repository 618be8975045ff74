import { compareCampaigns, listCampaignNames } from '../../api.js';
import { setText } from '../../element.js';
import { intervalLabel } from '../../labels.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { Status } from '../../status.js';

/** Compares the shown campaign with another one that the reader chooses. */
export class Comparison {
  #parts;
  #name;
  #loader;
  #range = null;

  constructor(parts, name, { onProblem }) {
    const { compared: content, compareLoading: loading, compareProblem: problem } = parts;
    this.#parts = parts;
    this.#name = name;
    this.#loader = new Loader(new Status({ content, loading, problem }), onProblem);
    parts.comparison.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#compare(parts.other.value.trim());
    });
    this.#suggestNames();
  }

  close() {
    this.#loader.clear();
  }

  /** Sets the range of days; a result for another range is hidden. */
  show(range) {
    this.#range = range;
    this.#loader.clear();
  }

  async #suggestNames() {
    // Without suggestions, the name can still be typed.
    const names = await listCampaignNames().catch(() => []);
    const others = names.filter((name) => name !== this.#name);
    this.#parts.others.replaceChildren(...others.map((name) => new Option(name, name)));
  }

  #compare(other) {
    const range = this.#range;
    this.#loader.load(
      other,
      (signal) => compareCampaigns({ first: this.#name, second: other }, range, { signal }),
      (comparison) => this.#draw(comparison),
    );
  }

  #draw({ first, second, summary }) {
    const { comparedWords, comparedRows } = this.#parts;
    setText(comparedWords, summary);
    comparedRows.replaceChildren(...[first, second].map(rowOf));
    announce(summary);
  }
}

function rowOf(campaign) {
  const { name, count, of } = campaign;
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
  range.textContent = intervalLabel(campaign);
  row.append(head, number, range);
  return row;
}
