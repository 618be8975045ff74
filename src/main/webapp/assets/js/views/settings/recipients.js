import { queryOf } from '../../api.js';
import { announce } from '../../notices.js';
import { Form, FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { may } from '../../session.js';
import { PERSONS, SETTINGS, SUPPRESSIONS, TOPICS } from '../../texts-settings.js';
import { fullTime } from '../../time.js';
import { html } from '../../ui.js';
import { listSection } from './list-section.js';
import { pageOf, save, sendEmpty, sendJson, sendText } from './requests.js';

const ADDRESS = { name: 'address', label: SUPPRESSIONS.address, kind: 'email' };

/** Addresses that get no mail. */
export const Suppressions = listSection(({ filters, ...common }) => ({
  name: 'suppressions',
  title: SUPPRESSIONS.title,
  filterLabel: SUPPRESSIONS.find,
  filters: [{ name: 'address', label: SUPPRESSIONS.address, inputmode: 'email', placeholder: 'ann@example.com', isWide: true }],
  columns: [
    { title: SUPPRESSIONS.address, kind: 'mail', draw: (item, linked) => html`${linked(html`<bdi dir="ltr">${item.address}</bdi>`)}<span class="mail-line"><bdi class="clamp">${item.reason}</bdi></span>` },
    { title: SUPPRESSIONS.scope, kind: 'wide-state', draw: ({ scope, topic }) => (topic ? html`<bdi>${topic}</bdi>` : SUPPRESSIONS.scopes[scope] ?? scope) },
    { title: SUPPRESSIONS.since, kind: 'time', draw: ({ at, until }) => html`<${Instant} at=${at} />${until && html`<br />${SUPPRESSIONS.until(fullTime(until).text)}`}` },
    ...(may('operate') ? [{ title: SETTINGS.actions, kind: 'actions', draw: (item) => html`<${Remove} item=${item} address=${filters.address} ...${common} />` }] : []),
  ],
  read: pageOf('suppressions', 'suppressions'),
  keyOf: ({ person, scope, topic = '' }) => `${person} ${scope} ${topic}`,
  count: SUPPRESSIONS.count,
  empty: SUPPRESSIONS.empty,
  noMatch: SUPPRESSIONS.noMatch,
  aside: html`
    <button class="button" type="button" onClick=${() => exportAll(common.onProblem)}>${SUPPRESSIONS.export}</button>
    ${may('operate') && html`<${Import} ...${common} /><${Add} ...${common} />`}
  `,
}));

async function exportAll(onProblem) {
  try {
    await save('api/v1/suppressions/export', 'suppressions.ndjson');
  } catch (problem) {
    if (!onProblem(problem)) {
      announce(problem.message);
    }
  }
}

function Add({ changed, onProblem }) {
  const fields = [
    ADDRESS,
    { name: 'scope', label: SUPPRESSIONS.scope, kind: 'select', options: Object.entries(SUPPRESSIONS.scopes) },
    { name: 'topic', label: SUPPRESSIONS.topic, hint: SUPPRESSIONS.topicHint, isOptional: true },
    { name: 'reason', label: SUPPRESSIONS.reason, isOptional: true },
  ];
  const act = ({ scope, ...values }) => sendJson('POST', 'suppressions', values.topic ? values : { scope, ...values });
  return html`
    <${FormDialog} label=${SUPPRESSIONS.add} isPrimary title=${SUPPRESSIONS.addTitle} text=${SUPPRESSIONS.addText} fields=${fields}
      act=${act} done=${SUPPRESSIONS.added} onDone=${changed} onProblem=${onProblem} />
  `;
}

/** The list has masked addresses; the full one, which the removal needs, is also its confirmation. */
function Remove({ item: { address: masked, topic }, address, changed, onProblem }) {
  return html`
    <${FormDialog} label=${SETTINGS.remove} title=${SUPPRESSIONS.removeTitle} text=${SUPPRESSIONS.removeText(masked)} fields=${[{ ...ADDRESS, value: address }]}
      isDanger act=${(values) => sendEmpty('DELETE', `suppressions?${queryOf({ ...values, topic })}`)} done=${SUPPRESSIONS.removed}
      onDone=${changed} onProblem=${onProblem} />
  `;
}

function Import({ changed, onProblem }) {
  const fields = [
    { name: 'file', label: SUPPRESSIONS.file, kind: 'file', accept: '.csv,.ndjson,text/csv,text/plain', isOptional: true },
    { name: 'body', label: SUPPRESSIONS.body, kind: 'textarea', placeholder: 'ann@example.com', isOptional: true },
  ];
  return html`
    <${FormDialog} label=${SUPPRESSIONS.import} title=${SUPPRESSIONS.importTitle} text=${SUPPRESSIONS.importText} fields=${fields}
      act=${({ file, body = '' }) => sendText('POST', 'suppressions/import', typeOf(file), file ?? body)}
      done=${SUPPRESSIONS.imported} onDone=${changed} onProblem=${onProblem}>
      ${(result) => html`<${Imported} result=${result} />`}
    </${FormDialog}>
  `;
}

/** The media type of what is imported. */
function typeOf(file) {
  return file?.name.endsWith('.ndjson') ? 'application/x-ndjson' : 'text/csv; charset=utf-8';
}

function Imported({ result }) {
  const { skipped, ignoredColumns } = result;
  return html`
    <p class="notice good">${SUPPRESSIONS.imported(result)}</p>
    ${ignoredColumns.length > 0 && html`<p><bdi>${SUPPRESSIONS.ignored(ignoredColumns)}</bdi></p>`}
    ${skipped.length > 0 && html`<ul class="scroll">${skipped.map((line) => html`<li key=${line.line}>${SUPPRESSIONS.skipped(line)}</li>`)}</ul>`}
  `;
}

/** The topics of bulk mail. */
export const Topics = listSection((common) => ({
  name: 'topics',
  title: TOPICS.title,
  columns: [
    { title: TOPICS.heading, kind: 'mail', draw: ({ name, title }, linked) => html`${linked(html`<bdi>${title}</bdi>`)}<span class="mail-line"><code>${name}</code></span>` },
    ...(may('administer') ? [{ title: SETTINGS.actions, kind: 'actions', draw: (topic) => html`<${TitleForm} topic=${topic} ...${common} />` }] : []),
  ],
  read: pageOf('topics', 'topics'),
  keyOf: ({ name }) => name,
  count: TOPICS.count,
  empty: TOPICS.empty,
  aside: may('administer') && html`<${TitleForm} ...${common} />`,
}));

/** Changes the title of a topic, or adds one. */
function TitleForm({ topic, changed, onProblem }) {
  const heading = { name: 'title', label: TOPICS.heading, hint: TOPICS.headingHint, value: topic?.title };
  const fields = topic ? [heading] : [{ name: 'name', label: TOPICS.name, hint: TOPICS.nameHint }, heading];
  return html`
    <${FormDialog} label=${topic ? TOPICS.edit : TOPICS.add} isPrimary=${!topic} title=${topic ? TOPICS.editTitle(topic.name) : TOPICS.addTitle} fields=${fields}
      submit=${TOPICS.save} act=${({ name = topic?.name ?? '', title }) => sendJson('PUT', `topics/${encodeURIComponent(name)}`, { title })}
      done=${TOPICS.saved} onDone=${changed} onProblem=${onProblem} />
  `;
}

const body = (values) => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(values) });
const select = (name, label, options, more) => ({ name, label, kind: 'select', options: Object.entries(options), ...more });
const saveExport = ({ address, format }) =>
  format === 'json' ? save('api/v1/persons/export', 'person.json', body({ address })) : save('api/v1/persons/export', 'person.html', body({ address, format: 'html', language: format }));

