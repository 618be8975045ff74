import { acceptReport, exportReports, listReports, readReportTerms } from '../../api.js';
import { reports, wordsOf } from '../../labels.js';
import { listOf } from '../../pane.js';
import { Download } from '../../parts/download.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
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
    { name: 'campaign', label: labels.campaign, isMore: true },
    { name: 'delivery', label: labels.delivery, isMore: true },
    { name: 'from', label: labels.from, type: 'date', isMore: true },
    { name: 'to', label: labels.to, type: 'date', isMore: true },
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

function ReportActions({ filters, onChange, onProblem }) {
  return html`
    <${Download} name="returned" onlyCsv read=${(format) => exportReports(filters, format)} onProblem=${onProblem} />
    ${may('administer') && html`<${HandIn} onChange=${onChange} onProblem=${onProblem} />`}
  `;
}

/** Hands in a mail as a file, and shows its report. */
function HandIn({ onChange, onProblem }) {
  const texts = RETURNED.handIn;
  const fields = [
    { name: 'mail', label: texts.mail, hint: texts.mailHint, kind: 'file', accept: '.eml,message/rfc822' },
    { name: 'from', label: texts.from, hint: texts.envelopeHint, isOptional: true },
    { name: 'to', label: texts.to, hint: texts.envelopeHint, isOptional: true },
  ];
  const show = ({ id }) => {
    onChange();
    location.hash = addressOf(['returned', id]);
  };
  return html`
    <${FormDialog} label=${texts.label} title=${texts.title} text=${texts.text} fields=${fields} submit=${texts.action} act=${acceptReport}
      done=${({ new: isNew }) => texts.done(isNew)} onDone=${show} onProblem=${onProblem} />
  `;
}

/** The list of mails that came back. */
export const ReportList = listOf(REPORT_LISTING, ReportActions);
