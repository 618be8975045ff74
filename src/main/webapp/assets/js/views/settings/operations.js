import { wordsOf } from '../../labels.js';
import { announce } from '../../notices.js';
import { count } from '../../numbers.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { Progress } from '../../parts/progress.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { CONFIGURATION, NETWORKS, QUEUE, SETTINGS } from '../../texts-settings.js';
import { html } from '../../ui.js';
import { listSection } from './list-section.js';
import { allOf, pageOf, save, sendEmpty, sendText } from './requests.js';

/** Deliveries that wait to be sent. */
export const Queue = listSection(({ filters: { message }, ...common }) => ({
  name: 'queue',
  title: QUEUE.title,
  filterLabel: QUEUE.find,
  filters: [{ name: 'message', label: QUEUE.message, isWide: true }],
  columns: [
    {
      title: QUEUE.recipient,
      kind: 'mail',
      draw: ({ to, held, status, detail }, linked) => html`
        ${linked(html`<bdi dir="ltr">${to}</bdi>`)}
        <span class="mail-line"><bdi class="clamp">${[held && QUEUE.held, status, detail].filter(Boolean).join(' · ')}</bdi></span>
      `,
    },
    { title: QUEUE.state, kind: 'state', draw: ({ state }) => html`<span class="chip" data-state=${state}>${state}</span>` },
    { title: QUEUE.attempts, kind: 'number', draw: ({ attempts }) => html`${attempts}<span class="unit"> ${QUEUE.unit}</span>` },
    { title: QUEUE.next, kind: 'time', draw: ({ nextAttemptAt }) => (nextAttemptAt === null ? '–' : html`<${Instant} at=${nextAttemptAt} />`) },
  ],
  read: pageOf('outbox', 'waiting'),
  keyOf: ({ id }) => id,
  href: ({ id }) => addressOf(['deliveries', id]),
  count: QUEUE.count,
  empty: QUEUE.empty,
  noMatch: QUEUE.noMatch,
  aside: message && html`<${Progress} key=${message} id=${message} onProblem=${common.onProblem} />${may('administer') && html`<${Cancel} message=${message} ...${common} />`}`,
}));

function Cancel({ message, changed, onProblem }) {
  return html`
    <${FormDialog} label=${QUEUE.cancel} title=${QUEUE.cancelTitle} text=${QUEUE.cancelText} keep=${QUEUE.back} isDanger
      act=${() => sendEmpty('POST', `messages/${encodeURIComponent(message)}/cancel`)} done=${QUEUE.cancelled} onDone=${changed} onProblem=${onProblem} />
  `;
}

const pathOf = (name) => `networks/${encodeURIComponent(name)}`;

/** The lists of address ranges by which requests are judged. */
export const Networks = listSection((common) => ({
  name: 'networks',
  title: NETWORKS.title,
  columns: [
    { title: NETWORKS.name, kind: 'mail', draw: ({ name, network, version }, linked) => html`${linked(name)}<span class="mail-line"><bdi>${wordsOf(network)} · ${version}</bdi></span>` },
    { title: NETWORKS.ranges, kind: 'number', draw: ({ ranges }) => html`${count(ranges)}<span class="unit"> ${NETWORKS.unit}</span>` },
    { title: NETWORKS.adopted, kind: 'time', draw: ({ adoptedAt }) => (adoptedAt === null ? NETWORKS.builtIn : html`<${Instant} at=${adoptedAt} />`) },
    { title: SETTINGS.actions, kind: 'actions', draw: (list) => html`<${Actions} list=${list} ...${common} />` },
  ],
  read: pageOf('networks', 'networks'),
  keyOf: ({ name }) => name,
  count: NETWORKS.count,
  empty: NETWORKS.empty,
  aside: may('administer') && html`<${Adopt} ...${common} />`,
}));

function Actions({ list: { name, adoptedAt }, changed, onProblem }) {
  const saveText = () => save(`api/v1/${pathOf(name)}`, `${name}.txt`).catch((problem) => onProblem(problem) || announce(problem.message));
  return html`
    <button class="button" type="button" aria-label=${NETWORKS.saveName(name)} onClick=${saveText}>${NETWORKS.save}</button>
    ${adoptedAt !== null && may('administer') && html`
      <${FormDialog} label=${SETTINGS.remove} title=${NETWORKS.removeTitle(name)} text=${NETWORKS.removeText} isDanger
        act=${() => sendEmpty('DELETE', pathOf(name))} done=${NETWORKS.removed} onDone=${changed} onProblem=${onProblem} />
    `}
  `;
}

function Adopt({ changed, onProblem }) {
  const fields = [
    { name: 'name', label: NETWORKS.name, hint: NETWORKS.nameHint },
    { name: 'file', label: NETWORKS.file, kind: 'file', isOptional: true },
    { name: 'body', label: NETWORKS.body, hint: NETWORKS.bodyHint, kind: 'textarea', isOptional: true },
  ];
  return html`
    <${FormDialog} label=${NETWORKS.adopt} isPrimary title=${NETWORKS.adoptTitle} text=${NETWORKS.adoptText} fields=${fields}
      act=${({ name = '', file, body = '' }) => sendText('PUT', pathOf(name), 'text/plain; charset=utf-8', file ?? body)} done=${NETWORKS.adoptDone}
      onDone=${changed} onProblem=${onProblem} />
  `;
}

/** The settings in effect. */
export const Configuration = listSection(() => ({
  name: 'configuration',
  title: CONFIGURATION.title,
  filterLabel: CONFIGURATION.find,
  filters: [
    { name: 'search', label: CONFIGURATION.search },
    { name: 'only', label: CONFIGURATION.only, options: CONFIGURATION.onlyOptions },
  ],
  columns: [
    { title: CONFIGURATION.setting, kind: 'mail', draw: ({ name, expected }, linked) => html`${linked(html`<code>${name}</code>`)}<span class="mail-line"><span>${expected}</span></span>` },
    { title: CONFIGURATION.value, kind: 'value', draw: (setting) => html`<bdi dir="auto" class=${setting.value === null ? 'none' : 'mono'}>${valueOf(setting)}</bdi>` },
    { title: CONFIGURATION.source, kind: 'wide-state', draw: ({ source }) => source ?? '' },
  ],
  read: readSome,
  keyOf: ({ name }) => name,
  count: CONFIGURATION.count,
  hint: CONFIGURATION.hint,
  empty: CONFIGURATION.empty,
  noMatch: CONFIGURATION.noMatch,
}));

/** The value of a setting; of a secret, whether it is set. */
export function valueOf({ value, isSecret, isDefault }) {
  return value ?? (isSecret && !isDefault ? CONFIGURATION.isSet : CONFIGURATION.unset);
}

async function readSome({ search = '', only }, options) {
  const all = await allOf('settings', 'settings', options);
  const part = search.toUpperCase();
  return { items: all.filter(({ name, isDefault }) => name.includes(part) && !(only && isDefault)), next: null };
}
