import { Profiles } from '../../parts/range-picker.js';
import { Tile } from '../../parts/tile.js';
import { rangeOf } from '../../range.js';
import { addressOf } from '../../route.js';
import { isMeasured } from '../../stats.js';
import { CHANGES, METRICS, OVERVIEW } from '../../texts.js';
import { html } from '../../ui.js';

/** The totals of a range as figures that lead to the rows behind them: those of people, or those of machines. */
export function Figures({ totals: { now, before, isRecounting, copyAge, profiles, profile }, length, route }) {
  const figures = figuresOf(rangeOf(route.filters), route.filters.who).filter(({ ofEvents }) => !ofEvents || isMeasured(profile));
  return html`
    ${isRecounting && html`<p class="notice">${OVERVIEW.recounting}</p>`}
    <${Profiles} route=${route} profiles=${profiles} profile=${profile} />
    ${figures.length > 0 && html`
      <dl class="tiles" aria-label=${OVERVIEW.figures}>
        ${figures.map(({ label, value, href }) => html`
          <${Tile} key=${label} label=${label} now=${value(now)} before=${before === null ? null : value(before)} href=${href} />
        `)}
      </dl>
    `}
    ${copyAge !== undefined && html`<p class="hint">${OVERVIEW.copied(copyAge)}</p>`}
    ${before !== null && html`<p class="hint changes-hint">${CHANGES.hint(length)}</p>`}
  `;
}

function figuresOf({ profile, ...range }, who) {
  const events = (kind, source) => addressOf(['live'], { kind, who: source, ...range });
  if (who === 'machines') {
    return [
      { label: METRICS.machineOpens, value: ({ opens }) => opens.machines, href: events('open', 'machines'), ofEvents: true },
      { label: METRICS.machineClicks, value: ({ clicks }) => clicks.machines, href: events('click', 'machines'), ofEvents: true },
      { label: METRICS.unknownOpens, value: ({ opens }) => opens.unknown, href: events('open', 'unknown'), ofEvents: true },
      { label: METRICS.unknownClicks, value: ({ clicks }) => clicks.unknown, href: events('click', 'unknown'), ofEvents: true },
    ];
  }
  return [
    { label: METRICS.delivered, value: ({ delivered }) => delivered, href: addressOf(['deliveries'], { state: 'accepted' }) },
    { label: METRICS.openedByPeople, value: ({ opens }) => opens.people, href: events('open', 'people'), ofEvents: true },
    { label: METRICS.clickedByPeople, value: ({ clicks }) => clicks.people, href: events('click', 'people'), ofEvents: true },
    { label: METRICS.bounced, value: ({ bounced }) => bounced, href: addressOf(['returned'], { kind: 'bounce' }) },
    { label: METRICS.complained, value: ({ complained }) => complained, href: addressOf(['returned'], { kind: 'complaint' }) },
    { label: METRICS.unsubscribed, value: ({ unsubscribed }) => unsubscribed, href: addressOf(['returned'], { kind: 'unsubscribe' }) },
  ];
}
