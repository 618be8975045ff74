import { readApiDocument } from '../../api.js';
import { operations as countLabel } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce } from '../../notices.js';
import { paneOf } from '../../pane.js';
import { saveAs } from '../../parts/download.js';
import { addressOf } from '../../route.js';
import { API } from '../../texts-settings.js';
import { html, useEffect, useState } from '../../ui.js';
import { groupsOf } from './document.js';

/** The operations of the API by their tags, with a search. */
function Operations({ openKey, onProblem }) {
  const [search, setSearch] = useState('');
  const state = useLoaded('document', (signal) => readApiDocument({ signal }), onProblem);
  const groups = state.content === null ? [] : groupsOf(state.content, search.trim());
  useEffect(() => {
    if (search !== '') {
      announce(countLabel(groups.reduce((sum, { operations }) => sum + operations.length, 0)));
    }
  }, [search]);
  return html`
    <div class="pane-head">
      <h1 id="api-title" tabindex="-1">${API.title}</h1>
      ${state.content !== null && html`<div class="pane-actions"><button class="button" type="button" onClick=${() => download(state.content)}>${API.download}</button></div>`}
    </div>
    <form class="filters api-search" method="dialog" role="search" onSubmit=${(event) => event.preventDefault()}>
      <div class="field">
        <label for="api-search">${API.search}</label>
        <input id="api-search" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" value=${search} onInput=${({ target }) => setSearch(target.value)} />
      </div>
    </form>
    <${Loaded} state=${state} lines=${8}>
      ${({ info }) => html`
        <p class="soft">${info.description}</p>
        ${groups.map((group) => html`<${Group} key=${group.name} group=${group} openKey=${openKey} />`)}
        ${groups.length === 0 && html`<p class="empty">${API.noMatch}</p>`}
      `}
    </${Loaded}>
  `;
}

function download(document) {
  saveAs(new Blob([JSON.stringify(document, null, 2)], { type: 'application/json' }), 'openapi.json');
}

function Group({ group: { name, description, operations }, openKey }) {
  return html`
    <section>
      <h2 class="part-title">${name}</h2>
      <p class="hint">${description}</p>
      <ul class="sheet operations">
        ${operations.map(({ id, method, path, summary }) => html`
          <li key=${id} data-key=${id}>
            <a class="operation" href=${addressOf(['api', id])} aria-current=${id === openKey ? 'true' : undefined}>
              <span class="method" data-method=${method}>${method}</span>
              <code dir="ltr">${path}</code>
              <span class="soft">${summary}</span>
            </a>
          </li>
        `)}
      </ul>
    </section>
  `;
}

/** The list of operations, as a workspace needs it. */
export const OperationList = paneOf(Operations);
