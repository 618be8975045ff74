import { COMPOSE } from '../../compose-texts.js';
import { count } from '../../numbers.js';
import { html, useLayoutEffect, useRef } from '../../ui.js';

const TEXTS = COMPOSE.confirm;
const MAX_SHOWN = 10;

/** Asks whether a list is to get a message, with what a check found. `lineOf` is the row of a recipient's position. */
export function Confirmation({ findings, scheduled, lineOf, onConfirm, onClose }) {
  const dialog = useRef(null);
  useLayoutEffect(() => dialog.current.showModal(), []);
  const { recipients, problems, domains, unknownDomains } = findings;
  const close = ({ target }) => {
    onClose();
    if (target.returnValue === 'send') {
      onConfirm();
    }
  };
  return html`
    <dialog class="confirm" ref=${dialog} aria-labelledby="confirm-title" onClose=${close}>
      <form method="dialog">
        <h2 class="part-title" id="confirm-title">${COMPOSE.confirm.title(recipients)}</h2>
        ${scheduled && html`<p>${TEXTS.scheduled(scheduled)}</p>`}
        <ul class="compose-counts">
          ${Object.entries(TEXTS.counts).filter(([name]) => findings[name] > 0).map(([name, text]) => html`<li key=${name}><strong>${count(findings[name])}</strong> ${text}</li>`)}
        </ul>
        ${domains.length > 0 && html`<p class="compose-domains" dir="auto">${domains.slice(0, MAX_SHOWN).map(TEXTS.domain).join('; ')}</p>`}
        ${unknownDomains > 0 && html`<p class="hint">${TEXTS.unknownDomains(unknownDomains)}</p>`}
        ${problems.length > 0 && html`
          <details><summary>${TEXTS.problems}</summary>
            <ul>${problems.slice(0, MAX_SHOWN * 2).map((one) => html`<li key=${one.position} dir="auto">${TEXTS.problem(lineOf(one.position), one)}</li>`)}</ul>
          </details>
        `}
        <${Findings} checks=${findings.checks} />
        <p class="filter-actions">
          <button class="button" value="">${TEXTS.cancel}</button>
          <button class="button primary" value="send">${scheduled ? TEXTS.schedule : TEXTS.send}</button>
        </p>
      </form>
    </dialog>
  `;
}

/** What a check says about a message. */
export function Findings({ checks }) {
  return checks.length > 0 && html`
    <div class="compose-findings">
      <h3 class="label">${TEXTS.warnings}</h3>
      <ul>${checks.map(({ code, message, count: number }) => html`<li key=${code + message} dir="auto">${message} ${number > 1 && `(${count(number)})`}</li>`)}</ul>
    </div>
  `;
}
