import { readApiDocument } from '../../api.js';
import { html, setText, show } from '../../element.js';
import { operations } from '../../labels.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { groupsOf } from './document.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="api-title" tabindex="-1" data-part="title">API</h1>
  </div>
  <form class="filters api-search" method="dialog" role="search" data-part="form">
    <div class="field">
      <label for="api-search">Search operations</label>
      <input id="api-search" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" data-part="search">
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the description…</p>
  <div data-part="content" hidden>
    <p class="soft" data-part="introduction"></p>
    <div data-part="groups"></div>
    <p class="empty" data-part="empty" hidden>No operation matches.</p>
  </div>
`;

const GROUP = html`
  <section class="api-group">
    <h2 class="part-title" data-part="name"></h2>
    <p class="hint" data-part="description"></p>
    <ul class="sheet operations" data-part="operations"></ul>
  </section>
`;

const OPERATION = html`
  <li>
    <a class="operation" data-part="link">
      <span class="method" data-part="method"></span>
      <code dir="ltr" data-part="path"></code>
      <span class="soft" data-part="summary"></span>
    </a>
  </li>
`;

/** The operations of the API by their tags, with a search. */
export class OperationList {
  #parts;
  #loader;
  #api = null;
  #openId;
  #links = new Map();

  constructor(place, { onProblem }) {
    const { content, parts } = LIST.copy();
    this.#parts = parts;
    this.#loader = new Loader(new Status(parts), onProblem);
    parts.search.addEventListener('input', () => this.#search());
    parts.form.addEventListener('submit', (event) => event.preventDefault());
    place.replaceChildren(content);
  }

  get title() {
    return this.#parts.title;
  }

  linkTo(id) {
    return this.#links.get(id);
  }

  close() {
    this.#loader.clear();
  }

  refresh() {}

  show(filters, openId) {
    this.#openId = openId;
    if (this.#api !== null) {
      this.#mark();
      return;
    }
    this.#loader.load('document', (signal) => readApiDocument({ signal }), (api) => {
      this.#api = api;
      setText(this.#parts.introduction, api.info.description);
      this.#draw();
    });
  }

  #search() {
    if (this.#api !== null) {
      this.#draw();
      announce(operations(this.#links.size));
    }
  }

  #draw() {
    const groups = groupsOf(this.#api, this.#parts.search.value.trim());
    this.#links.clear();
    this.#parts.groups.replaceChildren(...groups.map((group) => this.#groupOf(group)));
    show(this.#parts.empty, groups.length === 0);
    this.#mark();
  }

  #groupOf({ name, description, operations }) {
    const { content, parts } = GROUP.copy();
    setText(parts.name, name);
    setText(parts.description, description);
    parts.operations.append(...operations.map((operation) => this.#itemOf(operation)));
    return content;
  }

  #itemOf({ id, method, path, summary }) {
    const { content, parts } = OPERATION.copy();
    setText(parts.method, method);
    parts.method.dataset.method = method;
    setText(parts.path, path);
    setText(parts.summary, summary);
    parts.link.href = addressOf(['api', id]);
    this.#links.set(id, parts.link);
    return content;
  }

  #mark() {
    for (const [id, link] of this.#links) {
      if (id === this.#openId) {
        link.setAttribute('aria-current', 'true');
      } else {
        link.removeAttribute('aria-current');
      }
    }
  }
}
