import { classLabel, providerLabel } from '../labels.js';
import { daysIn, granularityOf, rangeOf } from '../range.js';
import { addressOf } from '../route.js';
import { readCampaigns, readClasses, readClients, readHours, readLinks, readProviders, readSeries } from '../stats.js';
import { COLUMNS, LINKS, METRICS, OVERVIEW } from '../texts.js';
import { html } from '../ui.js';
import { BarList } from './bar-list.js';
import { HeatMap } from './heat-map.js';
import { Panel } from './panel.js';
import { Choices } from './range-picker.js';
import { Series } from './series.js';

const TOP = 10;
const MAX_DAYS_OF_HOURS = 400; // the API sums no more

/** The figures of a range over time; `campaign` limits them to one campaign. */
export function OverTime({ route, campaign, tick, onProblem }) {
  const range = rangeOf(route.filters);
  const granularity = granularityOf(range, route.filters.step);
  const query = { ...range, granularity, campaign };
  const lines = linesOf(route.filters);
  const chart = html`<${Choices} route=${route} filter="chart" label=${OVERVIEW.shown} options=${OVERVIEW.charts} />`;
  return html`
    <${Panel} title=${OVERVIEW.overTime} aside=${route.filters.who !== 'machines' && chart} isWide
      name=${addressOf(['series'], strings(query))} read=${(options) => readSeries(query, options)} lines=${6} tick=${tick} onProblem=${onProblem}>
      ${(points) => html`
        <${Series} title=${lines.map(({ label }) => label).join(', ')} zone=${range.zone} granularity=${granularity} points=${points}
          lines=${lines.map(({ label, value }) => ({ label, values: points.map(value) }))} />
      `}
    </${Panel}>
  `;
}

function linesOf({ who, chart }) {
  if (who === 'machines') {
    return [
      { label: METRICS.machineOpens, value: ({ opens }) => opens.machines },
      { label: METRICS.machineClicks, value: ({ clicks }) => clicks.machines },
    ];
  }
  return chart === 'delivery'
    ? [
        { label: METRICS.delivered, value: ({ delivered }) => delivered },
        { label: METRICS.bounced, value: ({ bounced }) => bounced },
      ]
    : [
        { label: METRICS.openedByPeople, value: ({ opens }) => opens.people },
        { label: METRICS.clickedByPeople, value: ({ clicks }) => clicks.people },
      ];
}

/** Campaigns by deliveries that people were seen to open. */
export function TopCampaigns({ range, ...common }) {
  const query = { ...range, limit: TOP };
  return html`
    <${Panel} title=${OVERVIEW.campaigns} name=${addressOf(['campaigns'], range)} read=${(options) => readCampaigns(query, options)} ...${common}>
      ${(campaigns) => html`
        <${BarList} title=${OVERVIEW.campaigns} nothing=${OVERVIEW.nothing.campaigns}
          columns=${[COLUMNS.campaign, COLUMNS.seen, COLUMNS.clicked, COLUMNS.delivered]}
          rows=${campaigns.map(({ key, seen, clicked, delivered }) => ({ key, name: key, href: addressOf(['campaigns', key], range), values: [seen, clicked, delivered] }))} />
      `}
    </${Panel}>
  `;
}

/** Links by clicks of people. */
export function TopLinks({ range, campaign, ...common }) {
  const query = { ...range, campaign, limit: TOP };
  return html`
    <${Panel} title=${OVERVIEW.links} isWide=${campaign !== undefined} name=${addressOf(['links'], strings(query))} read=${(options) => readLinks(query, options)} ...${common}>
      ${(links) => html`
        <${BarList} title=${OVERVIEW.links} nothing=${OVERVIEW.nothing.links} columns=${[COLUMNS.link, COLUMNS.clicks, COLUMNS.people]}
          rows=${links.map((link) => ({ key: link.key, name: linkName(link), values: [link.clicks.people, link.clicked] }))} />
      `}
    </${Panel}>
  `;
}

/** The address of a link, or what is known of it. */
export function linkName({ key, url }) {
  if (key === '*') {
    return LINKS.other;
  }
  if (key === '?') {
    return LINKS.unknown;
  }
  return url && url !== key ? url : key.startsWith('#') ? LINKS.forgotten(key.slice(1)) : key;
}

/** Mailbox providers by deliveries. */
export function Providers({ range, campaign, ...common }) {
  const query = { ...range, campaign };
  return html`
    <${Panel} title=${OVERVIEW.providers} name=${addressOf(['providers'], strings(query))} read=${(options) => readProviders(query, options)} ...${common}>
      ${(providers) => html`
        <${BarList} title=${OVERVIEW.providers} nothing=${OVERVIEW.nothing.others}
          columns=${[COLUMNS.provider, COLUMNS.delivered, COLUMNS.seen, COLUMNS.clicked]}
          rows=${providers.slice(0, TOP).map(({ key, delivered, seen, clicked }) => ({ key, name: providerLabel(key), values: [delivered, seen, clicked] }))} />
      `}
    </${Panel}>
  `;
}

/** The programs in which people opened and clicked. */
export function Clients({ range, campaign, ...common }) {
  const query = { ...range, campaign };
  return html`
    <${Panel} title=${OVERVIEW.clients} name=${addressOf(['clients'], strings(query))} read=${(options) => readClients(query, options)} ...${common}>
      ${(clients) => html`
        <${BarList} title=${OVERVIEW.clients} nothing=${OVERVIEW.nothing.others} columns=${[COLUMNS.client, COLUMNS.opens, COLUMNS.clicks]}
          rows=${clients.filter(isUsedByPeople).slice(0, TOP).map(({ key, opens, clicks }) => ({ key, name: key, values: [opens.people, clicks.people] }))} />
      `}
    </${Panel}>
  `;
}

function isUsedByPeople({ opens, clicks }) {
  return opens.people !== 0 || clicks.people !== 0;
}

/** Opens by people, by hour and weekday. */
export function Hours({ range, campaign, ...common }) {
  if (daysIn(range) > MAX_DAYS_OF_HOURS) {
    return null;
  }
  const query = { ...range, campaign };
  return html`
    <${Panel} title=${OVERVIEW.hours} isWide name=${addressOf(['hours'], strings(query))} read=${(options) => readHours(query, options)} ...${common}>
      ${(cells) => html`<${HeatMap} title=${OVERVIEW.hours} cells=${cells.map(({ weekday, hour, opens }) => ({ weekday, hour, value: opens.people }))} />`}
    </${Panel}>
  `;
}

/** Requests that are not by people, by the class of their verdict. */
export function Classes({ range, ...common }) {
  return html`
    <${Panel} title=${OVERVIEW.classes} hint=${OVERVIEW.classesHint} isWide name=${addressOf(['classes'], range)} read=${(options) => readClasses(range, options)} ...${common}>
      ${(classes) => html`
        <${BarList} title=${OVERVIEW.classes} nothing=${OVERVIEW.nothing.classes} columns=${[COLUMNS.class, COLUMNS.opens, COLUMNS.clicks]}
          rows=${classes.filter(({ by, opens, clicks }) => by !== 'people' && (opens !== 0 || clicks !== 0)).map(({ key, opens, clicks }) => ({ key, name: classLabel(key), values: [opens, clicks] }))} />
      `}
    </${Panel}>
  `;
}

/** The fields of a query that have a value, for a name of what is read. */
function strings(query) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
