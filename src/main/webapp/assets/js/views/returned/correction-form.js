import { Problem, correctReport, removeCorrection } from '../../api.js';
import { html, setText, show } from '../../element.js';
import { wordsOf } from '../../labels.js';
import { announce, sentence } from '../../notices.js';

const FORM = html`
  <form method="dialog" aria-label="Correction" data-part="form">
    <div class="field">
      <label for="correction-kind">It is</label>
      <select id="correction-kind" name="kind" aria-describedby="correction-kind-text" data-part="kind"></select>
      <p class="hint" id="correction-kind-text" data-part="kindText"></p>
    </div>
    <div class="field" data-part="reasonField">
      <label for="correction-reason">Reason</label>
      <select id="correction-reason" name="reason" aria-describedby="correction-reason-text" data-part="reason"></select>
      <p class="hint" id="correction-reason-text" data-part="reasonText"></p>
    </div>
    <button class="button" type="submit" data-part="check">Correct</button>
  </form>
  <div class="notice confirmation" role="group" aria-label="Confirm the correction" data-part="confirmation" hidden>
    <p data-part="consequence"></p>
    <div class="filter-actions">
      <button class="button primary" type="button" data-part="apply">Apply</button>
      <button class="button quiet" type="button" data-part="cancel">Cancel</button>
    </div>
  </div>
  <button class="button" type="button" data-part="remove" hidden>Remove the correction</button>
  <div data-part="outcome" role="alert"></div>
`;

const NO_DELIVERY = 'No delivery was found, so only this list changes.';
const TAKEN_BACK = 'What the mail changed before is taken back.';

/** What applying a correction changes, in words. */
export function consequenceOf({ kind, reason }, report, terms) {
  if (!report.delivery) {
    return NO_DELIVERY;
  }
  const known = kind === 'bounce' ? termOf(terms.reasons, reason) : termOf(terms.kinds, kind);
  return report.effects.length === 0 ? known.consequence : `${known.consequence} ${TAKEN_BACK}`;
}

/** The form by which a person says what a mail is. It shows what that changes before it is applied. */
export class CorrectionForm {
  #parts;
  #terms;
  #report;
  #onCorrected;
  #onProblem;

  /** `onCorrected` receives the mail as it is then; `onProblem` returns true if it handles a problem. */
  constructor(place, report, terms, { onCorrected, onProblem }) {
    const { content, parts } = FORM.copy();
    this.#parts = parts;
    this.#terms = terms;
    this.#report = report;
    this.#onCorrected = onCorrected;
    this.#onProblem = onProblem;
    addOptions(parts.kind, terms.kinds);
    addOptions(parts.reason, terms.reasons);
    parts.kind.value = report.kind;
    parts.reason.value = report.reason ?? 'unknown';
    show(parts.remove, report.corrected);
    this.#describe();
    this.#listen();
    place.replaceChildren(content);
  }

  #listen() {
    const { form, apply, cancel, check, remove } = this.#parts;
    form.addEventListener('change', () => {
      this.#confirm(false);
      this.#describe();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      setText(this.#parts.consequence, consequenceOf(this.#chosen(), this.#report, this.#terms));
      this.#confirm(true);
      apply.focus();
    });
    cancel.addEventListener('click', () => {
      this.#confirm(false);
      check.focus();
    });
    apply.addEventListener('click', () => this.#change(() => correctReport(this.#report.id, this.#chosen())));
    remove.addEventListener('click', () => this.#change(() => removeCorrection(this.#report.id)));
  }

  #describe() {
    const { kind, reason, kindText, reasonText, reasonField } = this.#parts;
    const known = termOf(this.#terms.kinds, kind.value);
    setText(kindText, known.text);
    setText(reasonText, termOf(this.#terms.reasons, reason.value).text);
    show(reasonField, known.needsReason);
  }

  #chosen() {
    const { kind, reason } = this.#parts;
    return termOf(this.#terms.kinds, kind.value).needsReason ? { kind: kind.value, reason: reason.value } : { kind: kind.value };
  }

  #confirm(visible) {
    show(this.#parts.confirmation, visible);
  }

  async #change(send) {
    this.#parts.outcome.replaceChildren();
    try {
      const report = await send();
      announce(report.corrected ? 'Corrected' : 'The correction is removed');
      this.#onCorrected(report);
    } catch (problem) {
      this.#fail(problem);
    }
  }

  #fail(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (!this.#onProblem(problem)) {
      const text = document.createElement('p');
      text.className = 'field-error';
      text.textContent = `${sentence(problem.title)} ${problem.detail}`;
      this.#parts.outcome.replaceChildren(text);
    }
  }
}

function addOptions(select, terms) {
  select.append(...terms.map(({ id }) => new Option(wordsOf(id), id)));
}

function termOf(terms, id) {
  return terms.find((term) => term.id === id);
}
