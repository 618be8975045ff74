import { html, show } from '../../element.js';
import { addressOf } from '../../route.js';
import { DeliveryPanel } from '../delivery/view.js';
import { SendPanel } from '../send/view.js';
import { DeliveryList } from './list.js';

const WORKSPACE = html`
  <div class="workspace" data-part="workspace">
    <section class="list-pane" aria-labelledby="deliveries-title" data-part="listPane"></section>
    <aside class="panel" aria-label="Details" data-part="panel" hidden></aside>
  </div>
`;

/** The deliveries section: the list and the panel with the selected delivery. */
export class Workspace {
  #parts;
  #list;
  #panel = null;
  #route = {};
  #onProblem;

  constructor(place, { onProblem, go }) {
    const { content, parts } = WORKSPACE.copy();
    this.#parts = parts;
    this.#onProblem = onProblem;
    place.replaceChildren(content);
    const onFilter = (filters) => go(addressOf({ ...this.#route, filters }));
    this.#list = new DeliveryList(parts.listPane, { onFilter, onProblem });
    parts.panel.addEventListener('keydown', (event) => {
      // Escape does not close the form: it would discard the input.
      if (event.key === 'Escape' && this.#route.id !== null) {
        go(addressOf({ filters: this.#route.filters }));
      }
    });
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    this.#list.show(route.filters, route.id);
    if (route.section !== before.section || route.id !== before.id) {
      this.#showPanel(route, before);
    }
  }

  close() {
    this.#panel?.close();
    this.#list.close();
  }

  #showPanel(route, before) {
    const { panel, workspace: frame } = this.#parts;
    const open = route.section === 'send' || route.id !== null;
    this.#panel?.close();
    this.#panel = null;
    panel.replaceChildren();
    panel.setAttribute('aria-label', route.section === 'send' ? 'Send a test' : 'Delivery');
    show(panel, open);
    frame.classList.toggle('with-panel', open);
    if (open) {
      this.#panel = this.#newPanel(route);
    } else {
      document.title = 'Deliveries – Telltale';
      this.#list.focusOn(before.id);
    }
  }

  #newPanel({ section, id, filters }) {
    const { panel } = this.#parts;
    if (section === 'send') {
      return new SendPanel(panel, { filters, onProblem: this.#onProblem, onSent: () => this.#list.refresh() });
    }
    return new DeliveryPanel(panel, { id, filters, onProblem: this.#onProblem });
  }
}
