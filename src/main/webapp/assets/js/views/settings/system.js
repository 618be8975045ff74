import { classLabel, wordsOf } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { count } from '../../numbers.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { RULES, SYSTEM } from '../../texts-settings.js';
import { COMMON } from '../../texts.js';
import { shortTime } from '../../time.js';
import { html, useEffect, useState } from '../../ui.js';
import { read, readHealth, save, sendEmpty, totalOf } from './requests.js';

/** How the node that answers is doing, and checks of what is stored. */
export function System({ onProblem }) {
  const health = useLoaded('health', (signal) => readHealth({ signal }), onProblem);
  useEffect(() => poll(health.refresh), []);
  return html`
    <div class="dashboard">
      <h1 tabindex="-1">${SYSTEM.title}</h1>
      <${Loaded} state=${health} lines=${8}>${(content) => html`<${Health} health=${content} />`}</${Loaded}>
      <section class="card-panel">
        <h2>${SYSTEM.checks}</h2>
        <${Check} title=${SYSTEM.recountTitle} text=${SYSTEM.recountText} label=${SYSTEM.recount} act=${() => read('recount')} onProblem=${onProblem}>
          ${(result) => html`<p>${SYSTEM.recounted(result)}</p><${Lines} lines=${result.differences} />`}
        </${Check}>
        <${Check} title=${SYSTEM.verifyTitle} text=${SYSTEM.verifyText} label=${SYSTEM.verify} act=${() => read('audit/verify')} onProblem=${onProblem}>
          ${(result) => html`<p>${SYSTEM.verified(result)}</p>`}
        </${Check}>
        <${Check} title=${SYSTEM.metricsTitle} text=${SYSTEM.metricsText} label=${SYSTEM.metrics} act=${() => save('metrics', 'metrics.txt')} onProblem=${onProblem}>${() => null}</${Check}>
      </section>
    </div>
  `;
}

function Check({ title, text, children, ...task }) {
  return html`<h3 class="part-title">${title}</h3><p class="soft">${text}</p><${Task} ...${task}>${children}</${Task}>`;
}

/** The details of the state of a node. */
export function Health({ health }) {
  const { status, reasons, warnings, inbound } = health;
  return html`
    <div class="panels">
      <section class="card-panel">
        <h2>${SYSTEM.health}</h2>
        <p><span class="chip" data-health=${status}>${SYSTEM.states[status] ?? status}</span></p>
        ${reasons.length === 0 ? html`<p>${SYSTEM.well}</p>` : html`<${Lines} lines=${reasons} />`}
        ${warnings.length > 0 && html`<h3 class="part-title">${SYSTEM.warnings}</h3><${Lines} lines=${warnings} />`}
      </section>
      <${Facts} title=${SYSTEM.node} facts=${Object.entries(SYSTEM.facts).map(([name, label]) => [label, [health[name]].flat().join(', ')])} />
      <${Facts} title=${SYSTEM.database} facts=${Object.entries(health.database)} />
      <${Facts} title=${SYSTEM.hits} facts=${Object.entries(health.hits)} />
      <${Facts} title=${SYSTEM.spool} facts=${Object.entries(health.spool)} />
      ${health.log && html`<${Facts} title=${SYSTEM.log} facts=${Object.entries(health.log)} />`}
      ${inbound.length > 0 && html`<${Facts} title=${SYSTEM.mailboxes} facts=${inbound.map(mailboxFact)} />`}
    </div>
  `;
}

function mailboxFact({ mailbox, lastReadAt, error }) {
  return [mailbox, error ?? (lastReadAt === null ? SYSTEM.neverRead : SYSTEM.lastRead(shortTime(lastReadAt).text))];
}

function Facts({ title, facts }) {
  return html`
    <section class="card-panel">
      <h2>${title}</h2>
      <dl class="facts">
        ${facts.filter(([, value]) => value !== '').map(([name, value]) => html`
          <div key=${name}><dt>${wordsOf(name).replaceAll('_', ' ')}</dt><dd><bdi>${typeof value === 'number' ? count(value) : String(value)}</bdi></dd></div>
        `)}
      </dl>
    </section>
  `;
}

function Lines({ lines }) {
  return lines.length > 0 && html`<ul>${lines.map((line) => html`<li key=${line}><bdi>${line}</bdi></li>`)}</ul>`;
}

