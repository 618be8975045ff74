import { listReports, readReportTerms } from '../../api.js';
import { reports, wordsOf } from '../../labels.js';
import { listOf } from '../../pane.js';
import { Instant } from '../../parts/instant.js';
import { addressOf } from '../../route.js';
import { RETURNED } from '../../texts-mail.js';
import { html } from '../../ui.js';

const { labels, columns } = RETURNED;

/** What the list of mails that came back shows, and by what it is filtered. */
export const REPORT_LISTING = {
  name: 'returned',
  title: RETURNED.title,
  filterLabel: RETURNED.filterLabel,
  filters: [
    { name: 'kind', label: labels.kind, options: 'kinds' },
    { name: 'class', label: labels.class, options: 'classes' },
    { name: 'match', label: labels.match, options: 'matches' },
  ],
  readOptions,
  columns: [
    { title: columns.meaning, kind: 'mail', draw: drawMeaning },
    { title: columns.kind, kind: 'state', draw: ({ kind }) => html`<span class="chip" data-kind=${kind}>${wordsOf(kind)}</span>` },
    { title: columns.effects, kind: 'effects', draw: drawEffects },
    { title: columns.received, kind: 'time', draw: ({ receivedAt }) => html`<${Instant} at=${receivedAt} />` },
  ],
  read: listReports,
  keyOf: ({ id }) => id,
  href: ({ id }, filters) => addressOf(['returned', id], filters),
  count: reports,
  nothingNew: RETURNED.nothingNew,
  empty: RETURNED.empty,
  noMatch: RETURNED.noMatch,
};

async function readOptions(options) {
  const { kinds, classes, matches } = await readReportTerms(options);
  return { kinds: choicesOf(kinds.map(({ id }) => id)), classes: choicesOf(classes), matches: choicesOf(matches.map(({ id }) => id)) };
}

function choicesOf(names) {
  return names.map((name) => [name, wordsOf(name)]);
}

function drawMeaning({ summary, recipient, campaign }, linked) {
  return html`
    ${linked(html`<bdi>${summary}</bdi>`)}
    <span class="mail-line">
      <bdi dir="ltr">${recipient ?? RETURNED.noRecipient}</bdi>
      ${campaign && html`<span class="tag">${campaign}</span>`}
    </span>
  `;
}

function drawEffects({ effects }) {
  return effects.length === 0 ? html`<span class="none">${RETURNED.noEffects}</span>` : effects.map(wordsOf).join(', ');
}

/** The list of mails that came back. */
export const ReportList = listOf(REPORT_LISTING);
