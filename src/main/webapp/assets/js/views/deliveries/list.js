import { listDeliveries } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { FilteredList } from '../../filtered-list.js';
import { STATES, deliveries as countLabel, subjectOf, sourcesLabel } from '../../labels.js';
import { shortTime } from '../../time.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="deliveries-title" tabindex="-1" data-part="title">Deliveries</h1>
    <div class="pane-actions">
      <span class="hint" data-part="updated"></span>
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
  <form class="filters" method="dialog" role="search" aria-label="Filter deliveries" data-part="filters">
    <div class="field">
      <label for="filter-to">Recipient</label>
      <input id="filter-to" name="to" type="text" inputmode="email" autocomplete="off" autocapitalize="none"
        spellcheck="false" dir="auto" placeholder="ann@example.com">
    </div>
    <div class="field">
      <label for="filter-campaign">Campaign</label>
      <input id="filter-campaign" name="campaign" type="text" autocomplete="off" spellcheck="false" dir="auto">
    </div>
    <div class="field">
      <label for="filter-state">State</label>
      <select id="filter-state" name="state" data-part="states">
        <option value="">Any</option>
      </select>
    </div>
    <div class="filter-actions">
      <button class="button" type="submit">Filter</button>
      <button class="button quiet" type="button" data-part="clear" hidden>Clear</button>
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading deliveries…</p>
  <div data-part="content" hidden>
    <div class="sheet" data-part="sheet" hidden>
      <table class="listing" role="table" aria-labelledby="deliveries-title">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Message</th>
            <th role="columnheader" scope="col" class="state">State</th>
            <th role="columnheader" scope="col" class="number">Opens</th>
            <th role="columnheader" scope="col" class="number">Clicks</th>
            <th role="columnheader" scope="col" class="time">Created</th>
          </tr>
        </thead>
        <tbody role="rowgroup" data-part="rows"></tbody>
      </table>
    </div>
    <div class="empty" data-part="empty" hidden></div>
    <div class="pane-foot" data-part="foot" hidden>
      <button class="button" type="button" data-part="more">Load more</button>
      <p class="hint" data-part="count"></p>
      <p class="hint">
        Opens and clicks by people. The number after a plus sign counts those by machines or unknown sources; each
        delivery lists them.
      </p>
    </div>
  </div>
`;

const ROW = html`
  <tr role="row">
    <td role="cell" class="mail">
      <a class="row-link" data-part="link"><bdi data-part="subject"></bdi></a>
      <span class="mail-line"><bdi dir="ltr" data-part="to"></bdi><span class="tag" data-part="campaign" hidden></span></span>
    </td>
    <td role="cell" class="state"><span class="chip" data-part="state"></span></td>
    <td role="cell" class="number"><span data-part="opens"></span><span class="others" data-part="opensOthers"></span><span class="unit" data-part="opensUnit"></span></td>
    <td role="cell" class="number"><span data-part="clicks"></span><span class="others" data-part="clicksOthers"></span><span class="unit" data-part="clicksUnit"></span></td>
    <td role="cell" class="time"><time data-part="time"></time></td>
  </tr>
`;

const NOTHING_SENT = html`
  <h2>No messages sent yet</h2>
  <p class="soft">Send one to yourself. When its tracking image is loaded, the open appears here.</p>
  <a class="button primary" href="#/send">Send a test</a>
`;

const NOTHING_MATCHES = html`
  <h2>No matching deliveries</h2>
  <p class="soft">The recipient’s address and the campaign’s name must match exactly.</p>
  <a class="button" href="#/deliveries">Show all deliveries</a>
`;

const DELIVERIES = {
  layout: LIST,
  row: ROW,
  view: 'deliveries',
  prepare: ({ states }) => states.append(...[...STATES.keys()].map((state) => new Option(state, state))),
  read: listDeliveries,
  timeOf: ({ createdAt }) => createdAt,
  fill,
  countLabel,
  nothingNew: 'No new deliveries',
  nothing: NOTHING_SENT,
  noMatch: NOTHING_MATCHES,
};

/** The list of deliveries. */
export class DeliveryList extends FilteredList {
  constructor(place, handlers) {
    super(place, DELIVERIES, handlers);
  }
}

function fill(parts, delivery) {
  setText(parts.subject, subjectOf(delivery));
  setText(parts.to, delivery.to);
  setText(parts.campaign, delivery.campaign ?? '');
  show(parts.campaign, Boolean(delivery.campaign));
  setText(parts.state, delivery.state);
  parts.state.dataset.state = delivery.state;
  count(parts.opens, parts.opensOthers, parts.opensUnit, delivery.opens, 'open');
  count(parts.clicks, parts.clicksOthers, parts.clicksUnit, delivery.clicks, 'click');
  setTime(parts.time, shortTime(delivery.createdAt));
}

/** Events by people, then those by machines or unknown sources, and a unit for layouts without column headings. */
function count(number, others, unit, seen, one) {
  const more = seen.total - seen.people - seen.repeated;
  setText(number, seen.people.toLocaleString('en'));
  setText(others, more > 0 ? ` +${more.toLocaleString('en')}` : '');
  others.title = more > 0 ? sourcesLabel(seen) : '';
  setText(unit, seen.people === 1 ? ` ${one}` : ` ${one}s`);
  number.classList.toggle('none', seen.people === 0);
}
