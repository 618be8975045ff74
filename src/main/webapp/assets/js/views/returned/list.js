import { listReports, readReportTerms } from '../../api.js';
import { html, setText, setTime, show } from '../../element.js';
import { FilteredList } from '../../filtered-list.js';
import { reports as countLabel, wordsOf } from '../../labels.js';
import { shortTime } from '../../time.js';

const LIST = html`
  <div class="pane-head">
    <h1 id="returned-title" tabindex="-1" data-part="title">Returned mail</h1>
    <div class="pane-actions">
      <span class="hint" data-part="updated"></span>
      <button class="button icon-button" type="button" data-part="refresh">
        <span class="icon icon-refresh" aria-hidden="true"></span><span>Refresh</span>
      </button>
    </div>
  </div>
  <form class="filters report-filters" method="dialog" role="search" aria-label="Filter returned mail" data-part="filters">
    <div class="field">
      <label for="filter-kind">Kind</label>
      <select id="filter-kind" name="kind" data-part="kind"><option value="">Any</option></select>
    </div>
    <div class="field">
      <label for="filter-class">Class of failure</label>
      <select id="filter-class" name="class" data-part="class"><option value="">Any</option></select>
    </div>
    <div class="field">
      <label for="filter-match">Delivery found by</label>
      <select id="filter-match" name="match" data-part="match"><option value="">Any</option></select>
    </div>
    <div class="filter-actions">
      <button class="button" type="submit">Filter</button>
      <button class="button quiet" type="button" data-part="clear" hidden>Clear</button>
    </div>
  </form>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading returned mail…</p>
  <div data-part="content" hidden>
    <div class="sheet" data-part="sheet" hidden>
      <table class="listing" role="table" aria-labelledby="returned-title">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Meaning</th>
            <th role="columnheader" scope="col" class="state">Kind</th>
            <th role="columnheader" scope="col" class="effects">Changed</th>
            <th role="columnheader" scope="col" class="time">Received</th>
          </tr>
        </thead>
        <tbody role="rowgroup" data-part="rows"></tbody>
      </table>
    </div>
    <div class="empty" data-part="empty" hidden></div>
    <div class="pane-foot" data-part="foot" hidden>
      <button class="button" type="button" data-part="more">Load more</button>
      <p class="hint" data-part="count"></p>
    </div>
  </div>
`;

const ROW = html`
  <tr role="row">
    <td role="cell" class="mail">
      <a class="row-link" data-part="link"><bdi data-part="summary"></bdi></a>
      <span class="mail-line"><bdi dir="ltr" data-part="recipient"></bdi><span class="tag" data-part="campaign" hidden></span></span>
    </td>
    <td role="cell" class="state"><span class="chip" data-part="kind"></span></td>
    <td role="cell" class="effects" data-part="effects"></td>
    <td role="cell" class="time"><time data-part="time"></time></td>
  </tr>
`;

const NOTHING_CAME_BACK = html`
  <h2>No mail has come back yet</h2>
  <p class="soft">
    Bounces, complaints, receipts and replies appear here once Telltale gets them: from a mailbox that it reads, by SMTP, or
    by <code>POST /app/api/v1/inbound</code>. The file <code>docs/INBOUND.md</code> describes how to set this up.
  </p>
  <a class="button" href="#/deliveries">Show all deliveries</a>
`;

const NOTHING_MATCHES = html`
  <h2>No matching returned mail</h2>
  <a class="button" href="#/returned">Show all returned mail</a>
`;

const REPORTS = {
  layout: LIST,
  row: ROW,
  view: 'returned',
  prepare: addTerms,
  read: listReports,
  timeOf: ({ receivedAt }) => receivedAt,
  fill,
  countLabel,
  nothingNew: 'No new returned mail',
  nothing: NOTHING_CAME_BACK,
  noMatch: NOTHING_MATCHES,
};

/** The list of mails that came back. */
export class ReportList extends FilteredList {
  constructor(place, handlers) {
    super(place, REPORTS, handlers);
  }
}

async function addTerms(parts, signal) {
  const { kinds, classes, matches } = await readReportTerms({ signal });
  addOptions(parts.kind, kinds.map(({ id }) => id));
  addOptions(parts.class, classes);
  addOptions(parts.match, matches.map(({ id }) => id));
}

function addOptions(select, names) {
  select.append(...names.map((name) => new Option(wordsOf(name), name)));
}

function fill(parts, report) {
  setText(parts.summary, report.summary);
  setText(parts.recipient, report.recipient ?? 'no recipient');
  setText(parts.campaign, report.campaign ?? '');
  show(parts.campaign, Boolean(report.campaign));
  setText(parts.kind, wordsOf(report.kind));
  parts.kind.dataset.kind = report.kind;
  setText(parts.effects, report.effects.map(wordsOf).join(', ') || 'nothing');
  parts.effects.classList.toggle('none', report.effects.length === 0);
  setTime(parts.time, shortTime(report.receivedAt));
}
