import { count } from '../../numbers.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { addressOf } from '../../route.js';
import { SETTINGS, WEBHOOKS } from '../../texts-settings.js';
import { shortTime } from '../../time.js';
import { html, useEffect, useState } from '../../ui.js';
import { listSection } from './list-section.js';
import { pageOf, read, sendEmpty, sendJson, totalOf } from './requests.js';
import { Secret } from './secret.js';

const PATH = ['settings', 'webhooks'];
const HEALTH = { enabled: 'ready', unverified: 'degraded', paused: 'unavailable', disabled: 'unavailable' };
const FAILED = { delivered: 'ready', waiting: 'degraded', failed: 'unavailable' };
const TYPES = [
  'message.submitted',
  ...['scheduled', 'queued', 'accepted', 'deferred', 'bounced', 'refused', 'failed', 'suppressed', 'cancelled', 'delivered'].map((state) => `delivery.${state}`),
  'open', 'click', 'verdict.changed', 'complaint', 'unsubscribe', 'reply', 'suppression.added', 'suppression.removed', 'recipient.erased',
];
const pathOf = (id) => `webhooks/${encodeURIComponent(id)}`;

/** The endpoints that events are sent to, or the attempts of the one that is chosen. */
export const Webhooks = listSection(({ filters, ...common }) => (filters.webhook ? attempts(filters, common) : endpoints(common)));

const endpoints = (common) => ({
  name: 'webhooks',
  title: WEBHOOKS.title,
  columns: [
    {
      title: WEBHOOKS.url,
      kind: 'mail',
      draw: (hook, linked) => html`
        ${linked(html`<bdi dir="ltr">${hook.url}</bdi>`)}
        <span class="mail-line"><bdi class="clamp">${lineOf(hook)}</bdi></span>
      `,
    },
    { title: WEBHOOKS.state, kind: 'state', draw: ({ state }) => html`<span class="chip" data-health=${HEALTH[state]}>${WEBHOOKS.states[state]}</span>` },
    { title: WEBHOOKS.waiting, kind: 'number', draw: ({ waiting }) => html`${count(waiting)}<span class="unit"> ${WEBHOOKS.waitingUnit}</span>` },
    { title: WEBHOOKS.failed, kind: 'number', draw: ({ failed }) => html`${count(failed)}<span class="unit"> ${WEBHOOKS.failedUnit}</span>` },
  ],
  read: pageOf('webhooks', 'webhooks'),
  keyOf: ({ id }) => id,
  href: ({ id }) => addressOf(PATH, { webhook: id }),
  count: WEBHOOKS.count,
  hint: WEBHOOKS.hint,
  empty: WEBHOOKS.empty,
  aside: html`<${Create} ...${common} />`,
});

const attempts = ({ webhook, failed }, common) => ({
  name: 'attempts',
  title: html`${WEBHOOKS.attempts} <${Address} id=${webhook} ...${common} />`,
  columns: [
    {
      title: WEBHOOKS.event,
      kind: 'mail',
      draw: ({ event, type, status, attempt, millis, answer }, linked) => html`
        ${linked(type)}
        <span class="mail-line">${WEBHOOKS.attempt(status, attempt, count(millis))}</span>
        <span class="mail-line"><bdi class="clamp mono" dir="ltr">${event}</bdi></span>
        <span class="mail-line"><bdi class="clamp">${answer}</bdi></span>
      `,
    },
    { title: WEBHOOKS.result, kind: 'state', draw: ({ progress }) => html`<span class="chip" data-health=${FAILED[progress]}>${WEBHOOKS.progress[progress]}</span>` },
    { title: WEBHOOKS.at, kind: 'time', draw: ({ at }) => html`<${Instant} at=${at} />` },
    { title: SETTINGS.actions, kind: 'actions', draw: ({ event, type, progress }) => progress !== 'waiting' && html`<${Again} webhook=${webhook} event=${event} type=${type} ...${common} />` },
  ],
  read: ({ webhook: id, ...query }, options) => pageOf(`${pathOf(id)}/attempts`, 'attempts')(query, options),
  keyOf: ({ event, attempt, at }) => `${event} ${attempt} ${at}`,
  count: WEBHOOKS.attemptCount,
  empty: WEBHOOKS.noAttempts,
  noMatch: WEBHOOKS.noAttempts,
  aside: html`<${Endpoint} key=${webhook} id=${webhook} isFailedOnly=${failed === 'true'} ...${common} />`,
});

