import { Problem, sendGet } from '../../api.js';
import { html, setText, show } from '../../element.js';
import { addressFor, typeOf } from './document.js';

const FORM = html`
  <form method="dialog" data-part="form">
    <div data-part="fields"></div>
    <button class="button primary" type="submit">Send request</button>
  </form>
  <div role="status"><p data-part="status"></p></div>
  <pre class="source mono" dir="ltr" tabindex="0" aria-label="Answer" data-part="answer" hidden></pre>
`;

const FIELD = html`
  <div class="field">
    <label data-part="label"></label>
    <input type="text" autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto" data-part="input">
    <p class="hint" data-part="hint"></p>
  </div>
`;

/** A form that sends a request of an operation as the reader who is signed in, and shows the answer. */
export class TryForm {
  #parts;
  #operation;

  constructor(place, api, operation) {
    const { content, parts } = FORM.copy();
    this.#parts = parts;
    this.#operation = operation;
    const shown = operation.parameters.filter((parameter) => parameter.in !== 'header');
    parts.fields.append(...shown.map((parameter) => fieldOf(api, parameter)));
    parts.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(Object.fromEntries(new FormData(parts.form)));
    });
    place.replaceChildren(content);
  }

  async #send(values) {
    const { status, answer } = this.#parts;
    const address = addressFor(this.#operation, values);
    setText(status, `GET ${address} …`);
    try {
      const { code, text } = await sendGet(address.slice(1));
      setText(status, `GET ${address}: ${code}`);
      setText(answer, printed(text));
      show(answer, true);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      setText(status, `${problem.title} ${problem.detail}`);
    }
  }
}

function fieldOf(api, { name, required, schema, description = '' }) {
  const { content, parts } = FIELD.copy();
  const id = `try-${name}`;
  setText(parts.label, name);
  parts.label.htmlFor = id;
  Object.assign(parts.input, { id, name, required: required === true });
  setText(parts.hint, [typeOf(api, schema), description].filter(Boolean).join('. '));
  parts.hint.id = `${id}-hint`;
  parts.input.setAttribute('aria-describedby', parts.hint.id);
  return content;
}

/** JSON with line breaks; any other text as it is. */
export function printed(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
