import { COMPOSE } from '../../compose-texts.js';
import { html, useState } from '../../ui.js';
import { MAX_KEPT_LIST, fieldsOf } from './draft.js';
import { Field, Segments } from './fields.js';

const MAX_FILE = 20_000_000;
const MAX_SHOWN = 20;

/** Who gets the message: one address with its merge fields, or a list in CSV. */
export function Recipients({ draft, list, edit, error }) {
  return html`
    <div class="label-line">
      <span class="label">${COMPOSE.recipients}</span>
      <${Segments} name="mode" label=${COMPOSE.recipients} options=${COMPOSE.modes} value=${draft.mode} onChange=${(mode) => edit({ mode })} />
    </div>
    ${draft.mode === 'one'
      ? html`<${One} draft=${draft} edit=${edit} error=${error} />`
      : html`<${List} draft=${draft} list=${list} edit=${edit} error=${error} />`}
  `;
}

function One({ draft, edit, error }) {
  const names = fieldsOf(draft);
  return html`
    <${Field} id="compose-to" label=${COMPOSE.to} error=${error}>${(attributes) => html`
      <input ...${attributes} type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" dir="auto"
        value=${draft.to} onInput=${({ target }) => edit({ to: target.value })} />
    `}</${Field}>
    ${names.length > 0 && html`
      <fieldset class="compose-fields">
        <legend class="label">${COMPOSE.fields}</legend>
        ${names.map((name, place) => html`
          <${Field} key=${name} id=${`compose-field-${place}`} label=${html`<bdi>${name}</bdi>`}>${(attributes) => html`
            <input ...${attributes} type="text" autocomplete="off" dir="auto" value=${draft.data[name] ?? ''}
              onInput=${({ target }) => edit({ data: { ...draft.data, [name]: target.value } })} />
          `}</${Field}>
        `)}
      </fieldset>
    `}
  `;
}

function List({ draft, list, edit, error }) {
  const [fileError, setFileError] = useState('');
  const choose = async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    setFileError(file?.size > MAX_FILE ? COMPOSE.fileTooLarge : '');
    if (file && file.size <= MAX_FILE) {
      edit({ list: await file.text() });
    }
  };
  const missing = fieldsOf(draft).filter((name) => list.people.length > 0 && !list.columns.includes(name));
  return html`
    <${Field} id="compose-list" label=${COMPOSE.list} hint=${COMPOSE.listHint} error=${error || fileError}>${(attributes) => html`
      <textarea ...${attributes} rows="5" dir="auto" spellcheck="false" placeholder=${COMPOSE.listExample} value=${draft.list}
        onInput=${({ target }) => edit({ list: target.value })}></textarea>
    `}</${Field}>
    <label class="button compose-file">${COMPOSE.file}<input type="file" class="unseen" accept=".csv,.txt,.tsv,text/csv" onChange=${choose} /></label>
    <div role="status">
      ${list.people.length > 0 && html`<p class="hint" dir="auto">${COMPOSE.found(list.people.length, list.columns.slice(0, MAX_SHOWN))}</p>`}
      ${missing.length > 0 && html`<p class="field-error" dir="auto">${COMPOSE.noColumns(missing)}</p>`}
      ${draft.list.length > MAX_KEPT_LIST && html`<p class="hint">${COMPOSE.notKept}</p>`}
      ${list.errors.length > 0 && html`<${RowErrors} errors=${list.errors} />`}
    </div>
    <label class="compose-check"><input type="checkbox" checked=${draft.bulk} onChange=${({ target }) => edit({ bulk: target.checked })} />${COMPOSE.bulk}</label>
  `;
}

function RowErrors({ errors }) {
  return html`
    <div class="field-error">
      <p>${COMPOSE.rowErrors(errors.length)}</p>
      <ul>
        ${errors.slice(0, MAX_SHOWN).map(({ line, detail }, place) => html`<li key=${place} dir="auto">${COMPOSE.row(line, detail)}</li>`)}
        ${errors.length > MAX_SHOWN && html`<li>${COMPOSE.moreErrors(errors.length - MAX_SHOWN)}</li>`}
      </ul>
    </div>
  `;
}
