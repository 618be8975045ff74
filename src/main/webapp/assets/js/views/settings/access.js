import { signOutEverywhere } from '../../api.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { methodOf } from '../../session.js';
import { KEYS, SETTINGS, USERS } from '../../texts-settings.js';
import { day, fullTime, shortTime } from '../../time.js';
import { html } from '../../ui.js';
import { listSection } from './list-section.js';
import { pageOf, sendEmpty, sendJson } from './requests.js';
import { Secret } from './secret.js';

/** The API keys that are not revoked. */
export const Keys = listSection((common) => ({
  name: 'keys',
  title: KEYS.title,
  columns: [
    {
      title: KEYS.name,
      kind: 'mail',
      draw: (key, linked) => html`
        ${linked(html`<bdi>${key.name}</bdi>`)}
        <span class="mail-line"><bdi><code>${key.prefix}…</code> ${restrictionsOf(key)}</bdi></span>
      `,
    },
    { title: SETTINGS.role, kind: 'state', draw: ({ role }) => html`<span class="chip">${role}</span>` },
    { title: KEYS.used, kind: 'time', draw: ({ lastUsed }) => (lastUsed === null ? KEYS.never : html`${day(lastUsed.day)}<br /><bdi dir="ltr">${lastUsed.network}</bdi>`) },
    { title: KEYS.expires, kind: 'time', draw: ({ expiresAt }) => (expiresAt === null ? KEYS.noExpiry : html`<${Instant} at=${expiresAt} />`) },
    { title: SETTINGS.actions, kind: 'actions', draw: (key) => html`<${Actions} item=${key} ...${common} />` },
  ],
  read: pageOf('keys', 'keys'),
  keyOf: ({ id }) => id,
  count: KEYS.count,
  empty: KEYS.empty,
  aside: html`<${Create} ...${common} />`,
}));

/** What a key is restricted to, in words. */
export function restrictionsOf({ successor, ranges, campaignPrefix, fromDomains }) {
  const parts = [
    [KEYS.only.ranges, ranges.join(', ')],
    [KEYS.only.campaignPrefix, campaignPrefix && `${campaignPrefix}…`],
    [KEYS.only.fromDomains, fromDomains.join(', ')],
  ];
  return [successor && KEYS.replaced, ...parts.filter(([, value]) => value).map(([label, value]) => `${label} ${value}`)].filter(Boolean).join('; ');
}

function Create({ changed, onProblem }) {
  const fields = [
    { name: 'name', label: KEYS.name, hint: KEYS.nameHint },
    { name: 'role', label: SETTINGS.role, kind: 'select', options: Object.entries(SETTINGS.roles) },
    { name: 'expiresAt', label: KEYS.expires, hint: KEYS.expiresHint, kind: 'datetime-local', isOptional: true },
    { name: 'ranges', label: KEYS.ranges, hint: KEYS.rangesHint, isOptional: true },
    { name: 'campaignPrefix', label: KEYS.prefix, hint: KEYS.prefixHint, isOptional: true },
    { name: 'fromDomains', label: KEYS.domains, hint: KEYS.domainsHint, isOptional: true },
  ];
  return html`
    <${FormDialog} label=${KEYS.create} isPrimary title=${KEYS.createTitle} fields=${fields}
      act=${(values) => sendJson('POST', 'keys', requestOf(values))} done=${KEYS.created} onDone=${changed} onProblem=${onProblem}>${drawKey}</${FormDialog}>
  `;
}

/** The request that creates a key from what was entered. */
export function requestOf({ expiresAt, ranges, fromDomains, ...values }) {
  return { ...values, expiresAt: instantOf(expiresAt), ranges: listOf(ranges), fromDomains: listOf(fromDomains) };
}

const listOf = (text) => text?.split(/[\s,]+/).filter(Boolean);
const instantOf = (local) => local && new Date(local).toISOString();
const drawKey = ({ name, key }) => html`<${Secret} label=${KEYS.key(name)} value=${key} />`;