/** What is to be known about an endpoint beside its URL and state. */
export function lineOf({ description, types, people, campaign, reason, failingSince, retryAt }) {
  const outage = failingSince !== null && WEBHOOKS.failing(shortTime(failingSince).text, retryAt && shortTime(retryAt).text);
  const events = types.length > 3 ? WEBHOOKS.types(types.length) : types.join(', ');
  return [reason, outage, description, events, people && WEBHOOKS.onlyPeople, campaign].filter(Boolean).join(' · ');
}

const fieldsOf = (hook) => [
  { name: 'url', label: WEBHOOKS.url, hint: WEBHOOKS.urlHint, value: hook?.url },
  { name: 'description', label: WEBHOOKS.description, isOptional: true, value: hook?.description },
  { name: 'types', label: WEBHOOKS.events, hint: WEBHOOKS.eventsHint, kind: 'textarea', rows: 8, value: (hook?.types ?? TYPES).join('\n') },
  { name: 'people', label: WEBHOOKS.people, kind: 'select', options: Object.entries(WEBHOOKS.peopleOptions), value: String(hook?.people ?? false) },
  { name: 'campaign', label: WEBHOOKS.campaign, hint: WEBHOOKS.campaignHint, isOptional: true, value: hook?.campaign },
  { name: 'addresses', label: WEBHOOKS.addresses, kind: 'select', options: Object.entries(WEBHOOKS.addressOptions), value: String(hook?.addresses ?? false) },
];

/** The request of what was entered. */
export const requestOf = ({ types = '', people, addresses, ...values }) => ({
  ...values,
  types: types.split(/[\s,]+/).filter(Boolean),
  people: people === 'true',
  addresses: addresses === 'true',
});

const drawKey = ({ url, key, publicKey }) => html`
  <${Secret} label=${WEBHOOKS.key} value=${key} />
  ${publicKey === undefined && html`<p class="hint"><bdi dir="ltr">${url}</bdi>: ${WEBHOOKS.keyHint}</p>`}
`;

function Create({ changed, onProblem }) {
  const scheme = { name: 'scheme', label: WEBHOOKS.scheme, kind: 'select', options: Object.entries(WEBHOOKS.schemes) };
  return html`
    <${FormDialog} label=${WEBHOOKS.create} isPrimary title=${WEBHOOKS.createTitle} text=${WEBHOOKS.createText} fields=${[...fieldsOf(), scheme]}
      act=${(values) => sendJson('POST', 'webhooks', requestOf(values))} onDone=${changed} onProblem=${onProblem}>${drawKey}</${FormDialog}>
  `;
}

/** The endpoint, null until it is read, and a function that reads it again. */
function useEndpoint(id, onProblem) {
  const [hook, setHook] = useState(null);
  const load = () => read(pathOf(id)).then(setHook, onProblem);
  useEffect(() => {
    load();
  }, [id]);
  return [hook, load];
}

function Address({ id, onProblem }) {
  const [hook] = useEndpoint(id, onProblem);
  return hook !== null && html`<bdi class="clamp hint" dir="ltr">${hook.url}</bdi>`;
}

