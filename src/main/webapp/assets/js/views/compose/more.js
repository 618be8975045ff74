import { COMPOSE } from '../../compose-texts.js';
import { html } from '../../ui.js';
import { UTM, isBulk } from './draft.js';
import { ADDRESS, Check, SelectField, TextField, ZoneField } from './fields.js';
import { Bulk } from './form.js';

const TEXTS = COMPOSE.more;
const ADDRESSES = ['from', 'replyTo', 'cc', 'bcc', 'notify'];
const COPIES = ['cc', 'bcc'];

/** The fields that few messages need: other addresses, header fields, metadata, and what is tracked. */
export function MoreFields({ draft, edit, errors }) {
  const isOne = draft.mode === 'one';
  const field = (name, control) => html`
    <${TextField} key=${name} field=${name} label=${TEXTS[name]} hint=${TEXTS.hints[name]} error=${errors[name]} ...${control} value=${draft[name]} onInput=${(text) => edit({ [name]: text })} />
  `;
  const check = (name, checked = draft[name]) => html`
    <${Check} key=${name} field=${name} label=${TEXTS[name]} error=${errors[name]} checked=${checked} onChange=${(chosen) => edit({ [name]: chosen })} />
  `;
  return html`
    <details class="compose-part">
      <summary>${TEXTS.title}</summary>
      <div class="compose-pair">${ADDRESSES.filter((name) => isOne || !COPIES.includes(name)).map((name) => field(name, ADDRESS))}</div>
      <div class="compose-pair">${['headers', 'metadata'].map((name) => field(name, { rows: 3, spellcheck: false, placeholder: TEXTS.examples[name] }))}</div>
      <div class="compose-checks">
        ${isOne && html`<${Bulk} draft=${draft} edit=${edit} error=${errors.bulk} />`}
        ${['opens', 'clicks'].map((name) => check(name))}
        ${isOne && !isBulk(draft) && check('receipt')}
        ${check('repeats')}
        ${check('isTemplate')}
      </div>
      <${SelectField} field="privacy" label=${TEXTS.privacy} hint=${TEXTS.hints.privacy} error=${errors.privacy} options=${TEXTS.profiles} value=${draft.privacy} onChange=${(privacy) => edit({ privacy })} />
    </details>
  `;
}

/** Parameters for the links of a message. */
export function LinkParameters({ draft: { utm }, edit, errors }) {
  const field = (name, control) => html`
    <${TextField} key=${name} field=${`utm.${name}`} label=${TEXTS.utm[name]} hint=${TEXTS.hints[name]} error=${errors[`utm.${name}`]} ...${control}
      value=${utm[name] ?? ''} onInput=${(text) => edit({ utm: { ...utm, [name]: text } })} />
  `;
  return html`
    <details class="compose-part">
      <summary>${TEXTS.utm.title}</summary>
      <div class="compose-pair">${UTM.map((name) => field(name))}</div>
      <div class="compose-pair">
        ${field('parameters', { rows: 2, spellcheck: false, placeholder: TEXTS.examples.parameters })}
        ${field('domains', { spellcheck: false })}
      </div>
    </details>
  `;
}

/** The hours of the day in which a message is sent. */
export function SendWindow({ draft: { sendWindow }, edit, errors }) {
  const change = (changes) => edit({ sendWindow: { ...sendWindow, ...changes } });
  const field = (name, control) => html`
    <${TextField} key=${name} field=${`sendWindow.${name}`} label=${TEXTS.window[name]} hint=${TEXTS.window.hints[name]} error=${errors[`sendWindow.${name}`]} ...${control}
      value=${sendWindow[name]} onInput=${(text) => change({ [name]: text })} />
  `;
  return html`
    <details class="compose-part">
      <summary>${TEXTS.window.title}</summary>
      <div class="compose-pair">${['from', 'to'].map((name) => field(name, { type: 'time' }))}</div>
      <div class="compose-pair">
        <${ZoneField} field="sendWindow.zone" zone=${sendWindow.zone} onChange=${(zone) => change({ zone })} />
        ${field('zoneField', { spellcheck: false })}
      </div>
    </details>
  `;
}
