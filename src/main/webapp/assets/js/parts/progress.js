import { readProgress } from '../api.js';
import { count } from '../numbers.js';
import { poll } from '../poll.js';
import { PROGRESS } from '../texts-mail.js';
import { html, useEffect, useState } from '../ui.js';

const UNFINISHED = ['scheduled', 'queued', 'sending', 'deferred'];
const INTERVAL = 2_000;

/** The number of deliveries of a message by state, until all are done; nothing if there is no such message. */
export function Progress({ id, onProblem }) {
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
        if (onProblem(problem) || problem.status === 404) {
          stop();
        }
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
      <progress aria-label=${PROGRESS.title} max=${progress.total} value=${progress.total - waiting}></progress>
      <p>${states.map(([state, number]) => `${count(number)} ${PROGRESS.states[state] ?? state}`).join(', ')}. ${waiting === 0 && PROGRESS.done}</p>
    </div>
  `;
}

function waitingOf({ deliveries }) {
  return UNFINISHED.reduce((sum, state) => sum + (deliveries[state] ?? 0), 0);
}
