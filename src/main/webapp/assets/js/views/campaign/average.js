import { listCampaigns } from '../../api.js';
import { shareOf } from '../../numbers.js';
import { Panel } from '../../parts/panel.js';
import { addressOf } from '../../route.js';
import { AVERAGE } from '../../texts-campaigns.js';
import { html } from '../../ui.js';

const MAX_CAMPAIGNS = 200;

/** The shares of a campaign beside those of all other campaigns in the range together, as far as their mail has the same privacy profile. */
export function Average({ campaign, range, onProblem }) {
  const { profile } = campaign;
  const read = async (options) => (await listCampaigns({ ...range, profile, limit: MAX_CAMPAIGNS }, options)).items.filter(({ name, openRate, privacy }) => name !== campaign.name && openRate && privacy.includes(profile));
  return html`
    <${Panel} title=${AVERAGE.title} name=${addressOf(['average', campaign.name], range)} read=${read} onProblem=${onProblem}>
      ${(others) => others.length === 0 ? html`<p class="soft nothing">${AVERAGE.nothing}</p>` : html`<${Shares} campaign=${campaign} others=${others} />`}
    </${Panel}>
  `;
}

function Shares({ campaign, others }) {
  return html`
    <table class="numbers" aria-label=${AVERAGE.title}>
      <thead>
        <tr><th scope="col">${AVERAGE.share}</th><th scope="col" class="number">${AVERAGE.own}</th><th scope="col" class="number">${AVERAGE.others(others.length)}</th></tr>
      </thead>
      <tbody>
        ${sharesOf(campaign, others).map(({ key, own, average }) => html`
          <tr key=${key}><th scope="row">${AVERAGE.rows[key]}</th><td class="number">${own}</td><td class="number">${average}</td></tr>
        `)}
      </tbody>
    </table>
    <p class="hint">${AVERAGE.hint}</p>
  `;
}

const PARTS = {
  delivered: ({ delivered, deliveries }) => [delivered, deliveries],
  seen: ({ openRate: { atLeast } }) => [atLeast.count, atLeast.of],
  clicked: ({ openRate: { clicked } }) => [clicked.count, clicked.of],
  bounced: ({ bounced, deliveries }) => [bounced, deliveries],
  complained: ({ complained, delivered }) => [complained, delivered],
};

/** Each share in words: of the campaign, and of the others, where each recipient counts once. */
export function sharesOf(campaign, others) {
  return Object.entries(PARTS).map(([key, part]) => {
    const sums = others.map(part).reduce(([count, of], [more, moreOf]) => [count + more, of + moreOf], [0, 0]);
    return { key, own: shareOf(...part(campaign)), average: shareOf(...sums) };
  });
}
