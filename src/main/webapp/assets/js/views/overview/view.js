import { request } from '../../api.js';
import { viewOf } from '../../component-view.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce } from '../../notices.js';
import { FigureDownload } from '../../parts/download.js';
import { Classes, Clients, Hours, OverTime, Providers, TopCampaigns, TopLinks } from '../../parts/panels.js';
import { Choices, Profiles, RangePicker } from '../../parts/range-picker.js';
import { poll } from '../../poll.js';
import { daysIn, rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { isMeasured, readTotals } from '../../stats.js';
import { OVERVIEW, RANGE } from '../../texts.js';
import { html, useEffect, useState } from '../../ui.js';
import { Figures } from './figures.js';

const REFRESH = 30_000;

/** The start page: what people did with the mails of a range of days; what machines did is one click away. */
export function Overview({ route, go, onProblem }) {
  const range = rangeOf(route.filters);
  const [tick, setTick] = useState(0);
  const totals = useLoaded(addressOf([], range), (signal) => readAll(range, signal), onProblem);
  const isEmpty = totals.content !== null && !totals.isStale && totals.content.isEmpty;

  useEffect(() => poll(refresh, REFRESH), [addressOf([], range)]);
  useEffect(() => {
    if (totals.content !== null && tick === 0) {
      announce(OVERVIEW.loaded(totals.content.now.delivered, totals.content.now.opens.people));
    }
  }, [totals.content]);

  function refresh() {
    setTick((before) => before + 1);
    return totals.refresh();
  }

  return html`
    <section class="dashboard" aria-labelledby="overview-title">
      <header class="dashboard-head">
        <h1 id="overview-title" tabindex="-1">${OVERVIEW.title}</h1>
        <${Choices} route=${route} filter="who" label=${RANGE.who} options=${{ people: RANGE.people, machines: RANGE.machines }} />
        <${RangePicker} route=${route} go=${go}><${FigureDownload} range=${range} step=${route.filters.step} onProblem=${onProblem} /></${RangePicker}>
      </header>
      <${Loaded} state=${totals} lines=${4}>
        ${(content) => isEmpty ? html`${content.profiles.length > 1 && html`<${Profiles} route=${route} profiles=${content.profiles} profile=${content.profile} />`}<${Nothing} isFirst=${!content.hasDeliveries} route=${route} />` : html`<${Figures} totals=${content} length=${daysIn(range)} route=${route} />`}
      </${Loaded}>
      ${!isEmpty && totals.problem === null && isMeasured(totals.content?.profile) && html`
        <${OverTime} route=${route} tick=${tick} onProblem=${onProblem} />
        <${Panels} route=${route} tick=${tick} onProblem=${onProblem} />
      `}
    </section>
  `;
}

/** The totals, and for a range without any, whether something was sent at all. */
async function readAll(range, signal) {
  const totals = await readTotals(range, { signal });
  const isEmpty = isNothing(totals.now) && (totals.before === null || isNothing(totals.before));
  return { ...totals, isEmpty, hasDeliveries: !isEmpty || (await hasDeliveries(signal)) };
}

/** Whether no figure is above zero. */
export function isNothing(counts) {
  return Object.values(counts).every((value) => (typeof value === 'object' && value !== null ? isNothing(value) : value === 0));
}

async function hasDeliveries(signal) {
  // A role that may not list deliveries is shown the general text.
  return !may('read') || (await request('api/v1/deliveries?limit=1&fields=id', { signal })).deliveries.length > 0;
}

function Panels({ route, ...common }) {
  const given = { range: rangeOf(route.filters), ...common };
  if (route.filters.who === 'machines') {
    return html`<div class="panels"><${Classes} ...${given} /></div>`;
  }
  return html`
    <div class="panels">
      <${TopCampaigns} ...${given} />
      <${TopLinks} ...${given} />
      <${Providers} ...${given} />
      <${Clients} ...${given} />
      <${Hours} ...${given} />
    </div>
  `;
}

function Nothing({ isFirst, route: { path, filters } }) {
  const { from, to, ...others } = filters;
  return html`
    <div class="empty">
      <h2>${isFirst ? OVERVIEW.emptyTitle : OVERVIEW.quietTitle}</h2>
      <p class="soft">${isFirst ? OVERVIEW.empty : OVERVIEW.quiet}</p>
      ${isFirst
        ? may('submit') && html`<a class="button primary" href="#/compose">${OVERVIEW.emptyAction}</a>`
        : html`<a class="button" href=${addressOf(path, { ...others, days: 90 })}>${OVERVIEW.quietAction}</a>`}
    </div>
  `;
}

export const OverviewView = viewOf(Overview);
