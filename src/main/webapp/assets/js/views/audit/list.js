import { listOperations } from '../../api.js';
import { operations, wordsOf } from '../../labels.js';
import { listOf } from '../../pane.js';
import { Instant } from '../../parts/instant.js';
import { AUDIT } from '../../texts-mail.js';
import { html } from '../../ui.js';

const { labels, columns } = AUDIT;

/** What the audit log shows, and by what it is filtered. */
export const AUDIT_LISTING = {
  name: 'audit',
  title: AUDIT.title,
  filterLabel: AUDIT.filterLabel,
  filters: [
    { name: 'actor', label: labels.actor },
    { name: 'operation', label: labels.operation, placeholder: 'DELETE /api/v1/keys/{id}' },
    { name: 'address', label: labels.address, inputmode: 'email', placeholder: 'ann@example.com' },
    { name: 'from', label: labels.from, type: 'date' },
    { name: 'to', label: labels.to, type: 'date' },
  ],
  columns: [
    { title: columns.operation, kind: 'mail', draw: drawOperation },
    { title: columns.actor, kind: 'actor', draw: drawActor },
    { title: columns.outcome, kind: 'state', draw: drawOutcome },
    { title: columns.time, kind: 'time', draw: ({ at }) => html`<${Instant} at=${at} />` },
  ],
  read: listOperations,
  keyOf: ({ id }) => id,
  count: operations,
  nothingNew: AUDIT.nothingNew,
  empty: AUDIT.empty,
  noMatch: AUDIT.noMatch,
  hint: AUDIT.hint,
};

function drawOperation({ operation, target }) {
  return html`<code>${operation}</code>${target !== null && html`<span class="mail-line"><bdi>${target}</bdi></span>`}`;
}

function drawActor(operation) {
  return html`<bdi>${operation.actor.name || AUDIT.unknown}</bdi> <span class="mail-line">${originOf(operation)}</span>`;
}

function drawOutcome({ status }) {
  const { text, kind } = outcomeOf(status);
  return html`<span class="chip" data-outcome=${kind}>${text}</span>`;
}

/** How an operation ended, in words; without a status, it was interrupted. */
export function outcomeOf(status) {
  if (status === null) {
    return { text: AUDIT.unknown, kind: 'unknown' };
  }
  return status < 400 ? { text: AUDIT.done, kind: 'done' } : { text: AUDIT.refused(status), kind: 'refused' };
}

/** What identified an actor, and the network that the request came from. */
export function originOf({ actor, network }) {
  const kind = actor.kind === 'none' ? AUDIT.notSignedIn : wordsOf(actor.kind);
  return network === null ? kind : AUDIT.from(kind, network);
}

/** The list of operations in the audit log. */
export const AuditList = listOf(AUDIT_LISTING);
