import { SECRET } from '../texts-settings.js';
import { html, useId, useRef, useState } from '../ui.js';

/** A text that cannot be changed, with a button that copies it; `hint` says more about it. */
export function CopyField({ label, value, hint }) {
  const id = useId();
  const field = useRef(null);
  const [isCopied, setCopied] = useState(false);

  async function copy() {
    field.current.select();
    // Without TLS, browsers have no other way to the clipboard.
    await (navigator.clipboard?.writeText(value) ?? document.execCommand('copy'));
    setCopied(true);
  }

  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <div class="secret">
        <input id=${id} class="mono" type="text" dir="ltr" readonly value=${value} aria-describedby=${hint && `${id}-hint`} ref=${field} />
        <button class="button" type="button" aria-label=${SECRET.copyOf(label)} onClick=${copy}>${SECRET.copy}</button>
      </div>
      <p role="status">${isCopied ? SECRET.copied : ''}</p>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    </div>
  `;
}
