import { viewOf } from '../../component-view.js';
import { announce } from '../../notices.js';
import { Download } from '../../parts/download.js';
import { Choices, RangePicker } from '../../parts/range-picker.js';
import { rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { exportEvents } from '../../stream.js';
import { LIVE } from '../../texts.js';
import { html } from '../../ui.js';
import { History } from './history.js';
import { Running } from './running.js';

/** Opens and clicks as they happen; or, with a range of days in the address, those of the past. */
export function Live({ route, go, onProblem }) {
  const { from, to, zone, days, ...filters } = route.filters;
  const isHistory = from !== undefined || to !== undefined || days !== undefined;
  const selected = isHistory ? { ...filters, ...rangeOf(route.filters) } : filters;
  const Body = isHistory ? History : Running;
  return html`
    <section class="dashboard" aria-labelledby="live-title">
      <header class="dashboard-head">
        <h1 id="live-title" tabindex="-1">${isHistory ? LIVE.historyTitle : LIVE.title}</h1>
        <${Choices} route=${route} filter="kind" label=${LIVE.kind} options=${LIVE.kinds} />
        <${Choices} route=${route} filter="who" label=${LIVE.who} options=${LIVE.whos} />
        <${CampaignFilter} route=${route} go=${go} />
        <${RangePicker} route=${route} go=${go} hasSeries=${false} isOptional>
          <${Download} name="events" read=${(format) => exportEvents(selected, format)} onProblem=${onProblem} />
        </${RangePicker}>
      </header>
      <${Body} key=${addressOf([], route.filters)} filters=${selected} liveAddress=${addressOf(['live'], filters)} onProblem=${onProblem} announce=${announce} />
    </section>
  `;
}

function CampaignFilter({ route: { path, filters }, go }) {
  const { campaign, ...others } = filters;
  const filter = (event) => {
    event.preventDefault();
    const entered = new FormData(event.target).get('campaign').trim();
    go(addressOf(path, entered ? { ...others, campaign: entered } : others));
  };
  return html`
    <form class="inline-form" method="dialog" role="search" onSubmit=${filter}>
      <input type="text" name="campaign" dir="auto" autocomplete="off" spellcheck="false" aria-label=${LIVE.campaign} placeholder=${LIVE.campaign}
        value=${campaign ?? ''} />
      <button class="button" type="submit">${LIVE.filter}</button>
    </form>
  `;
}

export const LiveView = viewOf(Live);
