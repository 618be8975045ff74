import { readCampaign, resumeCampaign } from '../../api.js';
import { heldLabel } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce, setTitle } from '../../notices.js';
import { FigureDownload } from '../../parts/download.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Profiles, RangePicker } from '../../parts/range-picker.js';
import { rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { CAMPAIGN_PAGE, HOLD } from '../../texts-campaigns.js';
import { html, useEffect } from '../../ui.js';
import { Comparison } from './comparison.js';
import { CampaignFigures } from './figures.js';
import { Pooled } from './pooled.js';

/** One campaign over a range of days. */
export function CampaignView({ route, go, onProblem }) {
  const { params: { name }, filters: { step, chart, ...days } } = route;
  const range = rangeOf(days);
  const state = useLoaded(addressOf([], range), (signal) => read(name, range, signal), onProblem);
  useEffect(() => setTitle(name), []);
  useEffect(() => {
    if (state.content !== null) {
      announce(CAMPAIGN_PAGE.loaded(state.content));
    }
  }, [state.content]);
  return html`
    <div class="dashboard">
      <header class="dashboard-head">
        <p class="back"><a href=${addressOf(['campaigns'], days)}>${CAMPAIGN_PAGE.all}</a></p>
        <h1 id="campaigns-title" tabindex="-1" dir="auto">${name}</h1>
        <${RangePicker} route=${route} go=${go}><${FigureDownload} range=${range} campaign=${name} step=${step} onProblem=${onProblem} /></${RangePicker}>
      </header>
      <${Loaded} state=${state} lines=${8}>
        ${(campaign) => html`
          <div class="dashboard">
            ${campaign.held && html`<${Held} campaign=${campaign} range=${range} onDone=${state.refresh} onProblem=${onProblem} />`}
            <${Profiles} route=${route} profiles=${campaign.privacy} profile=${campaign.profile} />
            ${campaign.pooled && html`<${Pooled} pooled=${campaign.pooled} />`}
            <${CampaignFigures} campaign=${campaign} route=${route} onProblem=${onProblem} />
            <${Comparison} name=${name} range=${campaign.profiles ? { ...range, profile: campaign.profile } : range} onProblem=${onProblem} />
            ${may('read') && html`<p><a href=${addressOf(['deliveries'], { campaign: name })}>${CAMPAIGN_PAGE.deliveries}</a></p>`}
          </div>
        `}
      </${Loaded}>
    </div>
  `;
}

/** The figures of a campaign; if it has mail of several privacy profiles and none is chosen, those of the least strict one. */
async function read(name, range, signal) {
  const campaign = await readCampaign(name, range, { signal });
  return campaign.profile ? campaign : readCampaign(name, { ...range, profile: campaign.privacy[0] }, { signal });
}

/** Why a campaign is held, with a button that resumes it. */
function Held({ campaign: { name, held }, range, onDone, onProblem }) {
  return html`
    <div class="notice problem">
      <p><strong>${HOLD.title}</strong> ${heldLabel(held)}</p>
      ${may('operate') && html`
        <${FormDialog} label=${HOLD.resume} title=${HOLD.dialog} text=${HOLD.text} submit=${HOLD.action} keep=${HOLD.keep}
          act=${() => resumeCampaign(name, range)} done=${HOLD.done} onDone=${() => onDone()} onProblem=${onProblem} />
      `}
    </div>
  `;
}
