import { COMPOSE } from '../../compose-texts.js';
import { fullTime, instantIn } from '../../time.js';
import { html, useState } from '../../ui.js';
import { Attachments } from './attachments.js';
import { MAX_KEPT_LIST, fieldsOf, isBulk } from './draft.js';
import { ADDRESS, Check, Field, Segments, TextField, ZoneField } from './fields.js';

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
    <${TextField} field="to" label=${COMPOSE.to} error=${error} ...${ADDRESS} value=${draft.to} onInput=${(to) => edit({ to })} />
    ${names.length > 0 && html`<${MergeFields} names=${names} legend=${COMPOSE.fields} draft=${draft} edit=${edit} />`}
  `;
}

/** Values of merge fields that are the same for all recipients. */
function MergeFields({ names, legend, draft: { data }, edit }) {
  return html`
    <fieldset class="compose-fields">
      <legend class="label" dir="auto">${legend}</legend>
      ${names.map((name, place) => html`
        <${TextField} key=${name} field=${`field-${place}`} label=${html`<bdi>${name}</bdi>`} value=${data[name] ?? ''} onInput=${(text) => edit({ data: { ...data, [name]: text } })} />
      `)}
    </fieldset>
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
      ${draft.list.length > MAX_KEPT_LIST && html`<p class="hint">${COMPOSE.notKept}</p>`}
      ${list.errors.length > 0 && html`<${RowErrors} errors=${list.errors} />`}
    </div>
    ${missing.length > 0 && html`<${MergeFields} names=${missing} legend=${COMPOSE.noColumns} draft=${draft} edit=${edit} />`}
    <${Bulk} draft=${draft} edit=${edit} />
  `;
}

/** Whether a draft is bulk mail. */
export function Bulk({ draft, edit, error }) {
  return html`<${Check} field="bulk" label=${COMPOSE.bulk} error=${error} checked=${isBulk(draft)} onChange=${(chosen) => edit({ isBulk: chosen })} />`;
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

/** The subject and the texts of a draft. */
export function Texts({ draft, edit, errors }) {
  const { format } = draft;
  return html`
    <${TextField} field="subject" label=${COMPOSE.subject} error=${errors.subject} value=${draft.subject} onInput=${(subject) => edit({ subject })} />
    <div class="field">
      <div class="label-line">
        <label for="compose-message">${COMPOSE.message}</label>
        <${Segments} name="format" label=${COMPOSE.format} options=${COMPOSE.formats} value=${format} onChange=${(chosen) => edit({ format: chosen })} />
      </div>
      <textarea id="compose-message" class=${format === 'html' ? 'compose-code' : ''} rows="7" dir="auto" spellcheck=${format === 'text'}
        aria-describedby="compose-message-error" aria-invalid=${errors.message ? 'true' : undefined}
        value=${draft[format]} onInput=${({ target }) => edit({ [format]: target.value })}></textarea>
      <p class="field-error" id="compose-message-error" dir="auto">${errors.message}</p>
    </div>
    ${format === 'html' && html`
      <details class="compose-part">
        <summary>${COMPOSE.textPart} <span class="optional">${COMPOSE.optional}</span></summary>
        <${TextField} field="text" label=${COMPOSE.textPart} hint=${COMPOSE.textHint} error=${errors.text} rows="6" value=${draft.text} onInput=${(text) => edit({ text })} />
      </details>
    `}
  `;
}

/** Campaign and topic, attachments, and when it is sent. */
export function Options({ draft, edit, errors, attachments, setAttachments }) {
  return html`
    <div class="compose-pair">
      ${['campaign', 'topic'].map((name) => html`
        <${TextField} key=${name} field=${name} label=${COMPOSE[name]} optional=${COMPOSE.optional} error=${errors[name]} value=${draft[name]} onInput=${(text) => edit({ [name]: text })} />
      `)}
    </div>
    <${Attachments} attachments=${attachments} onChange=${setAttachments} error=${errors.attachments} />
    <div class="label-line">
      <span class="label">${COMPOSE.when}</span>
      <${Segments} name="when" label=${COMPOSE.when} options=${COMPOSE.whens} value=${draft.later ? 'later' : 'now'} onChange=${(when) => edit({ later: when === 'later' })} />
    </div>
    ${draft.later && html`<${Schedule} draft=${draft} edit=${edit} error=${errors.sendAt} />`}
  `;
}

function Schedule({ draft: { sendAt, zone }, edit, error }) {
  const instant = instantIn(sendAt, zone);
  return html`
    <div class="compose-pair">
      <${Field} id="compose-send-at" label=${COMPOSE.sendAt} error=${error} hint=${instant && COMPOSE.isAt(fullTime(instant).text)}>${(attributes) => html`
        <input ...${attributes} type="datetime-local" value=${sendAt} onInput=${({ target }) => edit({ sendAt: target.value })} />
      `}</${Field}>
      <${ZoneField} field="zone" zone=${zone} onChange=${(name) => edit({ zone: name })} />
    </div>
  `;
}
