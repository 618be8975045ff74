import { COMPOSE } from '../../compose-texts.js';
import { zones } from '../../range.js';
import { fullTime, instantIn } from '../../time.js';
import { html, useMemo } from '../../ui.js';
import { Field, Segments } from './fields.js';

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
      <textarea id="compose-message" class=${format === 'html' ? 'compose-code' : ''} rows="10" dir="auto" spellcheck=${format === 'text'}
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
