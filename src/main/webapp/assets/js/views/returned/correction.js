import { correctReport, removeCorrection } from '../../api.js';
import { wordsOf } from '../../labels.js';
import { announce } from '../../notices.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { may } from '../../session.js';
import { RETURNED } from '../../texts-mail.js';
import { COMMON } from '../../texts.js';
import { html, useId, useLayoutEffect, useRef, useState } from '../../ui.js';

const { correction: TEXTS } = RETURNED;

/** What a person said that a mail is, with the form to say it. `onCorrected` receives the mail as it is then. */
export function Correction({ report, terms, onCorrected, onProblem }) {
  const done = (corrected) => {
    announce(corrected.corrected ? TEXTS.done : TEXTS.removed);
    onCorrected(corrected);
  };
  return html`
    <h2 class="part-title">${TEXTS.title}</h2>
    <p class="soft">${correctionLabel(report)}</p>
    ${may('operate') && html`
      <${CorrectionForm} key=${`${report.kind} ${report.reason} ${report.corrected}`} report=${report} terms=${terms} onDone=${done} onProblem=${onProblem} />
      ${report.corrected && html`
        <${FormDialog} label=${TEXTS.remove} title=${TEXTS.removeTitle} text=${TEXTS.removeText} isDanger act=${() => removeCorrection(report.id)}
          done=${TEXTS.removed} onDone=${onCorrected} onProblem=${onProblem} />
      `}
    `}
  `;
}

/** Shows what a correction changes before it is applied. */
function CorrectionForm({ report, terms, onDone, onProblem }) {
  const [kind, setKind] = useState(report.kind);
  const [reason, setReason] = useState(report.reason ?? 'unknown');
  const [{ isAsking, isBusy, problem }, setState] = useState({ isAsking: false, isBusy: false, problem: null });
  const apply = useRef(null);
  const check = useRef(null);
  const { needsReason, text } = termOf(terms.kinds, kind);
  const chosen = needsReason ? { kind, reason } : { kind };
  const ask = (now) => setState({ isAsking: now, isBusy: false, problem: null });
  const choose = (set) => (value) => {
    set(value);
    ask(false);
  };
  useLayoutEffect(() => apply.current?.focus(), [isAsking]);

  async function correct() {
    if (isBusy) {
      return;
    }
    setState({ isAsking, isBusy: true, problem: null });
    try {
      onDone(await correctReport(report.id, chosen));
      ask(false);
    } catch (failure) {
      setState({ isAsking, isBusy: false, problem: onProblem(failure) ? null : failure });
    }
  }

  const submit = (event) => {
    event.preventDefault();
    ask(true);
  };
  const cancel = () => {
    ask(false);
    check.current.focus();
  };
  return html`
    <form method="dialog" aria-label=${TEXTS.title} onSubmit=${submit}>
      <${Choice} label=${TEXTS.kind} terms=${terms.kinds} value=${kind} text=${text} onChoose=${choose(setKind)} />
      ${needsReason && html`<${Choice} label=${TEXTS.reason} terms=${terms.reasons} value=${reason} text=${termOf(terms.reasons, reason).text} onChoose=${choose(setReason)} />`}
      <button class="button" type="submit" ref=${check}>${TEXTS.correct}</button>
    </form>
    ${isAsking && html`
      <div class="notice confirmation" role="group" aria-label=${TEXTS.confirm}>
        <p>${consequenceOf(chosen, report, terms)}</p>
        <div class="filter-actions">
          <button class="button primary" type="button" aria-disabled=${String(isBusy)} ref=${apply} onClick=${correct}>${TEXTS.apply}</button>
          <button class="button quiet" type="button" onClick=${cancel}>${COMMON.cancel}</button>
        </div>
      </div>
    `}
    <p class="field-error" role="alert">${problem && html`<span dir="auto">${problem.detail || problem.message}</span>`}</p>
  `;
}

function Choice({ label, terms, value, text, onChoose }) {
  const id = useId();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} aria-describedby=${`${id}-text`} value=${value} onChange=${({ target }) => onChoose(target.value)}>
        ${terms.map((term) => html`<option key=${term.id} value=${term.id}>${wordsOf(term.id)}</option>`)}
      </select>
      <p class="hint" id=${`${id}-text`}>${text}</p>
    </div>
  `;
}

/** What applying a correction changes, in words. */
export function consequenceOf({ kind, reason }, report, terms) {
  if (!report.delivery) {
    return TEXTS.noDelivery;
  }
  const known = kind === 'bounce' ? termOf(terms.reasons, reason) : termOf(terms.kinds, kind);
  return report.effects.length === 0 ? known.consequence : `${known.consequence} ${TEXTS.takenBack}`;
}

/** Whether a person corrected the mail, and what the rules had read. */
export function correctionLabel({ corrected, read }) {
  return corrected ? TEXTS.corrected(wordsOf(read.kind) + (read.failure === null ? '' : ` (${wordsOf(read.failure.reason)})`)) : TEXTS.isWrong;
}

function termOf(terms, id) {
  return terms.find((term) => term.id === id);
}
