import { listCampaigns } from '../../api.js';
import { campaigns, clickersLabel, readersLabel } from '../../labels.js';
import { count } from '../../numbers.js';
import { Listing } from '../../parts/listing.js';
import { RangePicker } from '../../parts/range-picker.js';
import { rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { CAMPAIGNS } from '../../texts-campaigns.js';
import { html } from '../../ui.js';

const REFRESH = 30_000; // the figures of many campaigns take a while to count
const { columns, units } = CAMPAIGNS;

/** What the list of campaigns shows, and by what it is filtered. */
export const CAMPAIGN_LISTING = {
  name: 'campaigns',
  title: CAMPAIGNS.title,
  filterLabel: CAMPAIGNS.filterLabel,
  filters: [{ name: 'q', label: CAMPAIGNS.part, isWide: true }],
  columns: [
    { title: columns.name, kind: 'mail', draw: drawName },
    { title: columns.deliveries, kind: 'number total', draw: ({ deliveries }) => drawCount(deliveries, units.deliveries) },
    { title: columns.accepted, kind: 'number total', draw: ({ accepted }) => drawCount(accepted, units.accepted) },
    { title: columns.readers, kind: 'readers', draw: (row) => drawEach(row, ({ openRate }) => drawRate(openRate, readersLabel, units.readers)) },
    { title: columns.clickers, kind: 'clickers', draw: (row) => drawEach(row, ({ openRate }) => drawRate(openRate, clickersLabel, units.clickers)) },
    { title: columns.opens, kind: 'number total', draw: (row) => drawEach(row, ({ opens }) => drawCount(opens?.total, units.opens)) },
  ],
  read: ({ q, limit, cursor, ...days }, options) => listCampaigns({ ...rangeOf(days), q, limit, cursor }, options),
  keyOf: ({ name }) => name,
  href: ({ name }, { q, ...days }) => addressOf(['campaigns', name], days),
  count: campaigns,
  interval: REFRESH,
  nothingNew: CAMPAIGNS.nothingNew,
  empty: CAMPAIGNS.empty,
  noMatch: CAMPAIGNS.noMatch,
  hint: CAMPAIGNS.hint,
};

function drawName({ name, held }, linked) {
  return html`${linked(html`<bdi>${name}</bdi>`)}${held && html`<span class="chip" data-state="failed">${CAMPAIGNS.held}</span>`}`;
}

/** The numbers of the mails under each privacy profile, each with its profile: they are not added. */
function drawEach(row, draw) {
  return (row.profile ? [row] : row.profiles ?? []).map((one) => html`<div key=${one.profile}><span class="soft">${one.profile}</span> ${draw(one)}</div>`);
}

function drawCount(number, unit) {
  return html`<span class=${number === 0 ? 'none' : ''}>${count(number)}</span><span class="unit"> ${unit}</span>`;
}

/** A rate in words; of a small campaign, it is hidden from some roles. */
function drawRate(openRate, labelOf, unit) {
  return html`<span class="unit">${unit}</span>${openRate ? labelOf(openRate) : html`<span class="none">${CAMPAIGNS.hidden}</span>`}`;
}

/** The list of campaigns with their counts for a range of days. `last` is the name of the campaign that was shown before, if any. */
export function CampaignList({ route, last, go, onProblem }) {
  const { q, ...days } = route.filters;
  return html`
    <${Listing} description=${CAMPAIGN_LISTING} filters=${q ? { q } : {}} scope=${days} focusKey=${last} onProblem=${onProblem}
      aside=${html`<${RangePicker} route=${route} go=${go} hasSeries=${false} />`} onFilter=${(entered) => go(addressOf(route.path, { ...days, ...entered }))} />
  `;
}