/** Judging stored events and mail that came back again, after the rules have changed. */
export function Rules({ onProblem }) {
  const health = useLoaded('health', (signal) => readHealth({ signal }), onProblem);
  const outdated = useLoaded('outdated', (signal) => read('inbound/rejudge', { signal }), onProblem);
  return html`
    <div class="dashboard">
      <h1 tabindex="-1">${RULES.title}</h1>
      <section class="card-panel">
        <h2>${RULES.judgeTitle}</h2>
        <${Loaded} state=${health} lines=${1}>${({ ruleset }) => html`<p><bdi>${RULES.ruleset(ruleset)}</bdi></p>`}</${Loaded}>
        <p class="soft">${RULES.judgeText}</p>
        <${Task} label=${RULES.preview} act=${() => read('rejudge')} onProblem=${onProblem}>
          ${(difference) => html`<${Difference} difference=${difference} onProblem=${onProblem} />`}
        </${Task}>
      </section>
      <section class="card-panel">
        <h2>${RULES.readTitle}</h2>
        <${Loaded} state=${outdated} lines=${1}>
          ${({ outdated: number }) => html`
            <p>${RULES.outdated(number)}</p>
            ${number > 0 && html`
              <${FormDialog} label=${RULES.read} title=${RULES.readDialog} text=${RULES.readText} act=${() => totalOf('reread', (query) => sendEmpty('POST', `inbound/rejudge${query}`))}
                done=${RULES.readDone} onDone=${outdated.refresh} onProblem=${onProblem} />
            `}
          `}
        </${Loaded}>
      </section>
    </div>
  `;
}

/** What the current rules would change, with a button that applies it. */
export function Difference({ difference, onProblem }) {
  const { deliveries, announced, examples } = difference;
  const events = announced.reduce((sum, endpoint) => sum + endpoint.events, 0);
  const fields = events > 0 ? [{ name: 'announce', label: RULES.announce, kind: 'select', options: RULES.announceOptions(count(events)) }] : [];
  const columns = RULES.columns;
  return html`
    <p>${RULES.summary(difference)}</p>
    ${deliveries > 0 && html`
      <table class="numbers" aria-label=${RULES.table}>
        <thead><tr>${Object.entries(columns).map(([key, title]) => html`<th scope="col" class=${key === 'class' ? '' : 'number'} key=${key}>${title}</th>`)}</tr></thead>
        <tbody>
          ${changesOf(difference).map(({ name, before, after }) => html`
            <tr key=${name}><th scope="row">${classLabel(name)}</th>${[before, after, after - before].map((number, place) => html`<td class="number" key=${place}>${place === 2 && number > 0 ? '+' : ''}${count(number)}</td>`)}</tr>
          `)}
        </tbody>
      </table>
      ${examples.length > 0 && html`<h3 class="part-title">${RULES.examples}</h3><ul class="examples">${examples.map((example) => html`<${Example} key=${example} text=${example} />`)}</ul>`}
      <p><${FormDialog} label=${RULES.apply} title=${RULES.applyTitle} text=${RULES.applyText(deliveries)} fields=${fields} act=${({ announce = false }) => sendEmpty('POST', `rejudge?announce=${announce}`)}
        done=${RULES.applied} onProblem=${onProblem}>${(result) => html`<p>${RULES.applied(result)}</p>`}</${FormDialog}></p>
    `}
  `;
}

/** The classes of a difference, each with its number of events before and after. */
export function changesOf({ before, after }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => ({ name, before: before[name] ?? 0, after: after[name] ?? 0 }));
}

/** A line about a delivery, which begins with its ID. */
function Example({ text }) {
  const id = /^[0-9a-f-]{36}/.exec(text)?.[0];
  return html`<li><bdi>${id && html`<a href=${addressOf(['deliveries', id])}><code>${id}</code></a>`}${text.slice(id?.length ?? 0)}</bdi></li>`;
}

/** A button that starts a long request, and below it what it found; the child draws that. The request may show parts of it. */
export function Task({ label, act, onProblem, children: draw }) {
  const [{ isBusy, result, problem }, setState] = useState({ isBusy: false });

  async function start() {
    if (isBusy) {
      return;
    }
    setState({ isBusy: true });
    try {
      setState({ isBusy: false, result: await act((part) => setState({ isBusy: true, result: part })) });
    } catch (failure) {
      setState({ isBusy: false, problem: onProblem(failure) ? undefined : failure });
    }
  }

  return html`
    <p><button class="button" type="button" aria-disabled=${String(isBusy)} onClick=${start}>${isBusy ? COMMON.working : label}</button></p>
    <div class="task-result" role="status">${result !== undefined && draw(result)}</div>
    <p class="field-error" role="alert">${problem && html`<span dir="auto">${problem.detail || problem.message}</span>`}</p>
  `;
}
