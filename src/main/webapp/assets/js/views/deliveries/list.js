import { exportDeliveries, listDeliveries } from '../../deliveries.js';
import { STATES, deliveries, providerLabel, sourcesLabel, subjectOf } from '../../labels.js';
import { listOf } from '../../pane.js';
import { Download } from '../../parts/download.js';
import { Instant } from '../../parts/instant.js';
import { addressOf } from '../../route.js';
import { DELIVERIES } from '../../texts-mail.js';
import { html } from '../../ui.js';

const PROVIDERS = ['google', 'microsoft', 'apple', 'yahoo', 'proofpoint', 'mimecast', 'barracuda', 'cisco', 'other'];
const { labels } = DELIVERIES;

/** What the list of deliveries shows, and by what it is filtered. */
export const DELIVERY_LISTING = {
  name: 'deliveries',
  title: DELIVERIES.title,
  filterLabel: DELIVERIES.filterLabel,
  filters: [
    { name: 'q', label: labels.q, isWide: true, placeholder: DELIVERIES.searchExample },
    { name: 'state', label: labels.state, options: [...STATES.keys()].map((state) => [state, state]) },
    { name: 'reader', label: labels.reader, options: Object.entries(DELIVERIES.readers) },
    { name: 'campaign', label: labels.campaign, isMore: true },
    { name: 'topic', label: labels.topic, isMore: true },
    { name: 'provider', label: labels.provider, options: PROVIDERS.map((provider) => [provider, providerLabel(provider)]), isMore: true },
    { name: 'bounce', label: labels.bounce, options: Object.entries(DELIVERIES.bounces), isMore: true },
    { name: 'from', label: labels.from, type: 'date', isMore: true },
    { name: 'to', label: labels.to, type: 'date', isMore: true },
  ],
  columns: [
    { title: DELIVERIES.columns.message, kind: 'mail', draw: drawMail },
    { title: DELIVERIES.columns.state, kind: 'state', draw: ({ state }) => html`<span class="chip" data-state=${state}>${state}</span>` },
    { title: DELIVERIES.columns.opens, kind: 'number', draw: ({ opens }) => drawCount(opens, DELIVERIES.opens) },
    { title: DELIVERIES.columns.clicks, kind: 'number', draw: ({ clicks }) => drawCount(clicks, DELIVERIES.clicks) },
    { title: DELIVERIES.columns.created, kind: 'time', draw: ({ createdAt }) => html`<${Instant} at=${createdAt} />` },
  ],
  read: listDeliveries,
  keyOf: ({ id }) => id,
  href: ({ id }, filters) => addressOf(['deliveries', id], filters),
  count: deliveries,
  nothingNew: DELIVERIES.nothingNew,
  empty: DELIVERIES.empty,
  noMatch: DELIVERIES.noMatch,
  hint: ({ reader }) => (reader === 'nobody' ? DELIVERIES.silence : DELIVERIES.hint),
};

function drawMail(delivery, linked) {
  return html`
    ${linked(html`<bdi>${subjectOf(delivery)}</bdi>`)}
    <span class="mail-line">
      <bdi dir="ltr">${delivery.to}</bdi>
      ${delivery.campaign && html`<span class="tag">${delivery.campaign}</span>`}
    </span>
  `;
}

/** Events by people, then those by machines or unknown sources, and a unit for cards, which have no column headings. */
function drawCount(seen, unitOf) {
  const others = seen.total - seen.people - seen.repeated;
  return html`
    <span class=${seen.people === 0 ? 'none' : ''}>${seen.people.toLocaleString('en')}</span>
    ${others > 0 && html`<span class="others" title=${sourcesLabel(seen)}>${` +${others.toLocaleString('en')}`}</span>`}
    <span class="unit">${unitOf(seen.people)}</span>
  `;
}

function DeliveryDownload({ filters, onProblem }) {
  return html`<${Download} name="deliveries" read=${(format) => exportDeliveries(filters, format)} onProblem=${onProblem} />`;
}

/** The list of deliveries. */
export const DeliveryList = listOf(DELIVERY_LISTING, DeliveryDownload);
