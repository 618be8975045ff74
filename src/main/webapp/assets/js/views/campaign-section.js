import { fromTemplate } from '../element.js';
import { addressOf } from '../route.js';
import { CampaignList } from './campaign-list.js';
import { CampaignView } from './campaign-view.js';
import { RangeForm, rangeOf } from './range-form.js';

/** The campaigns section: the list for a range of days, or one campaign by day. */
export class CampaignSection {
  #parts;
  #form;
  #view = null;
  #route = {};
  #onProblem;

  constructor(place, { onProblem, go }) {
    const { content, parts } = fromTemplate('campaign-section-view');
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
