import { failuresLabel } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { shareOf } from '../../numbers.js';
import { Funnel, funnelOf } from '../../parts/funnel.js';
import { IntervalBar } from '../../parts/interval-bar.js';
import { Clients, Hours, OverTime, Providers, TopLinks } from '../../parts/panels.js';
import { Tile } from '../../parts/tile.js';
import { rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { isMeasured, readTotals } from '../../stats.js';
import { CAMPAIGN_PAGE } from '../../texts-campaigns.js';
import { FUNNEL, METRICS, OVERVIEW } from '../../texts.js';
import { html } from '../../ui.js';
import { PublicArchive } from './archive.js';
import { Average } from './average.js';
import { ClickMap } from './click-map.js';

/** What is known of one campaign: its open rate with its limits, the way from sent to clicked, and who did it where and when. */
export function CampaignFigures({ campaign, route, onProblem }) {
  const { name, openRate, failures, unjudged } = campaign;
  const range = rangeOf(route.filters);
  const common = { range, campaign: name, onProblem };
  if (!openRate) {
    return html`<p class="notice">${CAMPAIGN_PAGE.hidden}</p>`;
  }
  const sending = html`
    <${Tiles} campaign=${campaign} range=${range} />
    ${Object.keys(failures).length > 0 && html`<p class="hint">${CAMPAIGN_PAGE.failures(failuresLabel(failures))}</p>`}
  `;
  return !isMeasured(campaign.profile) ? sending : html`
    ${sending}
    <${IntervalBar} rate=${openRate} unjudged=${unjudged} />
    <${Steps} campaign=${campaign} range=${range} onProblem=${onProblem} />
    <${Average} campaign=${campaign} range=${range} onProblem=${onProblem} />
    <${OverTime} route=${route} campaign=${name} onProblem=${onProblem} />
    <div class="panels">
      ${may('read') ? html`<${ClickMap} ...${common} />` : html`<${TopLinks} ...${common} />`}
      <${Providers} ...${common} />
      <${Clients} ...${common} />
      <${Hours} ...${common} />
      ${may('read') && html`<${PublicArchive} campaign=${name} onProblem=${onProblem} />`}
    </div>
  `;
}

/** The figures of the deliveries that were created in the range. */
function Tiles({ campaign, range }) {
  const isRead = isMeasured(campaign.profile);
  const { name, deliveries, delivered, bounced, complained, openRate } = campaign;
  const rows = (state) => addressOf(['deliveries'], { campaign: name, ...state });
  const { profile, ...days } = range;
  const events = (kind) => addressOf(['live'], { campaign: name, kind, who: 'people', ...days });
  return html`
    <dl class="tiles" aria-label=${CAMPAIGN_PAGE.title}>
      <${Tile} label=${FUNNEL.steps.sent} now=${deliveries} href=${rows({})} />
      <${Tile} label=${METRICS.delivered} now=${delivered} note=${shareOf(delivered, deliveries)} href=${rows({ state: 'accepted' })} />
      ${isRead && html`
        <${Tile} label=${METRICS.seen} now=${openRate.atLeast.count} note=${least(openRate.atLeast)} href=${events('open')} />
        <${Tile} label=${METRICS.clicked} now=${openRate.clicked.count} note=${least(openRate.clicked)} href=${events('click')} />
      `}
      <${Tile} label=${METRICS.bounced} now=${bounced} note=${shareOf(bounced, deliveries)} href=${rows({ state: 'bounced' })} />
      <${Tile} label=${METRICS.complained} now=${complained} note=${shareOf(complained, delivered)} href=${addressOf(['returned'], { kind: 'complaint' })} />
    </dl>
  `;
}

function least({ count, of }) {
  return CAMPAIGN_PAGE.atLeast(shareOf(count, of));
}

/** The funnel; replies and unsubscribes are read from the statistics, the other steps are those of the campaign. */
function Steps({ campaign: { name, deliveries, accepted, delivered, openRate }, range, onProblem }) {
  const query = { ...range, campaign: name };
  const totals = useLoaded(addressOf([], query), (signal) => readTotals(query, { signal }), onProblem);
  const links = { sent: addressOf(['deliveries'], { campaign: name }) };
  return html`
    <section class="card-panel" aria-labelledby="funnel-title">
      <header class="card-head"><h2 id="funnel-title">${FUNNEL.title}</h2></header>
      <${Loaded} state=${totals} lines=${7}>
        ${({ now: { replied, unsubscribed }, copyAge }) => {
          const counts = { accepted, delivered, seen: openRate.atLeast.count, clicked: openRate.clicked.count, replied, unsubscribed };
          return html`
            <${Funnel} steps=${funnelOf({ sent: deliveries, ...counts }, links)} />
            ${copyAge !== undefined && html`<p class="hint">${OVERVIEW.copied(copyAge)}</p>`}
          `;
        }}
      </${Loaded}>
      <p class="hint">${FUNNEL.hint} ${CAMPAIGN_PAGE.basis}</p>
    </section>
  `;
}
