import { html, show } from './element.js';
import { addressOf, isSamePlace } from './route.js';

const WORKSPACE = html`
  <div class="workspace" data-part="workspace">
    <section class="list-pane" data-part="listPane"></section>
    <aside class="panel" aria-label="Details" data-part="panel" hidden></aside>
  </div>
`;

/** A section of the page: a list, and a panel beside it with the selected item or a form. */
export class Workspace {
  #parts;
  #context;
  #list;
  #panel = null;
  #route = null;

  /** `List` is the class of the list, and `home` the path of the list alone. */
  constructor(place, { onProblem, go }, { List, home }) {
    const { content, parts } = WORKSPACE.copy();
    this.#parts = parts;
    place.replaceChildren(content);
    const onFilter = (filters) => go(addressOf(this.#route.path, filters));
    this.#list = new List(parts.listPane, { onFilter, onProblem });
    parts.listPane.setAttribute('aria-labelledby', this.#list.title.id);
    this.#context = { onProblem, onChange: () => this.#list.refresh() };
    parts.panel.addEventListener('keydown', (event) => {
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
  }

  #showPanel(route) {
    const { panel, workspace } = this.#parts;
    const open = route.inner !== undefined;
    this.#panel?.close();
    panel.replaceChildren();
    panel.setAttribute('aria-label', route.title);
    show(panel, open);
    workspace.classList.toggle('with-panel', open);
    this.#panel = open ? new route.inner(panel, route, this.#context) : null;
  }
}
