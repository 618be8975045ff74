import { announce } from '../notices.js';
import { COMMON } from '../texts.js';
import { html, useId, useLayoutEffect, useRef, useState } from '../ui.js';

/**
 * A button that opens a dialog with a form, so that nothing is changed by one press. `text` says what will happen, and
 * `done` that it has, or is a function of the result. The button that submits has the title, unless `submit` is another text.
 * The child, if there is one, draws the result in the dialog.
 */
export function FormDialog({ label, isPrimary = false, title = label, text, fields = [], submit = title, keep = COMMON.cancel, isDanger, act, done, onDone = () => {}, onProblem, children: draw }) {
  const id = useId();
  const dialog = useRef(null);
  const [state, setState] = useState(null); // null while it is closed; otherwise with the result, once there is one
  const close = () => dialog.current.close();

  useLayoutEffect(() => {
    if (state !== null && !dialog.current.open) {
      dialog.current.showModal();
    }
    if (state !== null && 'result' in state) {
      dialog.current.querySelector('input, [tabindex]').focus();
    }
  }, [state]);

  function succeed(result) {
    if (draw) {
      setState({ result });
    } else {
      close();
      announce(typeof done === 'function' ? done(result) : done); // the dialog is modal: what is outside is silent before
    }
    onDone(result);
  }

  return html`
    <button class=${isPrimary ? 'button primary' : 'button'} type="button" aria-haspopup="dialog" onClick=${() => setState({})}>${label}</button>
    ${state !== null && html`
      <dialog class="confirm" ref=${dialog} aria-labelledby=${id} onClose=${() => setState(null)}>
        <h2 id=${id}>${title}</h2>
        ${'result' in state
          ? html`<div tabindex="-1">${draw(state.result)}</div><div class="entry-actions"><button class="button" type="button" onClick=${close}>${COMMON.close}</button></div>`
          : html`
              ${text && html`<p>${text}</p>`}
              <${Form} fields=${fields} submit=${submit} isDanger=${isDanger} act=${act} onDone=${succeed} onProblem=${onProblem}>
                <button class="button" type="button" onClick=${close}>${keep}</button>
              </${Form}>
            `}
      </dialog>
    `}
  `;
}

/**
 * A form whose fields are described by `{name, label, hint, kind, options, value, isOptional, …}`; further members become
 * attributes. `kind` is `select` with options `[value, label]`, `textarea`, `file`, or else a type of input. `act` takes
 * the values that were entered and returns a promise, whose result `onDone` gets. A problem is shown at the field that it names.
 */
export function Form({ fields, submit, act, onDone, onProblem, isDanger = false, children }) {
  const id = useId();
  const form = useRef(null);
  const [{ isBusy, problem }, setState] = useState({ isBusy: false, problem: null });
  const isOf = (name) => problem?.field === name;

  async function send(event) {
    event.preventDefault();
    if (isBusy) {
      return;
    }
    setState({ isBusy: true, problem: null });
    try {
      const result = await act(valuesOf(event.target));
      setState({ isBusy: false, problem: null });
      onDone(result);
    } catch (failure) {
      setState({ isBusy: false, problem: onProblem(failure) ? null : failure });
      form.current?.elements.namedItem(failure.field)?.focus();
    }
  }

  return html`
    <form class="entry" ref=${form} method="dialog" novalidate onSubmit=${send}>
      ${fields.map((field) => html`<${Field} key=${field.name} id=${`${id}-${field.name}`} field=${field} error=${isOf(field.name) ? problem : null} />`)}
      <p class="field-error" role="alert">${problem !== null && !fields.some(({ name }) => isOf(name)) ? textOf(problem) : ''}</p>
      <div class="entry-actions">
        <button class=${isDanger ? 'button danger' : 'button primary'} type="submit" aria-disabled=${String(isBusy)}>${isBusy ? COMMON.working : submit}</button>
        ${children}
      </div>
    </form>
  `;
}

function Field({ id, field: { name, label, hint, kind = 'text', options, value, isOptional, ...attributes }, error }) {
  const common = {
    id,
    name,
    'aria-describedby': `${id}-hint ${id}-error`,
    'aria-invalid': String(error !== null),
    'aria-required': String(!isOptional),
    ...attributes,
  };
  return html`
    <div class="field">
      <label for=${id}>${label}${isOptional && html` <span class="optional">${COMMON.optional}</span>`}</label>
      ${kind === 'select'
        ? html`<select ...${common}>${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}</select>`
        : kind === 'textarea'
          ? html`<textarea rows="4" dir="auto" spellcheck=${false} ...${common}>${value}</textarea>`
          : html`<input type=${kind} dir="auto" autocomplete="off" autocapitalize="none" spellcheck=${false} defaultValue=${value} ...${common} />`}
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      <p class="field-error" id=${`${id}-error`} role="alert">${error === null ? '' : textOf(error)}</p>
    </div>
  `;
}

/** What is wrong: a sentence, or one for each of several errors. */
function textOf({ detail, message, errors }) {
  return errors
    ? html`<ul class="scroll">${errors.map((error) => html`<li key=${error} dir="auto">${error}</li>`)}</ul>`
    : html`<span dir="auto">${detail || message}</span>`;
}

/** What was entered into a form, without empty fields; a file is a File. */
function valuesOf(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value.name !== ''));
}
