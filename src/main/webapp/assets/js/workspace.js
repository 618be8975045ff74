import { addressOf, isSamePlace } from './route.js';
import { html, render } from './ui.js';

/** A section of the page: a list, and a panel beside it with the selected item or a form. */
export class Workspace {
  #place;
  #listPane = { current: null };
  #panelPane = { current: null };
  #context;
  #list;
  #panel = null;
  #route = null;

  /** `List` is the class of the list, and `home` the path of the list alone. */
  constructor(place, { onProblem, go }, { List, home }) {
    this.#place = place;
    place.replaceChildren();
    this.#draw();
    const onFilter = (filters) => go(addressOf(this.#route.path, filters));
    const { current: pane } = this.#listPane;
    this.#list = new List(pane, { onFilter, onProblem });
    pane.setAttribute('aria-labelledby', this.#list.title.id);
    this.#context = { onProblem, onChange: () => this.#list.refresh() };
    this.#panelPane.current.addEventListener('keydown', (event) => {
      // Escape does not close the form: it would discard the input.
      if (event.key === 'Escape' && this.#route.params.id) {
        go(addressOf([home], this.#route.filters));
      }
    });
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    this.#list.show(route.filters, route.params.id);
    if (before === null || !isSamePlace(route, before)) {
      this.#showPanel(route);
    }
    return this.#panel?.title ?? this.#list.linkTo(before?.params.id) ?? this.#list.title;
  }

  close() {
    this.#panel?.close();
    this.#list.close();
    render(null, this.#place);
  }

  #showPanel(route) {
    const isOpen = route.inner !== undefined;
    this.#panel?.close();
    this.#draw(isOpen, route.title);
    this.#panel = isOpen ? new route.inner(this.#panelPane.current, route, this.#context) : null;
  }

  /** Draws the frame; the list and the panel fill it. */
  #draw(isOpen = false, label = '') {
    render(
      html`
        <div class=${isOpen ? 'workspace with-panel' : 'workspace'}>
          <section class="list-pane" ref=${this.#listPane}></section>
          <aside class="panel" aria-label=${label} hidden=${!isOpen} ref=${this.#panelPane}></aside>
        </div>
      `,
      this.#place,
    );
  }
}
