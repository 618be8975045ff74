import { Listing } from './parts/listing.js';
import { html, render } from './ui.js';

/** A class of lists, as a workspace needs it, that shows the described one. */
export function listOf(description) {
  return class {
    #place;
    #handlers;
    #shown = { filters: {}, openKey: undefined, tick: 0 };

    /** `onProblem` returns true if it handles a problem; `onFilter` receives the filters that the reader sets. */
    constructor(place, handlers) {
      this.#place = place;
      this.#handlers = handlers;
      place.replaceChildren();
      this.#draw();
    }

    get title() {
      return this.#place.querySelector('h1');
    }

    /** The link to an item, if the list shows it. */
    linkTo(key) {
      return this.#place.querySelector(`[data-key="${CSS.escape(key ?? '')}"] .row-link`);
    }

    /** Shows the items that match the filters, and marks the open one, if one is open. */
    show(filters, openKey) {
      this.#draw({ filters, openKey });
    }

    /** Reads the list again. */
    refresh() {
      this.#draw({ tick: this.#shown.tick + 1 });
    }

    close() {
      render(null, this.#place);
    }

    #draw(change = {}) {
      this.#shown = { ...this.#shown, ...change };
      render(html`<${Listing} description=${description} ...${this.#shown} ...${this.#handlers} />`, this.#place);
    }
  };
}
