import { readApiDocument } from '../../api.js';
import { html, setText, setTitle, show } from '../../element.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { curlOf, exampleOf, isHarmless, operationsOf, resolved } from './document.js';
import { itemOf, listOf } from './schema.js';
import { TryForm } from './try-form.js';

const PANEL = html`
  <div class="panel-head">
    <h1 tabindex="-1" data-part="title">Operation</h1>
    <a class="button icon-button" data-part="close">
      <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">Close the operation</span>
    </a>
  </div>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the operation…</p>
  <div data-part="content" hidden>
    <p class="notice problem" data-part="unknown" hidden>The API has no such operation.</p>
    <p><span class="method" data-part="method"></span> <code dir="ltr" data-part="path"></code></p>
    <p class="soft" data-part="description"></p>
    <p data-part="roles"></p>
    <div data-part="parametersPart" hidden>
      <h2 class="part-title">Parameters</h2>
      <ul class="members" data-part="parameters"></ul>
    </div>
    <div data-part="bodiesPart" hidden><h2 class="part-title">Request body</h2><div data-part="bodies"></div></div>
    <h2 class="part-title">Command</h2>
    <pre class="source mono" dir="ltr" tabindex="0" aria-label="Command" data-part="command"></pre>
    <p><button class="button" type="button" data-part="copy">Copy</button></p>
    <div data-part="tryPart" hidden><h2 class="part-title">Try it</h2><div data-part="tryPlace"></div></div>
    <h2 class="part-title">Answers</h2>
    <div data-part="answers"></div>
  </div>
`;

const BODY = html`
  <details class="body">
    <summary><strong data-part="name"></strong> <span data-part="description"></span> <code dir="ltr" data-part="type"></code></summary>
    <div data-part="members"></div>
    <p class="hint" data-part="exampleLabel" hidden>Example</p>
    <pre class="source mono" dir="ltr" tabindex="0" aria-label="Example" data-part="example" hidden></pre>
  </details>
`;

/** One operation of the API: its parameters, bodies and answers, a command, and a form to try it if it changes nothing. */
export class OperationPanel {
  #parts;
  #loader;
  #id;

  constructor(place, { params }, { onProblem }) {
    const { content, parts } = PANEL.copy();
    this.#id = params.id;
    this.#parts = parts;
    this.#loader = new Loader(new Status(parts), onProblem);
    parts.close.href = addressOf(['api']);
    parts.copy.addEventListener('click', () => copy(parts.command));
    place.replaceChildren(content);
    this.#loader.load(this.#id, (signal) => readApiDocument({ signal }), (api) => this.#draw(api));
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#loader.clear();
  }

  #draw(api) {
    const parts = this.#parts;
    const operation = operationsOf(api).find(({ id }) => id === this.#id);
    show(parts.unknown, operation === undefined);
    if (operation === undefined) {
      return;
    }
    setTitle(operation.summary);
    setText(parts.title, operation.summary);
    setText(parts.method, operation.method);
    parts.method.dataset.method = operation.method;
    setText(parts.path, operation.path);
    setText(parts.description, operation.description);
    setText(parts.roles, rolesLabel(operation));
    setText(parts.command, curlOf(api, operation, baseOf(document.baseURI)));
    this.#drawRequest(api, operation);
    parts.answers.replaceChildren(...answersOf(api, operation));
    show(parts.tryPart, isHarmless(operation));
    if (isHarmless(operation)) {
      new TryForm(parts.tryPlace, api, operation);
    }
  }

  #drawRequest(api, { parameters, requestBody }) {
    const { parametersPart, parameters: list, bodiesPart, bodies } = this.#parts;
    show(parametersPart, parameters.length > 0);
    list.replaceChildren(...parameters.map((parameter) => itemOf(api, parameter)));
    const contents = Object.entries(requestBody?.content ?? {});
    show(bodiesPart, contents.length > 0);
    const description = requestBody?.description ?? '';
    bodies.replaceChildren(...contents.map(([type, content]) => bodyOf(api, { name: '', description, type, content })));
  }
}

function answersOf(api, { responses }) {
  return Object.entries(responses).flatMap(([name, response]) => {
    const { description, content = {} } = resolved(api, response);
    const types = Object.entries(content);
    return types.length === 0
      ? [bodyOf(api, { name, description, type: '' })]
      : types.map(([type, body]) => bodyOf(api, { name, description, type, content: body }));
  });
}

function bodyOf(api, { name, description, type, content }) {
  const { content: copied, parts } = BODY.copy();
  setText(parts.name, name);
  setText(parts.description, description);
  setText(parts.type, type);
  const members = content?.schema && listOf(api, content.schema);
  if (members) {
    parts.members.append(members);
  }
  const hasExample = content?.example !== undefined || members !== null && content?.schema !== undefined;
  show(parts.example, hasExample);
  show(parts.exampleLabel, hasExample);
  setText(parts.example, hasExample ? exampleOf(api, content) : '');
  return copied;
}

/** Who may call an operation, as a sentence. */
export function rolesLabel({ security = [], roles }) {
  return security.length === 0 ? 'Needs no key.' : `Needs a key or a session with one of these roles: ${roles.join(', ')}.`;
}

/** The address of the application, without a slash at its end. */
export function baseOf(address) {
  return new URL('.', address).href.replace(/\/$/, '');
}

/** Copies the text of an element; where the page may not, it is selected. */
async function copy(element) {
  if (navigator.clipboard === undefined) {
    getSelection().selectAllChildren(element);
    announce('Selected');
    return;
  }
  await navigator.clipboard.writeText(element.textContent);
  announce('Copied');
}
