import { COMPOSE } from '../../compose-texts.js';
import { html } from '../../ui.js';
import { TextField } from './fields.js';

/** The files of a message: each with its media type, and the name by which HTML shows it as an image. */
export function Attachments({ attachments, onChange, error }) {
  const attach = async ({ target }) => {
    const files = [...target.files];
    target.value = '';
    onChange([...attachments, ...(await Promise.all(files.map(attachmentOf)))]);
  };
  const change = (one, members) => onChange(attachments.map((other) => (other === one ? { ...one, ...members } : other)));
  return html`
    <div class="field">
      <span class="label">${COMPOSE.attachments}</span>
      <ul class="compose-attachments">
        ${attachments.map((one, place) => html`
          <li key=${place}>
            <div class="label-line">
              <bdi>${one.name}</bdi>
              <button class="button quiet" type="button" aria-label=${COMPOSE.remove(one.name)} onClick=${() => onChange(attachments.filter((other) => other !== one))}>
                <span class="icon icon-close" aria-hidden="true"></span>
              </button>
            </div>
            <div class="compose-pair">
              <${TextField} field=${`type-${place}`} label=${COMPOSE.mediaType} spellcheck=${false} value=${one.type} onInput=${(type) => change(one, { type })} />
              <${TextField} field=${`content-id-${place}`} label=${COMPOSE.contentId} optional=${COMPOSE.optional} spellcheck=${false} placeholder=${COMPOSE.contentIdExample}
                value=${one.contentId} onInput=${(contentId) => change(one, { contentId })} />
            </div>
          </li>
        `)}
      </ul>
      <p><label class="button compose-file">${COMPOSE.attach}<input type="file" class="unseen" id="compose-attachments" aria-describedby="compose-attachments-error" multiple onChange=${attach} /></label></p>
      <p class="field-error" id="compose-attachments-error" dir="auto">${error}</p>
    </div>
  `;
}

/** A file as the API takes it. */
function attachmentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve({ name: file.name, type: file.type || 'application/octet-stream', content: reader.result.split(',')[1] ?? '', contentId: '' });
    reader.readAsDataURL(file);
  });
}

/** HTML in which the attachments that it embeds by `cid:` (RFC 2392) are images of a data URL. */
export function embedded(markup, attachments) {
  return attachments
    .filter(({ contentId }) => contentId)
    .reduce((text, { type, content, contentId }) => text.replaceAll(`cid:${contentId}`, () => `data:${type.replace(/[^\w/+.-].*$/s, '')};base64,${content}`), markup);
}
