import { COMPOSE } from '../../compose-texts.js';
import { zones } from '../../range.js';
import { fullTime, instantIn } from '../../time.js';
import { html, useId, useMemo, useState } from '../../ui.js';
import { MAX_KEPT_LIST, fieldsOf } from './draft.js';

const MAX_FILE = 20_000_000;
const MAX_SHOWN = 20;

/** A field with its label, hint and error; the child draws the control from `{id, ...attributes}`. */
export function Field({ id, label, hint, error, optional, children: draw }) {
  return html`
    <div class="field">
      <label for=${id}>${label} ${optional && html`<span class="optional">${optional}</span>`}</label>
      ${draw({ id, 'aria-describedby': `${id}-error ${id}-hint`, 'aria-invalid': error ? 'true' : undefined })}
      <p class="field-error" id=${`${id}-error`} dir="auto">${error}</p>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    </div>
  `;
}

/** A choice between a few alternatives, such as `{one: 'One', list: 'A list'}`. */
export function Segments({ name, label, options, value, onChange }) {
  const group = useId();
  return html`
    <fieldset class="segments">
      <legend class="unseen">${label}</legend>
      ${Object.entries(options).map(([key, text]) => html`
        <label key=${key}><input type="radio" name=${`${name}${group}`} value=${key} checked=${key === value} onChange=${() => onChange(key)} /><span>${text}</span></label>
      `)}
    </fieldset>
  `;
}

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

/** The subject and the texts of a draft. */
export function Texts({ draft, edit, errors }) {
  const { format } = draft;
  return html`
    <${Field} id="compose-subject" label=${COMPOSE.subject} error=${errors.subject}>${(attributes) => html`
      <input ...${attributes} type="text" autocomplete="off" dir="auto" value=${draft.subject} onInput=${({ target }) => edit({ subject: target.value })} />
    `}</${Field}>
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
        <${Field} id="compose-text" label=${COMPOSE.textPart} hint=${COMPOSE.textHint}>${(attributes) => html`
          <textarea ...${attributes} rows="6" dir="auto" value=${draft.text} onInput=${({ target }) => edit({ text: target.value })}></textarea>
        `}</${Field}>
      </details>
    `}
  `;
}

/** Campaign and topic, attachments, and when it is sent. */
export function Options({ draft, edit, errors, attachments, setAttachments }) {
  return html`
    <div class="compose-pair">
      ${['campaign', 'topic'].map((name) => html`
        <${Field} key=${name} id=${`compose-${name}`} label=${COMPOSE[name]} optional=${COMPOSE.optional} error=${errors[name]}>${(attributes) => html`
          <input ...${attributes} type="text" autocomplete="off" dir="auto" value=${draft[name]} onInput=${({ target }) => edit({ [name]: target.value })} />
        `}</${Field}>
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
  const names = useMemo(() => [...new Set([...zones(), zone])], [zone]);
  const instant = instantIn(sendAt, zone);
  return html`
    <div class="compose-pair">
      <${Field} id="compose-send-at" label=${COMPOSE.sendAt} error=${error} hint=${instant && COMPOSE.isAt(fullTime(instant).text)}>${(attributes) => html`
        <input ...${attributes} type="datetime-local" value=${sendAt} onInput=${({ target }) => edit({ sendAt: target.value })} />
      `}</${Field}>
      <${Field} id="compose-zone" label=${COMPOSE.zone}>${(attributes) => html`
        <select ...${attributes} value=${zone} onChange=${({ target }) => edit({ zone: target.value })}>
          ${names.map((name) => html`<option key=${name} value=${name}>${name.replaceAll('_', ' ')}</option>`)}
        </select>
      `}</${Field}>
    </div>
  `;
}

function Attachments({ attachments, onChange, error }) {
  const attach = async ({ target }) => {
    const files = [...target.files];
    target.value = '';
    onChange([...attachments, ...(await Promise.all(files.map(attachmentOf)))]);
  };
  return html`
    <div class="field">
      <span class="label">${COMPOSE.attachments}</span>
      <ul class="compose-attachments">
        ${attachments.map((one, place) => html`
          <li key=${place}><bdi>${one.name}</bdi>
            <button class="button quiet" type="button" aria-label=${COMPOSE.remove(one.name)} onClick=${() => onChange(attachments.filter((other) => other !== one))}>
              <span class="icon icon-close" aria-hidden="true"></span>
            </button>
          </li>
        `)}
      </ul>
      <p><label class="button compose-file">${COMPOSE.attach}<input type="file" class="unseen" multiple onChange=${attach} /></label></p>
      <p class="field-error" dir="auto">${error}</p>
    </div>
  `;
}

/** A file as the API takes it. */
function attachmentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({ name: file.name, type: file.type || 'application/octet-stream', content: reader.result.split(',')[1] ?? '' });
    reader.readAsDataURL(file);
  });
}
