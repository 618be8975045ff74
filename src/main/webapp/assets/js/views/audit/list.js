import { listOperations } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { FilteredList } from '../../filtered-list.js';
import { operations as countLabel, wordsOf } from '../../labels.js';
import { shortTime } from '../../time.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="audit-title" tabindex="-1" data-part="title">Audit log</h1>
    <div class="pane-actions">
      <span class="hint" data-part="updated"></span>
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
  <form class="filters audit-filters" method="dialog" role="search" aria-label="Filter the audit log" data-part="filters">
    <div class="field">
      <label for="filter-actor">Key or user</label>
      <input id="filter-actor" name="actor" type="text" autocomplete="off" spellcheck="false" dir="auto">
    </div>
    <div class="field">
      <label for="filter-operation">Operation</label>
      <input id="filter-operation" name="operation" type="text" autocomplete="off" autocapitalize="none"
        spellcheck="false" placeholder="DELETE /api/v1/keys/{id}">
    </div>
    <div class="field">
      <label for="filter-address">Person</label>
      <input id="filter-address" name="address" type="text" inputmode="email" autocomplete="off" autocapitalize="none"
        spellcheck="false" dir="auto" placeholder="ann@example.com">
    </div>
    <div class="field">
      <label for="filter-from">From (UTC)</label>
      <input id="filter-from" name="from" type="date">
    </div>
    <div class="field">
      <label for="filter-through">To (UTC)</label>
      <input id="filter-through" name="to" type="date">
    </div>
    <div class="filter-actions">
      <button class="button" type="submit">Filter</button>
      <button class="button quiet" type="button" data-part="clear" hidden>Clear</button>
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the audit log…</p>
  <div data-part="content" hidden>
    <div class="sheet" data-part="sheet" hidden>
      <table class="listing" role="table" aria-labelledby="audit-title">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Operation</th>
            <th role="columnheader" scope="col" class="actor">Key or user</th>
            <th role="columnheader" scope="col" class="state">Outcome</th>
            <th role="columnheader" scope="col" class="time">Time</th>
          </tr>
        </thead>
        <tbody role="rowgroup" data-part="rows"></tbody>
      </table>
    </div>
    <div class="empty" data-part="empty" hidden></div>
    <div class="pane-foot" data-part="foot" hidden>
      <button class="button" type="button" data-part="more">Load more</button>
      <p class="hint" data-part="count"></p>
      <p class="hint">The same look of the same key or user is listed once in ten minutes. Addresses are masked.</p>
    </div>
  </div>
`;

const ROW = html`
  <tr role="row">
    <td role="cell" class="mail">
      <code data-part="operation"></code>
      <span class="mail-line"><bdi data-part="target"></bdi></span>
    </td>
    <td role="cell" class="actor"><bdi data-part="actor"></bdi> <span class="mail-line" data-part="origin"></span></td>
    <td role="cell" class="state"><span class="chip" data-part="outcome"></span></td>
    <td role="cell" class="time"><time data-part="time"></time></td>
  </tr>
`;

const NOTHING_RECORDED = html`
  <h2>Nothing recorded yet</h2>
  <p class="soft">Changes, sign-ins, and who looks at the data of a person appear here.</p>
`;

const NOTHING_MATCHES = html`
  <h2>No matching operations</h2>
  <p class="soft">The name, the operation and the address must match exactly.</p>
  <a class="button" href="#/audit">Show all operations</a>
`;

const OPERATIONS = {
  layout: LIST,
  row: ROW,
  view: 'audit',
  prepare: () => {},
  read: listOperations,
  timeOf: ({ at }) => at,
  fill,
  countLabel,
  nothingNew: 'No new operations',
  nothing: NOTHING_RECORDED,
  noMatch: NOTHING_MATCHES,
};

/** The list of operations in the audit log. */
export class AuditList extends FilteredList {
  constructor(place, handlers) {
    super(place, OPERATIONS, handlers);
  }
}

/** How an operation ended, in words; without a status, it was interrupted. */
export function outcomeOf(status) {
  if (status === null) {
    return { text: 'unknown', kind: 'unknown' };
  }
  return status < 400 ? { text: 'done', kind: 'done' } : { text: `refused (${status})`, kind: 'refused' };
}

/** What identified an actor, and the network that the request came from. */
export function originOf({ actor, network }) {
  const kind = actor.kind === 'none' ? 'not signed in' : wordsOf(actor.kind);
  return network === null ? kind : `${kind}, from ${network}`;
}

function fill(parts, operation) {
  const { text, kind } = outcomeOf(operation.status);
  setText(parts.operation, operation.operation);
  setText(parts.target, operation.target ?? '');
  show(parts.target, operation.target !== null);
  setText(parts.actor, operation.actor.name || 'unknown');
  setText(parts.origin, originOf(operation));
  setText(parts.outcome, text);
  parts.outcome.dataset.outcome = kind;
  setTime(parts.time, shortTime(operation.at));
}