/** What can be done with an endpoint. */
function Endpoint({ id, isFailedOnly, changed, onProblem }) {
  const [hook, load] = useEndpoint(id, onProblem);
  const done = () => {
    load();
    changed();
  };
  const common = { onDone: done, onProblem };
  return html`
    <a class="button" href=${addressOf(PATH)}>${WEBHOOKS.all}</a>
    <a class="button" href=${addressOf(PATH, isFailedOnly ? { webhook: id } : { webhook: id, failed: 'true' })}>${isFailedOnly ? WEBHOOKS.allAttempts : WEBHOOKS.failedAttempts}</a>
    ${hook !== null && html`
      <${FormDialog} label=${WEBHOOKS.test} title=${WEBHOOKS.testTitle} text=${WEBHOOKS.testText(hook.url)}
        act=${() => sendEmpty('POST', `${pathOf(id)}/test`)} ...${common}>${drawTest}</${FormDialog}>
      <${FormDialog} label=${WEBHOOKS.change} title=${WEBHOOKS.changeTitle} fields=${fieldsOf(hook)}
        act=${(values) => sendJson('PUT', pathOf(id), { ...requestOf(values), perSecond: hook.perSecond })} done=${WEBHOOKS.changed} ...${common} />
      <${FormDialog} label=${WEBHOOKS.rotate} title=${WEBHOOKS.rotateTitle} text=${WEBHOOKS.rotateText}
        act=${() => sendEmpty('POST', `${pathOf(id)}/rotate`)} ...${common}>${drawKey}</${FormDialog}>
      <${FormDialog} label=${WEBHOOKS.replay} title=${WEBHOOKS.replayTitle} text=${WEBHOOKS.replayText} fields=${replayFields}
        act=${(values) => totalOf('replayed', (query) => sendJson('POST', `${pathOf(id)}/replay${query}`, replayOf(values)))} done=${(replayed) => WEBHOOKS.replayed(count(replayed))} ...${common} />
      ${hook.state !== 'unverified' && html`<${Switch} hook=${hook} common=${common} />`}
      <${FormDialog} label=${SETTINGS.remove} title=${WEBHOOKS.removeTitle} text=${WEBHOOKS.removeText} isDanger
        act=${() => sendEmpty('DELETE', pathOf(id))} done=${WEBHOOKS.removed} onDone=${leave} onProblem=${onProblem} />
    `}
  `;
}

function leave() {
  location.hash = addressOf(PATH);
}

function Switch({ hook: { id, state }, common }) {
  const isEnabled = state === 'enabled';
  const texts = isEnabled ? WEBHOOKS.disabling : WEBHOOKS.enabling;
  return html`
    <${FormDialog} key=${state} label=${texts.label} title=${texts.title} text=${texts.text} isDanger=${isEnabled}
      act=${() => sendJson('PUT', `${pathOf(id)}/state`, { enabled: !isEnabled })} done=${texts.done} ...${common} />
  `;
}

const drawTest = ({ delivered, status, answer, millis, state }) => html`
  <p>${delivered ? WEBHOOKS.tested(status, count(millis)) : WEBHOOKS.notTested(status)} ${WEBHOOKS.states[state]}.</p>
  ${answer && html`<p class="hint"><bdi class="clamp">${answer}</bdi></p>`}
`;

const replayFields = [
  { name: 'which', label: WEBHOOKS.which, kind: 'select', options: Object.entries(WEBHOOKS.whichOptions) },
  { name: 'from', label: WEBHOOKS.from, hint: WEBHOOKS.fromHint, kind: 'datetime-local', isOptional: true },
  { name: 'to', label: WEBHOOKS.to, kind: 'datetime-local', isOptional: true },
];

/** The request that sends events again: those that failed, all of a time, or those that failed of a time. */
export function replayOf({ which, from, to }) {
  const instantOf = (local) => local && new Date(local).toISOString();
  return { failed: which === 'failed', from: instantOf(from), to: instantOf(to) };
}

function Again({ webhook, event, type, changed, onProblem }) {
  return html`
    <${FormDialog} label=${WEBHOOKS.again} title=${WEBHOOKS.againTitle(type)} text=${WEBHOOKS.againText}
      act=${() => sendJson('POST', `${pathOf(webhook)}/replay`, { event })} done=${({ replayed }) => WEBHOOKS.replayed(count(replayed))} onDone=${changed} onProblem=${onProblem} />
  `;
}
