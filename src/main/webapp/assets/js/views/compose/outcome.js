import { readProgress } from '../../api.js';
import { COMPOSE } from '../../compose-texts.js';
import { count } from '../../numbers.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { currentSession, may } from '../../session.js';
import { html, useEffect, useState } from '../../ui.js';

const TEXTS = COMPOSE.sent;
const UNFINISHED = ['scheduled', 'queued', 'sending', 'deferred'];
const INTERVAL = 2_000;

/** What was sent, with links to what follows; of a list, also how far it is. */
export function Outcome({ outcome: { text, id, delivery, refused, isGood }, onAnother, onProblem }) {
  return html`
    <div class=${isGood ? 'notice good' : 'notice problem'} role="status">
      <p><strong dir="auto">${text}</strong> ${refused > 0 && TEXTS.refused(refused)}</p>
      ${may('read') && html`
        <a class="button" href=${delivery ? addressOf(['deliveries', delivery.id]) : addressOf(['deliveries'], { q: id })}>
          ${delivery ? TEXTS.delivery : TEXTS.deliveries}
        </a>
      `}
      ${currentSession().demo && html`<a class="button" href="../mailbox/" target="_blank" rel="noopener">${TEXTS.mailbox}</a>`}
      ${onAnother && html`<button class="button" type="button" onClick=${onAnother}>${TEXTS.another}</button>`}
      ${!delivery && html`<${Progress} key=${id} id=${id} onProblem=${onProblem} />`}
    </div>
  `;
}

/** The number of deliveries of a message by state, until all are done. */
function Progress({ id, onProblem }) {
  const [progress, setProgress] = useState(null);
  useEffect(() => {
    let stop = () => {};
    const update = async () => {
      try {
        const read = await readProgress(id);
        setProgress(read);
        if (waitingOf(read) === 0) {
          stop();
        }
        return true;
      } catch (problem) {
        onProblem(problem);
        return false;
      }
    };
    stop = poll(update, INTERVAL);
    update();
    return () => stop();
  }, [id]);
  if (progress === null) {
    return null;
  }
  const waiting = waitingOf(progress);
  const states = Object.entries(progress.deliveries).filter(([, number]) => number > 0);
  return html`
    <div class="compose-progress">
      <progress aria-label=${TEXTS.progress} max=${progress.total} value=${progress.total - waiting}></progress>
      <p>${states.map(([state, number]) => `${count(number)} ${TEXTS.states[state] ?? state}`).join(', ')}. ${waiting === 0 && TEXTS.done}</p>
    </div>
  `;
}

function waitingOf({ deliveries }) {
  return UNFINISHED.reduce((sum, state) => sum + (deliveries[state] ?? 0), 0);
}
