import { html, useId } from '../../ui.js';

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
