import { COMPOSE } from '../../compose-texts.js';
import { zones } from '../../range.js';
import { html, useId, useMemo } from '../../ui.js';

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

/** For a field that takes an address. */
export const ADDRESS = { inputmode: 'email', autocomplete: 'email', autocapitalize: 'none', spellcheck: false };

/** The id of the control of a field, such as `utm.source`. */
export const idOf = (field) => `compose-${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-')}`;

/** A field for a text, of one line unless it has `rows`; what else it is given goes to its control. */
export function TextField({ field, label, hint, error, optional, value, onInput, ...control }) {
  const common = { autocomplete: 'off', dir: 'auto', ...control, value, onInput: ({ target }) => onInput(target.value) };
  return html`
    <${Field} id=${idOf(field)} label=${label} hint=${hint} error=${error} optional=${optional}>${(attributes) => (control.rows
      ? html`<textarea ...${attributes} ...${common}></textarea>`
      : html`<input type="text" ...${attributes} ...${common} />`)}</${Field}>
  `;
}

/** A choice that is on or off. */
export function Check({ field, label, error, checked, onChange }) {
  const id = idOf(field);
  return html`
    <div class="field">
      <label class="compose-check"><input type="checkbox" id=${id} aria-describedby=${`${id}-error`} checked=${checked} onChange=${({ target }) => onChange(target.checked)} />${label}</label>
      <p class="field-error" id=${`${id}-error`} dir="auto">${error}</p>
    </div>
  `;
}

/** A choice of one of several options, such as `{'': 'None', source: 'Written as iCalendar'}`. */
export function SelectField({ field, options, value, onChange, ...texts }) {
  return html`
    <${Field} id=${idOf(field)} ...${texts}>${(attributes) => html`
      <select ...${attributes} value=${value} onChange=${({ target }) => onChange(target.value)}>
        ${Object.entries(options).map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}
      </select>
    `}</${Field}>
  `;
}

/** A choice of a time zone. */
export function ZoneField({ field, zone, onChange }) {
  const options = useMemo(() => Object.fromEntries([...zones(), zone].map((name) => [name, name.replaceAll('_', ' ')])), [zone]);
  return html`<${SelectField} field=${field} label=${COMPOSE.zone} options=${options} value=${zone} onChange=${onChange} />`;
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
