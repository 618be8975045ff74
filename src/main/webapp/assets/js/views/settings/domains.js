import { FormDialog } from '../../parts/form-dialog.js';
import { addressOf } from '../../route.js';
import { DOMAINS } from '../../texts-settings.js';
import { html } from '../../ui.js';
import { listSection } from './list-section.js';
import { pageOf, sendJson } from './requests.js';

/** The looks of the states of a key. */
const LEVELS = { waiting: 'warning', signing: 'ok', retired: 'unknown' };

/** The domains of senders that have settings of their own. */
export const Domains = listSection((common) => ({
  name: 'domains',
  title: DOMAINS.title,
  columns: [
    {
      title: DOMAINS.domain,
      kind: 'mail',
      draw: ({ domain, trackingUrl, returnPath }, linked) => html`
        ${linked(html`<bdi dir="ltr">${domain}</bdi>`)}
        <span class="mail-line"><bdi dir="ltr">${[trackingUrl, returnPath].filter(Boolean).join(' · ')}</bdi></span>
      `,
    },
    { title: DOMAINS.keys, kind: 'wide-state', draw: ({ keys }) => (keys.length === 0 ? DOMAINS.noKeys : keys.map((key) => html`<${State} key=${key.selector} of=${key} isNamed /> `)) },
  ],
  read: pageOf('domains', 'domains'),
  keyOf: ({ domain }) => domain,
  href: ({ domain }) => addressOf(['settings', 'domains', domain]),
  count: DOMAINS.count,
  hint: DOMAINS.hint,
  empty: DOMAINS.empty,
  aside: html`<${Add} ...${common} />`,
}));

/** The state of a key, with its algorithm if it is named. */
export function State({ of: { algorithm, state }, isNamed = false }) {
  return html`<span class="chip" data-level=${LEVELS[state]}>${isNamed && `${DOMAINS.algorithms[algorithm]} `}${DOMAINS.states[state]}</span>`;
}

/** The fields of a domain's addresses. */
export const addressFields = ({ trackingUrl, returnPath } = {}) => [
  { name: 'trackingUrl', label: DOMAINS.trackingUrl, hint: DOMAINS.trackingUrlHint, kind: 'url', value: trackingUrl, dir: 'ltr', isOptional: true },
  { name: 'returnPath', label: DOMAINS.returnPath, hint: DOMAINS.returnPathHint, value: returnPath, dir: 'ltr', isOptional: true },
];

function Add({ changed, onProblem }) {
  const domain = { name: 'domain', label: DOMAINS.domain, hint: DOMAINS.domainHint, dir: 'ltr' };
  return html`
    <${FormDialog} label=${DOMAINS.add} isPrimary title=${DOMAINS.addTitle} fields=${[domain, ...addressFields()]}
      act=${({ domain: name = '', ...values }) => sendJson('PUT', `domains/${encodeURIComponent(name)}`, { ...values, version: 0 })}
      done=${DOMAINS.added} onDone=${changed} onProblem=${onProblem} />
  `;
}