/** Export, restriction and erasure of what is stored about a person. */
export function Persons({ onProblem }) {
  return html`
    <div class="dashboard">
      <h1 tabindex="-1">${PERSONS.title}</h1>
      <section class="card-panel">
        <h2>${PERSONS.exportTitle}</h2>
        <p class="soft">${PERSONS.exportText}</p>
        <${Form} fields=${[ADDRESS, select('format', PERSONS.format, PERSONS.formats)]} submit=${PERSONS.exportAction} act=${saveExport}
          onDone=${() => announce(PERSONS.exported)} onProblem=${onProblem} />
      </section>
      <section class="card-panel">
        <h2>${PERSONS.restrictTitle}</h2>
        <p class="soft">${PERSONS.restrictText}</p>
        <${FormDialog} label=${PERSONS.restrict} title=${PERSONS.restrictDialog} fields=${[ADDRESS, select('restricted', PERSONS.state, PERSONS.states)]} submit=${PERSONS.save}
          act=${(values) => sendJson('POST', 'persons/restriction', values)} done=${PERSONS.restricted} onProblem=${onProblem} />
      </section>
      ${may('administer') && html`
        <section class="card-panel">
          <h2>${PERSONS.eraseTitle}</h2>
          <p class="soft">${PERSONS.eraseText}</p>
          <${FormDialog} label=${PERSONS.erase} title=${PERSONS.eraseDialog} text=${html`<${Consequences} />`} fields=${[ADDRESS, select('keepSuppressions', PERSONS.suppression, PERSONS.suppressions, { hint: PERSONS.suppressionHint })]} submit=${PERSONS.eraseAction} isDanger
            act=${(values) => sendJson('POST', 'persons/erase', values)} done=${PERSONS.done} onProblem=${onProblem}>
            ${(result) => html`<p>${PERSONS.done(result)}</p><p><button class="button" type="button" onClick=${() => saveCertificate(result, onProblem)}>${PERSONS.certificate}</button></p>`}
          </${FormDialog}>
        </section>
      `}
    </div>
  `;
}

/** Saves the certificate as a page, which also has the signed text. */
async function saveCertificate({ certificate }, onProblem) {
  try {
    await save('api/v1/persons/certificate', 'certificate.html', body({ certificate, format: 'html' }));
  } catch (problem) {
    if (!onProblem(problem)) {
      announce(problem.message);
    }
  }
}

function Consequences() {
  return html`
    ${PERSONS.eraseIntro}
    <ul>${PERSONS.erased.map((text) => html`<li key=${text}>${text}</li>`)}</ul>
    ${PERSONS.kept}
  `;
}
