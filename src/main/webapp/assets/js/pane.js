import { Listing } from './parts/listing.js';
import { html, render } from './ui.js';

/**
 * A class of lists, as a workspace needs it, that shows the described one, with a component beside its heading; that gets the filters,
 * and `onChange`, which reads the list again.
 */
export const listOf = (description, Aside) =>
  paneOf((props) => html`<${Listing} description=${description} aside=${Aside && html`<${Aside} ...${props} />`} ...${props} />`);

/** A class of lists, as a workspace needs it, that shows a component. It has an `h1`, and each item its ID in `data-key`. */
export function paneOf(Component) {
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
      return this.#place.querySelector(`[data-key="${CSS.escape(key ?? '')}"] a`);
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
      const props = { ...this.#shown, ...this.#handlers, onChange: () => this.refresh() };
      render(html`<${Component} ...${props} />`, this.#place);
    }
  };
}

/** A class of panels, as a workspace needs it, that shows a component. The component gets the route and the context, and has an `h1`. */
export function panelOf(Component) {
  return class {
    #place;

    constructor(place, route, context) {
      this.#place = place;
      render(html`<${Component} route=${route} ...${context} />`, place);
    }

    get title() {
      return this.#place.querySelector('h1');
    }

    close() {
      render(null, this.#place);
    }
  };
}