function Actions({ item: { id, name }, changed, onProblem }) {
  const until = { name: 'validUntil', label: KEYS.until, hint: KEYS.untilHint, kind: 'datetime-local', isOptional: true };
  return html`
    <${FormDialog} label=${KEYS.rotate} title=${KEYS.rotateTitle(name)} text=${KEYS.rotateText} fields=${[until]}
      act=${({ validUntil }) => sendJson('POST', `keys/${id}/rotate`, { validUntil: instantOf(validUntil) })} done=${KEYS.created}
      onDone=${changed} onProblem=${onProblem}>${drawKey}</${FormDialog}>
    <${FormDialog} label=${KEYS.revoke} title=${KEYS.revokeTitle(name)} text=${KEYS.revokeText} isDanger
      act=${() => sendEmpty('DELETE', `keys/${id}`)} done=${KEYS.revoked} onDone=${changed} onProblem=${onProblem} />
  `;
}

/** Who is signed in. */
export const Users = listSection((common) => ({
  name: 'users',
  title: USERS.title,
  columns: [
    {
      title: USERS.name,
      kind: 'mail',
      draw: (session, linked) => html`
        ${linked(html`<bdi>${session.name}</bdi>`)}
        <span class="mail-line">
          ${session.current && html`<span class="tag">${USERS.own}</span>`}
          <bdi>${USERS.line(methodOf(session), session.network, shortTime(session.createdAt).text)}</bdi>
        </span>
      `,
    },
    { title: SETTINGS.role, kind: 'state', draw: ({ role }) => html`<span class="chip">${role}</span>` },
    { title: USERS.used, kind: 'time', draw: ({ usedAt }) => html`<${Instant} at=${usedAt} />` },
    { title: USERS.ends, kind: 'time', draw: ({ endsAt }) => html`<${Instant} at=${endsAt} />` },
    { title: SETTINGS.actions, kind: 'actions', draw: (session) => html`<${End} session=${session} ...${common} />` },
  ],
  read: pageOf('sessions', 'sessions'),
  keyOf: ({ id }) => id,
  count: USERS.count,
  empty: USERS.empty,
  aside: html`<${EndOwn} ...${common} /><${CreateLink} ...${common} />`,
}));

function End({ session: { id, name }, changed, onProblem }) {
  return html`
    <${FormDialog} label=${USERS.end} title=${USERS.endTitle(name)} text=${USERS.endText} isDanger
      act=${() => sendEmpty('DELETE', `sessions/${id}`)} done=${USERS.ended} onDone=${changed} onProblem=${onProblem} />
  `;
}

function EndOwn({ changed, onProblem }) {
  return html`
    <${FormDialog} label=${USERS.endOwn} title=${USERS.endOwnTitle} text=${USERS.endOwnText} submit=${USERS.endOwnAction} isDanger
      act=${signOutEverywhere} done=${USERS.ended} onDone=${changed} onProblem=${onProblem} />
  `;
}

function CreateLink({ onProblem }) {
  const fields = [
    { name: 'role', label: SETTINGS.role, kind: 'select', options: Object.entries(SETTINGS.roles) },
    { name: 'valid', label: USERS.valid, kind: 'select', options: Object.entries(USERS.times) },
  ];
  return html`
    <${FormDialog} label=${USERS.link} isPrimary title=${USERS.linkTitle} text=${USERS.linkText} fields=${fields}
      act=${(values) => sendJson('POST', 'sign-in-links', values)} done=${USERS.linkDone} onProblem=${onProblem}>
      ${({ url, code, expiresAt }) => html`
        <${Secret} label=${USERS.linkLabel(fullTime(expiresAt).text)} value=${url ?? new URL(`#sign-in=${code}`, document.baseURI).href} />
      `}
    </${FormDialog}>
  `;
}
