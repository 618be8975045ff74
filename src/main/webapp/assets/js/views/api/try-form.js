import { sendGet } from '../../api.js';
import { API } from '../../texts-settings.js';
import { html, useState } from '../../ui.js';
import { addressFor, typeOf } from './document.js';

/** A form that sends a request of an operation as the reader who is signed in, and shows the answer. */
export function TryForm({ api, operation }) {
  const [{ status, answer }, setState] = useState({ status: '', answer: null });

  async function send(event) {
    event.preventDefault();
    const address = addressFor(operation, Object.fromEntries(new FormData(event.target)));
    setState({ status: `GET ${address} …`, answer: null });
    try {
      const { code, text } = await sendGet(address.slice(1));
      setState({ status: `GET ${address}: ${code}`, answer: printed(text) });
    } catch (problem) {
      setState({ status: `${problem.title} ${problem.detail}`, answer: null });
    }
  }

  return html`
    <form method="dialog" onSubmit=${send}>
      <div>${operation.parameters.filter((parameter) => parameter.in !== 'header').map((parameter) => html`<${Field} key=${parameter.name} api=${api} ...${parameter} />`)}</div>
      <button class="button primary" type="submit">${API.send}</button>
    </form>
    <div role="status"><p>${status}</p></div>
    ${answer !== null && html`<pre class="source mono" dir="ltr" tabindex="0" aria-label=${API.answer}>${answer}</pre>`}
  `;
}

function Field({ api, name, required, schema, description }) {
  const id = `try-${name}`;
  return html`
    <div class="field">
      <label for=${id}>${name}</label>
      <input type="text" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto" id=${id} name=${name} required=${required === true} aria-describedby=${`${id}-hint`} />
      <p class="hint" id=${`${id}-hint`}>${[typeOf(api, schema), description].filter(Boolean).join('. ')}</p>
    </div>
  `;
}

/** JSON with line breaks; any other text as it is. */
export function printed(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
