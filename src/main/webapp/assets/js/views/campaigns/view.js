import { html } from '../../element.js';
import { addressOf } from '../../route.js';
import { CampaignView } from '../campaign/view.js';
import { CampaignList } from './list.js';
import { RangeForm, rangeOf } from './range-form.js';

const SECTION = html`
  <section class="list-pane" aria-labelledby="campaigns-title">
    <div data-part="head"></div>
    <form class="range" method="dialog" aria-label="Range of days" data-part="range">
      <div class="field">
        <label for="range-from">From</label>
        <input id="range-from" type="date" required data-part="from">
      </div>
      <div class="field">
        <label for="range-to">To</label>
        <input id="range-to" type="date" required data-part="to">
      </div>
      <div class="field">
        <label for="range-zone">Time zone</label>
        <select id="range-zone" data-part="zone"></select>
      </div>
      <div class="filter-actions">
        <button class="button" type="submit">Show</button>
        <button class="button quiet" type="button" data-days="7">7 days</button>
        <button class="button quiet" type="button" data-days="30">30 days</button>
        <button class="button quiet" type="button" data-days="365">365 days</button>
      </div>
    </form>
    <div data-part="body"></div>
  </section>
`;

/** The campaigns section: the list for a range of days, or one campaign by day. */
export class CampaignSection {
  #parts;
  #form;
  #view = null;
  #route = {};
  #onProblem;

  constructor(place, { onProblem, go }) {
    const { content, parts } = SECTION.copy();
    this.#parts = parts;
    this.#onProblem = onProblem;
    const onChoice = (filters) => go(addressOf({ ...this.#route, filters }));
    this.#form = new RangeForm(parts, { onChoice });
    place.replaceChildren(content);
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    const range = rangeOf(route.filters);
    this.#form.show(range);
    if (this.#view === null || route.id !== before.id) {
      this.#showView(route.id, before.id);
    }
    this.#view.show(range, route.filters);
  }

  close() {
    this.#view?.close();
  }

  #showView(name, previous) {
    this.#view?.close();
    const place = { head: this.#parts.head, body: this.#parts.body };
    const options = { onProblem: this.#onProblem, previous: previous ?? null };
    this.#view = name === null ? new CampaignList(place, options) : new CampaignView(place, name, options);
  }
}
