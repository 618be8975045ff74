import { DOCTOR } from '../../texts-settings.js';
import { html } from '../../ui.js';
import { read } from './requests.js';
import { Task } from './system.js';

/** The levels whose looks the answers about requirements have. */
const LEVELS = { yes: 'ok', no: 'error', unknown: 'unknown' };

/** The self-test, which begins when it is asked for: it logs in to the mail server. */
export function Doctor({ onProblem }) {
  return html`
    <div class="dashboard">
      <h1 tabindex="-1">${DOCTOR.title}</h1>
      <section class="card-panel">
        <p class="soft">${DOCTOR.text}</p>
        <${Task} label=${DOCTOR.start} act=${() => read('doctor')} onProblem=${onProblem}>${(report) => html`<${Report} report=${report} />`}</${Task}>
      </section>
    </div>
  `;
}

/** What was found: what is wrong in full, the rest on request. */
export function Report({ report: { findings, requirements } }) {
  const of = (level) => findings.filter((finding) => finding.level === level);
  const [errors, warnings, unknown, well] = ['error', 'warning', 'unknown', 'ok'].map(of);
  return html`
    <p>${DOCTOR.summary(errors.length, warnings.length)}</p>
    <${Findings} findings=${[...errors, ...warnings]} />
    <${More} title=${DOCTOR.unknown(unknown.length)} findings=${unknown} />
    <${More} title=${DOCTOR.well(well.length)} findings=${well} />
    <h2>${DOCTOR.bulk}</h2>
    <ul class="findings">
      ${requirements.map(({ id, text, answer, reason }) => html`
        <li key=${id}>
          <p><${Chip} level=${LEVELS[answer]} label=${DOCTOR.answers[answer] ?? answer} /> ${text}</p>
          <p class="soft">${reason}</p>
        </li>
      `)}
    </ul>
  `;
}

function Chip({ level, label }) {
  return html`<span class="chip" data-level=${level}>${label}</span>`;
}

function More({ title, findings }) {
  return findings.length > 0 && html`<details class="more"><summary>${title}</summary><${Findings} findings=${findings} /></details>`;
}

function Findings({ findings }) {
  return findings.length > 0 && html`
    <ul class="findings">
      ${findings.map(({ id, level, subject, seen, meaning, remedy }, place) => html`
        <li key=${place}>
          <p><${Chip} level=${level} label=${DOCTOR.levels[level] ?? level} /> <strong><bdi>${subject}</bdi></strong> <code>${id}</code></p>
          <p><bdi>${seen}</bdi></p>
          <p>${meaning}</p>
          ${remedy !== '' && html`<p class="remedy">${remedy}</p>`}
        </li>
      `)}
    </ul>
  `;
}
