import { classLabel } from '../../labels.js';
import { DOCTOR } from '../../texts-settings.js';
import { html } from '../../ui.js';
import { read, sendEmpty } from './requests.js';
import { Task } from './system.js';

/** The levels whose looks the answers about requirements have. */
const LEVELS = { yes: 'ok', no: 'error', unknown: 'unknown' };

const POLL_INTERVAL = 1_000;
/** A test of mail ends earlier, unless its server is stopped. */
const MAX_POLLS = 300;

/** The self-test, which begins when it is asked for: it logs in to the mail server. */
export function Doctor({ onProblem }) {
  return html`
    <div class="dashboard">
      <h1 tabindex="-1">${DOCTOR.title}</h1>
      <section class="card-panel">
        <p class="soft">${DOCTOR.text}</p>
        <${Task} label=${DOCTOR.start} act=${() => read('doctor')} onProblem=${onProblem}>${(report) => html`<${Report} report=${report} />`}</${Task}>
      </section>
      <section class="card-panel">
        <h2>${DOCTOR.mailTitle}</h2>
        <p class="soft">${DOCTOR.mailText}</p>
        <${Task} label=${DOCTOR.mailStart} act=${testMail} onProblem=${onProblem}>${(report) => html`<${MailReport} report=${report} />`}</${Task}>
      </section>
    </div>
  `;
}

/** Starts a test with mails, shows what it has found each second, and returns the whole. */
async function testMail(show) {
  let report = await sendEmpty('POST', 'doctor/tests');
  for (let polls = 0; report.endedAt === null && polls < MAX_POLLS; polls += 1) {
    show(report);
    await new Promise((resume) => { setTimeout(resume, POLL_INTERVAL); });
    report = await read(`doctor/tests/${report.id}`);
  }
  return report;
}

/** What a test with mails has found so far. */
export function MailReport({ report: { endedAt, findings, fetches, waitingFor } }) {
  const verdict = (judged) => (judged === null ? DOCTOR.notRecorded : DOCTOR.verdict(classLabel(judged.class), judged.confidence));
  return html`
    ${endedAt === null && html`<p>${DOCTOR.running} ${waitingFor.length > 0 && html`<bdi>${DOCTOR.waiting(waitingFor)}</bdi>`}</p>`}
    <${Sorted} findings=${findings} isWhole=${endedAt !== null} />
    ${fetches.length > 0 && html`
      <h3 class="part-title">${DOCTOR.fetches}</h3>
      <p class="soft">${DOCTOR.fetchesText}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${DOCTOR.fetches}>
        <table class="numbers">
          <thead><tr>${DOCTOR.fetchColumns.map((title) => html`<th scope="col" key=${title}>${title}</th>`)}</tr></thead>
          <tbody>
            ${fetches.map(({ client, fetched, network, here, there, reasons }) => html`
              <tr key=${client}>
                <th scope="row"><bdi>${client}</bdi></th>
                <td>${DOCTOR.fetched[fetched] ?? fetched}</td>
                <td class="wrapping">${verdict(here)}${network !== null && html` <bdi>(${network})</bdi>`}</td>
                <td class="wrapping">${verdict(there)}</td>
                <td class="wrapping"><bdi>${reasons.join(' ')}</bdi></td>
              </tr>
            `)}
          </tbody>
        </table>
      </div>
    `}
  `;
}

/** What was found: what is wrong in full, the rest on request. */
function Sorted({ findings, isWhole }) {
  const of = (level) => findings.filter((finding) => finding.level === level);
  const [errors, warnings, unknown, well] = ['error', 'warning', 'unknown', 'ok'].map(of);
  return html`
    ${isWhole && html`<p>${DOCTOR.summary(errors.length, warnings.length)}</p>`}
    <${Findings} findings=${[...errors, ...warnings]} />
    <${More} title=${DOCTOR.unknown(unknown.length)} findings=${unknown} />
    <${More} title=${DOCTOR.well(well.length)} findings=${well} />
  `;
}

/** What an examination found, and what follows for bulk senders. */
export function Report({ report: { findings, requirements } }) {
  return html`
    <${Sorted} findings=${findings} isWhole />
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
