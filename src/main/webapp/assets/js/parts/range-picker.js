import { granularitiesOf, granularityOf, rangeOf, zones } from '../range.js';
import { addressOf } from '../route.js';
import { isMeasured } from '../stats.js';
import { PROFILE, RANGE } from '../texts.js';
import { html, useMemo } from '../ui.js';

/**
 * The choice of a date range: links to the usual ones, and a form for two days, a time zone and the step of series, if there are any.
 * If it `isOptional`, an address without a range has none. What else
 * is chosen for the range follows as children.
 */
export function RangePicker({ route: { path, filters }, go, hasSeries = true, isOptional = false, children }) {
  const { from, to, zone, step, days, ...others } = filters;
  const range = rangeOf(filters);
  const isPreset = from === undefined && to === undefined;
  const current = isPreset ? Number(days ?? (isOptional ? 0 : 30)) : null;
  const kept = { ...others, ...(zone && { zone }) };

  function choose(event) {
    event.preventDefault();
    const entered = Object.fromEntries(new FormData(event.target));
    go(addressOf(path, { ...others, ...entered }));
  }

  return html`
    <div class="range-picker">
      <nav class="choices" aria-label=${RANGE.label}>
        ${RANGE.presets.map(([length, label]) => html`
          <a key=${length} href=${addressOf(path, { ...kept, days: length })} aria-current=${length === current ? 'true' : undefined}>${label}</a>
        `)}
      </nav>
      <details class="custom" key=${addressOf(path, filters)}>
        <summary class="button">${isPreset ? RANGE.custom : `${from ?? range.from} – ${to ?? range.to}`}</summary>
        <form method="dialog" onSubmit=${choose}>
          <label>${RANGE.from}<input type="date" name="from" required value=${range.from} /></label>
          <label>${RANGE.to}<input type="date" name="to" required value=${range.to} /></label>
          <label>${RANGE.zone}<${Zones} zone=${range.zone} /></label>
          ${hasSeries && html`<label>${RANGE.granularity}<${Steps} range=${range} step=${step} /></label>`}
          <button class="button primary" type="submit">${RANGE.show}</button>
        </form>
      </details>
      ${children}
    </div>
  `;
}

function Zones({ zone }) {
  const all = useMemo(() => [...new Set([...zones(), zone])], [zone]);
  return html`
    <select name="zone">
      ${all.map((name) => html`<option key=${name} value=${name} selected=${name === zone}>${name.replaceAll('_', ' ')}</option>`)}
    </select>
  `;
}

function Steps({ range, step }) {
  const chosen = granularityOf(range, step);
  return html`
    <select name="step">
      ${granularitiesOf(range).map((name) => html`<option key=${name} value=${name} selected=${name === chosen}>${RANGE.steps[name]}</option>`)}
    </select>
  `;
}

/** The privacy profile of the mail that numbers are of, or a choice if there is mail of several; and what it does not record. */
export function Profiles({ route, profiles, profile }) {
  const options = Object.fromEntries(profiles.map((name) => [name, name]));
  return html`
    <div>
      ${profiles.length > 1
        ? html`<${Choices} route=${route} filter="profile" label=${PROFILE.label} options=${options} /><p class="hint">${PROFILE.hint}</p>`
        : html`<p class="hint">${PROFILE.label}: ${profiles[0]}</p>`}
      ${!isMeasured(profile) && html`<p class="notice">${PROFILE.unmeasured}</p>`}
    </div>
  `;
}

/** Links between alternatives of the view, which the address holds in one filter; the first is meant if it holds none. */
export function Choices({ route: { path, filters }, filter, label, options }) {
  const entries = Object.entries(options);
  const chosen = Object.hasOwn(options, filters[filter]) ? filters[filter] : entries[0][0];
  return html`
    <nav class="choices" aria-label=${label}>
      ${entries.map(([value, text], place) => {
        const { [filter]: _, ...others } = filters;
        const address = addressOf(path, place === 0 ? others : { ...others, [filter]: value });
        return html`<a key=${value} href=${address} aria-current=${value === chosen ? 'true' : undefined}>${text}</a>`;
      })}
    </nav>
  `;
}
