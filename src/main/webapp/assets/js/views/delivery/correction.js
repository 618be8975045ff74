import { correctVerdict, removeCorrection } from '../../deliveries.js';
import { classLabel, levelLabel } from '../../labels.js';
import { announce } from '../../notices.js';
import { DELIVERY } from '../../texts-mail.js';
import { html, useRef, useState } from '../../ui.js';
import { changesOf, isCorrected } from './moments.js';

const CLASSES = ['human-direct', 'human-via-proxy', 'prefetch', 'scanner', 'unfurler', 'bot', 'unknown'];
const { correction: TEXTS } = DELIVERY;

/**
 * The correction of an event's verdict by a person, and what it changed. `onCorrected` reads the delivery again and is a
 * promise of it, or of null if that failed.
 */
export function Correction({ event, delivery, onCorrected, onProblem }) {
  const [state, setState] = useState({ isBusy: false, problem: '', changes: null });
  const form = useRef(null);

  async function change(store) {
    setState({ isBusy: true, problem: '', changes: null });
    try {
      await store();
      const after = await onCorrected();
      const changes = after === null ? null : changesOf(delivery, after, levelLabel);
      setState({ isBusy: false, problem: '', changes });
      form.current?.removeAttribute('open');
      announce(changes === null ? TEXTS.done : TEXTS.changed(changes));
    } catch (problem) {
      setState({ isBusy: false, problem: onProblem(problem) ? '' : problem.detail || problem.message, changes: null });
    }
  }

  const correct = (submission) => {
    submission.preventDefault();
    const type = new FormData(submission.target).get('class');
    change(() => correctVerdict(delivery.id, event.id, type));
  };
  return html`
    <details class="raw" ref=${form}>
      <summary>${TEXTS.title}</summary>
      <form method="dialog" aria-label=${TEXTS.title} onSubmit=${correct}>
        <label>${TEXTS.was}
          <select name="class" key=${event.class}>
            ${CLASSES.map((type) => html`<option key=${type} value=${type} selected=${type === event.class}>${classLabel(type)}</option>`)}
          </select>
        </label>
        <p class="hint">${TEXTS.hint}</p>
        <div class="filter-actions">
          <button class="button" type="submit" aria-disabled=${String(state.isBusy)}>${TEXTS.apply}</button>
          ${isCorrected(event) && html`<button class="button quiet" type="button" onClick=${() => change(() => removeCorrection(delivery.id, event.id))}>${TEXTS.remove}</button>`}
        </div>
        <p class="field-error" role="alert">${state.problem}</p>
      </form>
    </details>
    ${state.changes !== null && html`<p class="notice good">${TEXTS.changed(state.changes)}</p>`}
  `;
}
