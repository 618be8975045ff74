import { html } from '../../element.js';
import { rangeOf } from '../../range.js';
import { addressOf, isSamePlace } from '../../route.js';
import { RangeForm } from './range-form.js';

const SECTION = html`
  <section class="list-pane" aria-labelledby="campaigns-title">
    <div data-part="head"></div>
    <form class="range" method="dialog" aria-label="Date range" data-part="range">
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

/** The campaigns section: a form for a range of days, and below it what the route shows of that range. */
export class CampaignSection {
  #parts;
  #form;
  #inner = null;
  #route = null;
  #onProblem;

  constructor(place, { onProblem, go }) {
    const { content, parts } = SECTION.copy();
    this.#parts = parts;
    this.#onProblem = onProblem;
    this.#form = new RangeForm(parts, { onChoice: (filters) => go(addressOf(this.#route.path, filters)) });
    place.replaceChildren(content);
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    const range = rangeOf(route.filters);
    this.#form.show(range);
    if (before === null || !isSamePlace(route, before)) {
      this.#showInner(route, before);
    }
    this.#inner.show(range, route.filters);
    return this.#inner.title;
  }

  close() {
    this.#inner?.close();
  }

  #showInner(route, before) {
    this.#inner?.close();
    const { head, body } = this.#parts;
    const options = { onProblem: this.#onProblem, previous: before?.params.name };
    this.#inner = new route.inner({ head, body }, route, options);
  }
}
