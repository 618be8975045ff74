import { Problem, submitMessage } from '../../api.js';
import { COMPOSE } from '../../compose-texts.js';
import { count } from '../../numbers.js';
import { Progress } from '../../parts/progress.js';
import { addressOf } from '../../route.js';
import { currentSession, may } from '../../session.js';
import { html, useLayoutEffect, useRef } from '../../ui.js';

const { confirm: TEXTS, sent: SENT } = COMPOSE;
const MAX_SHOWN = 10;

/** The answer to a batch: a line for the message, one for each recipient, and one with the totals. */
export class BatchAnswer {
  #decoder = new TextDecoder();
  #rest = '';
  /** `id` of the message, the number of recipients `answered` so far, and the last line as `end`. */
  result = { id: null, answered: 0, end: null };

  /** Takes a piece of the answer. */
  push(bytes) {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop();
    lines.filter((line) => line !== '').forEach((line) => this.#take(JSON.parse(line)));
  }

  #take(line) {
    if (this.result.id === null) {
      this.result.id = line.id;
    } else if (Object.hasOwn(line, 'position')) {
      this.result.answered++;
    } else {
      this.result.end = line;
    }
  }
}

/**
 * Sends a message or a batch: `{id, total, refused, delivery}`, with the delivery if there is one recipient. `onStored` is told how many
 * recipients of a batch have been stored.
 */
export async function submit(request, key, onStored) {
  const response = await submitMessage(request, key);
  if (request.type === 'application/json') {
    const { id, deliveries } = await response.json();
    return { id, total: deliveries.length, refused: 0, delivery: deliveries[0] };
  }
  const answer = new BatchAnswer();
  const reader = response.body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      answer.push(piece.value);
      onStored(answer.result.answered);
    }
  } catch {
    // A connection that breaks is a batch without an end.
  }
  const { id, end } = answer.result;
  if (end?.done !== true) {
    throw new Problem(end?.error ?? { title: 'The connection broke.', detail: '' });
  }
  return { id, total: end.accepted, refused: end.refused, delivery: null };
}

/** Asks whether a list is to get a message, with what a check found. `lineOf` is the row of a recipient's position. */
export function Confirmation({ findings, scheduled, lineOf, onConfirm, onClose }) {
  const dialog = useRef(null);
  useLayoutEffect(() => dialog.current.showModal(), []);
  const { recipients, problems } = findings;
  // The demo mailbox takes mail to every domain.
  const { domains, unreachable, unknownDomains } = currentSession().demo ? { domains: [], unreachable: 0, unknownDomains: 0 } : findings;
  const numbers = { ...findings, unreachable };
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
          ${Object.entries(TEXTS.counts).filter(([name]) => numbers[name] > 0).map(([name, text]) => html`<li key=${name}><strong>${count(numbers[name])}</strong> ${text}</li>`)}
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
      <h2 class="label">${TEXTS.warnings}</h2>
      <ul>${checks.map(({ code, message, count: number }) => html`<li key=${code + message} dir="auto">${message} ${number > 1 && `(${count(number)})`}</li>`)}</ul>
    </div>
  `;
}

/** What was sent, with links to what follows; of a list, also how far it is. */
export function Outcome({ outcome: { text, id, delivery, refused, isGood }, onAnother, onProblem }) {
  return html`
    <div class=${isGood ? 'notice good' : 'notice problem'} role="status">
      <p><strong dir="auto">${text}</strong> ${refused > 0 && SENT.refused(refused)}</p>
      ${may('read') && html`
        <a class="button" href=${delivery ? addressOf(['deliveries', delivery.id]) : addressOf(['deliveries'], { q: id })}>
          ${delivery ? SENT.delivery : SENT.deliveries}
        </a>
      `}
      ${currentSession().demo && html`<a class="button" href="../mailbox/" target="_blank" rel="noopener">${SENT.mailbox}</a>`}
      ${onAnother && html`<button class="button" type="button" onClick=${onAnother}>${SENT.another}</button>`}
      ${!delivery && html`<${Progress} key=${id} id=${id} onProblem=${onProblem} />`}
    </div>
  `;
}
