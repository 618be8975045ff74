import { readApiDocument } from '../../api.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce, setTitle } from '../../notices.js';
import { panelOf } from '../../pane.js';
import { addressOf } from '../../route.js';
import { API } from '../../texts-settings.js';
import { html, useEffect, useRef } from '../../ui.js';
import { curlOf, exampleOf, isHarmless, operationsOf, resolved } from './document.js';
import { Member, Members, entriesOf } from './schema.js';
import { TryForm } from './try-form.js';

/** One operation of the API. */
function Operation({ route: { params: { id } }, onProblem }) {
  const read = async (signal) => {
    const api = await readApiDocument({ signal });
    return { api, operation: operationsOf(api).find((one) => one.id === id) };
  };
  const state = useLoaded(id, read, onProblem);
  const title = state.content?.operation?.summary ?? API.operation;
  useEffect(() => setTitle(title), [title]);
  return html`
    <div class="panel-head">
      <h1 tabindex="-1">${title}</h1>
      <a class="button icon-button" href=${addressOf(['api'])}>
        <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">${API.close}</span>
      </a>
    </div>
    <${Loaded} state=${state} lines=${8}>
      ${(content) => (content.operation ? html`<${Contents} ...${content} />` : html`<p class="notice problem">${API.unknown}</p>`)}
    </${Loaded}>
  `;
}

/** Parameters, bodies and answers of an operation, a command, and a form to try it if it changes nothing. */
export function Contents({ api, operation }) {
  const { method, path, description, parameters, requestBody } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  return html`
    <p><span class="method" data-method=${method}>${method}</span> <code dir="ltr">${path}</code></p>
    <p class="soft">${description}</p>
    <p>${rolesLabel(operation)}</p>
    ${parameters.length > 0 && html`
      <h2 class="part-title">${API.parameters}</h2>
      <ul class="members">${parameters.map((parameter) => html`<${Member} key=${parameter.name} api=${api} ...${parameter} />`)}</ul>
    `}
    ${bodies.length > 0 && html`
      <h2 class="part-title">${API.body}</h2>
      ${bodies.map(([type, content]) => html`<${Body} key=${type} api=${api} description=${requestBody.description} type=${type} content=${content} />`)}
    `}
    <${Command} text=${curlOf(api, operation, baseOf(document.baseURI))} />
    ${isHarmless(operation) && html`<h2 class="part-title">${API.tryIt}</h2><${TryForm} api=${api} operation=${operation} />`}
    <h2 class="part-title">${API.answers}</h2>
    ${answersOf(api, operation).map((answer) => html`<${Body} key=${`${answer.name} ${answer.type}`} api=${api} ...${answer} />`)}
  `;
}

/** A command that sends a request, with a button that copies it; where the page may not, it is selected. */
function Command({ text }) {
  const place = useRef(null);
  const copy = async () => {
    if (navigator.clipboard === undefined) {
      getSelection().selectAllChildren(place.current);
      announce(API.selected);
    } else {
      await navigator.clipboard.writeText(text);
      announce(API.copied);
    }
  };
  return html`
    <h2 class="part-title">${API.command}</h2>
    <pre class="source mono" dir="ltr" tabindex="0" aria-label=${API.command} ref=${place}>${text}</pre>
    <p><button class="button" type="button" onClick=${copy}>${API.copy}</button></p>
  `;
}

function answersOf(api, { responses }) {
  return Object.entries(responses).flatMap(([name, response]) => {
    const { description, content = {} } = resolved(api, response);
    const types = Object.entries(content);
    return types.length === 0 ? [{ name, description, type: '' }] : types.map(([type, body]) => ({ name, description, type, content: body }));
  });
}

function Body({ api, name, description, type, content }) {
  const hasMembers = content?.schema !== undefined && entriesOf(api, content.schema).length > 0;
  return html`
    <details class="body">
      <summary><strong>${name}</strong> <span>${description}</span> <code dir="ltr">${type}</code></summary>
      ${hasMembers && html`<${Members} api=${api} schema=${content.schema} />`}
      ${(content?.example !== undefined || hasMembers) && html`
        <p class="hint">${API.example}</p>
        <pre class="source mono" dir="ltr" tabindex="0" aria-label=${API.example}>${exampleOf(api, content)}</pre>
      `}
    </details>
  `;
}

/** Who may call an operation, as a sentence. */
export function rolesLabel({ security = [], roles }) {
  return security.length === 0 ? API.open : API.roles(roles);
}

/** The address of the application, without a slash at its end. */
export function baseOf(address) {
  return new URL('.', address).href.replace(/\/$/, '');
}

export const OperationPanel = panelOf(Operation);
