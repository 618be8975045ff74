import { count, shortCount } from '../numbers.js';
import { COLUMNS, COMMON, SERIES } from '../texts.js';
import { stepFormats } from '../time.js';
import { html, useEffect, useRef, useState } from '../ui.js';

const HEIGHT = 220;
const COLORS = ['--series-1', '--series-2'];

/**
 * Figures over time: a chart, the point under the pointer in words, and all numbers as a table. `points` begin at their
 * `from`; `lines` are `{label, values}`, where `values` are those of the points.
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

/** The canvas of the chart; its library is loaded when a chart is shown first. */
function Plot({ label, points, lines, formats, place, onPlace }) {
  const element = useRef(null);
  const plot = useRef(null);
  const scheme = useScheme();
  const data = [points.map((_, at) => at), ...lines.map(({ values }) => values)];

  useEffect(() => {
    let isEnded = false;
    const fit = new ResizeObserver(() => plot.current?.setSize(sizeOf(element.current)));
    import('../lib/uplot.js').then(({ default: UPlot }) => {
      if (!isEnded) {
        plot.current = new UPlot(optionsOf(element.current, points, lines, formats, onPlace), data, element.current);
        fit.observe(element.current);
      }
    });
    return () => {
      isEnded = true;
      fit.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [scheme, JSON.stringify(data), points[0]?.from]);

  function move(event) {
    const next = movedPlace(event.key, place, points.length);
    if (next !== undefined) {
      event.preventDefault();
      onPlace(next);
      plot.current?.setCursor({ left: plot.current.valToPos(next, 'x'), top: 0 });
    }
  }

  return html`<div class="plot" role="img" tabindex="0" dir="ltr" aria-label=${label} ref=${element} onKeyDown=${move}></div>`;
}

/** Where a key leads from a point; undefined if the key does not move. */
export function movedPlace(key, place, length) {
  const from = place ?? (key === 'ArrowLeft' ? length : -1);
  const moves = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: length - 1 };
  return key in moves && length > 0 ? Math.min(Math.max(moves[key], 0), length - 1) : undefined;
}

/** Changes with the colors that the reader prefers, which a canvas does not follow by itself. */
function useScheme() {
  const [isDark, setDark] = useState(() => globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isDark;
}

function sizeOf(element) {
  return { width: element.clientWidth, height: HEIGHT };
}

function optionsOf(element, points, lines, { short }, onPlace) {
  const style = getComputedStyle(element);
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = { stroke: color('--ink-soft'), font: `12px ${style.fontFamily}`, ticks: { show: false } };
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(most * 1.1, 1)] } },
    axes: [
      { ...axis, size: 28, grid: { show: false }, space: 80, incrs: [1, 2, 3, 4, 6, 7, 12, 14, 24, 28, 48, 56, 84, 96, 168, 336], values: (_, at) => at.map((place) => (points[place] ? short(points[place].from) : '')) },
      { ...axis, grid: { stroke: color('--line'), width: 1 }, size: 52, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 1e8], values: (_, at) => at.map(shortCount) },
    ],
    series: [{}, ...lines.map((_, line) => ({ stroke: color(COLORS[line]), width: 2, fill: line === 0 ? color('--series-fill') : undefined, points: { show: points.length < 3 } }))],
    hooks: { setCursor: [({ cursor: { idx, left } }) => onPlace(left >= 0 && idx !== null ? idx : null)] },
  };
}
