import { count, shortCount } from '../numbers.js';
import { COLUMNS, COMMON, SERIES } from '../texts.js';
import { stepFormats } from '../time.js';
import { html, useState } from '../ui.js';

const HEIGHT = 100; // of the drawing, which is stretched to its place
const MAX_TICKS = 5;
const MAX_LABELS = 8;

/**
 * Figures over time: a chart, the point under the pointer in words, and all numbers as a table. `points` begin at their
 * `from`; `lines` are `{label, values}`, where `values` are those of the points. A value that is null is a gap.
 */
export function Series({ title, points, lines, zone, granularity }) {
  const formats = stepFormats(granularity, zone);
  const [place, setPlace] = useState(null);
  const shown = place === null ? null : points[place];
  return html`
    <p class="legends" aria-hidden="true">
      ${lines.map(({ label }, line) => html`<span class="legend" key=${label}><span class="swatch series-${line + 1}"></span>${label}</span>`)}
    </p>
    <${Plot} label=${summaryOf(title, points, lines, formats)} points=${points} lines=${lines} formats=${formats} place=${place} onPlace=${setPlace} />
    <p class="hint readout" aria-live="polite">${shown ? wordsOf(shown, place, lines, formats) : SERIES.hint}</p>
    <details class="as-table">
      <summary>${COMMON.table}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${title}>
        <table class="numbers">
          <thead>
            <tr><th scope="col">${COLUMNS.time}</th>${lines.map(({ label }) => html`<th scope="col" class="number" key=${label}>${label}</th>`)}</tr>
          </thead>
          <tbody>
            ${points.map((point, at) => html`
              <tr key=${point.from}>
                <th scope="row">${formats.full(point.from)}</th>
                ${lines.map(({ label, values }) => html`<td class="number" key=${label}>${count(values[at])}</td>`)}
              </tr>
            `)}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

/** The chart in one sentence, for those who do not see it. */
export function summaryOf(title, points, [{ values }], { full }) {
  if (points.length === 0) {
    return title;
  }
  const most = Math.max(...values);
  const ends = [full(points[0].from), full(points.at(-1).from)];
  return most > 0
    ? SERIES.summary(title, ...ends, count(most), full(points[values.indexOf(most)].from))
    : SERIES.nothing(title, ...ends);
}

function wordsOf(point, place, lines, { full }) {
  return SERIES.point(full(point.from), lines.map(({ label, values }) => SERIES.part(label, values[place])));
}

/** The drawing, whose points are reached by pointer and arrow keys. */
function Plot({ label, points, lines, formats, place, onPlace }) {
  const ticks = ticksOf(Math.max(0, ...lines.flatMap(({ values }) => values)));
  const top = ticks.at(-1);
  const width = Math.max(points.length - 1, 1);

  function move(event) {
    const next = movedPlace(event.key, place, points.length);
    if (next !== undefined) {
      event.preventDefault();
      onPlace(next);
    }
  }

  function point({ clientX, currentTarget }) {
    const { left, width: size } = currentTarget.getBoundingClientRect();
    onPlace(placeAt((clientX - left) / size, points.length));
  }

  return html`
    <div class="plot" role="img" tabindex="0" dir="ltr" aria-label=${label} onKeyDown=${move}>
      <div class="plot-y" aria-hidden="true">
        ${ticks.map((tick) => html`<span key=${tick} style=${{ bottom: `${(100 * tick) / top}%` }}>${shortCount(tick)}</span>`)}
      </div>
      <svg viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" onPointerMove=${point} onPointerLeave=${() => onPlace(null)}>
        <rect width=${width} height=${HEIGHT} />
        ${ticks.map((tick) => html`<path key=${tick} class="grid" d="M0 ${HEIGHT - (HEIGHT * tick) / top}H${width}" />`)}
        <path class="area" d=${areaOf(lines[0].values, top)} />
        ${lines.map(({ label: name, values }, line) => html`<path key=${name} class="line series-${line + 1}" d=${pathOf(values, top)} />`)}
        ${place !== null && html`<path class="cursor" d="M${place} 0V${HEIGHT}" />`}
      </svg>
      <div class="plot-x" aria-hidden="true">
        ${labelledPlaces(points.length).map((at) => html`<span key=${at} style=${{ left: `${(100 * at) / width}%` }}>${formats.short(points[at].from)}</span>`)}
      </div>
    </div>
  `;
}

/** The numbers at an axis: from 0, by a round step, to the first that no value exceeds. */
export function ticksOf(most) {
  const decade = 10 ** Math.floor(Math.log10(Math.max(most / MAX_TICKS, 1)));
  const step = [1, 2, 5, 10].map((part) => part * decade).find((size) => size * MAX_TICKS >= most);
  return Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, at) => at * step);
}

/** The places whose times are written below the axis, evenly spaced. */
export function labelledPlaces(length) {
  const step = Math.max(1, Math.ceil(length / MAX_LABELS));
  return Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);
}

/** A line through values, interrupted where one is null; a single value is a dot. */
export function pathOf(values, top) {
  return values
    .map((value, at) => {
      if (value === null) {
        return '';
      }
      const isStart = at === 0 || values[at - 1] === null;
      return `${isStart ? 'M' : 'L'}${at} ${heightOf(value, top)}${isStart ? 'h0' : ''}`;
    })
    .join('');
}

/** The area below a line without gaps. */
function areaOf(values, top) {
  if (values.length < 2 || values.includes(null)) {
    return '';
  }
  return `M0 ${HEIGHT}${values.map((value, at) => `L${at} ${heightOf(value, top)}`).join('')}L${values.length - 1} ${HEIGHT}Z`;
}

function heightOf(value, top) {
  return Math.round(100 * (HEIGHT - (HEIGHT * value) / top)) / 100;
}

/** The point that is nearest to a share of the width. */
export function placeAt(part, length) {
  return length === 0 ? null : Math.min(Math.max(Math.round(part * (length - 1)), 0), length - 1);
}

/** Where a key leads from a point; undefined if the key does not move. */
export function movedPlace(key, place, length) {
  const from = place ?? (key === 'ArrowLeft' ? length : -1);
  const moves = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: length - 1 };
  return key in moves && length > 0 ? Math.min(Math.max(moves[key], 0), length - 1) : undefined;
}
