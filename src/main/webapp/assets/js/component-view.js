import { html, render } from './ui.js';

/** A class of views, as routes need it, that shows a component. The component gets the route and the context, and has an `h1`. */
export function viewOf(Component) {
  return class {
    #place;
    #context;

    constructor(place, context) {
      this.#place = place;
      this.#context = context;
      place.replaceChildren();
    }

    show(route) {
      render(html`<${Component} route=${route} ...${this.#context} />`, this.#place);
      return this.#place.querySelector('h1');
    }

    close() {
      render(null, this.#place);
    }
  };
}
