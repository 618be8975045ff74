import { html } from '../../element.js';

const NOT_FOUND = html`
  <section class="empty" aria-labelledby="not-found-title">
    <h1 id="not-found-title" tabindex="-1" data-part="title">Page not found</h1>
    <p class="soft">No page has this address.</p>
    <a class="button primary" href="#/deliveries">Show all deliveries</a>
  </section>
`;

/** What an unknown address shows. */
export class NotFound {
  #title;

  constructor(place) {
    const { content, parts } = NOT_FOUND.copy();
    this.#title = parts.title;
    place.replaceChildren(content);
  }

  show() {
    return this.#title;
  }

  close() {}
}
