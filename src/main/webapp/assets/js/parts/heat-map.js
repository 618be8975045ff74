import { count } from '../numbers.js';
import { COLUMNS, COMMON, HEAT } from '../texts.js';
import { html } from '../ui.js';

const SIZE = 10; // of a cell
const LEVELS = 5; // shades besides none

/** Hours by weekdays, drawn as a map of shades, with the same numbers as a table; `cells` are `{weekday, hour, value}`. */
export function HeatMap({ title, cells }) {
  const grid = gridOf(cells);
  const most = Math.max(...grid.flat());
  if (most <= 0) {
    return html`<p class="soft nothing">${HEAT.nothing}</p>`;
  }
  const [weekday, hour] = placeOf(grid, most);
  return html`
    <div class="heat" dir="ltr">
      <svg role="img" preserveAspectRatio="none" viewBox="0 0 ${24 * SIZE} ${7 * SIZE}" aria-label="${title}. ${HEAT.summary(HEAT.weekdays[weekday], clock(hour), most)}">
        ${grid.map((row, day) => row.map((value, at) => html`<${Cell} key="${day}-${at}" day=${day} at=${at} value=${value} most=${most} />`))}
      </svg>
      <div class="heat-days" aria-hidden="true">${HEAT.weekdays.map((name) => html`<span key=${name}>${name.slice(0, 3)}</span>`)}</div>
      <div class="heat-hours" aria-hidden="true">${[0, 6, 12, 18, 24].map((at) => html`<span key=${at}>${at}</span>`)}</div>
    </div>
    <details class="as-table">
      <summary>${COMMON.table}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${title}>
        <table class="numbers heat-table">
          <thead>
            <tr><th scope="col">${COLUMNS.hour}</th>${HEAT.weekdays.map((name) => html`<th scope="col" class="number" key=${name}>${name}</th>`)}</tr>
          </thead>
          <tbody>
            ${grid[0].map((_, at) => html`
              <tr key=${at}>
                <th scope="row">${clock(at)}</th>
                ${grid.map((row, day) => html`<td class="number" key=${day}>${count(row[at])}</td>`)}
              </tr>
            `)}
          </tbody>
        </table>
      </div>
    </details>
  `;
}

function Cell({ day, at, value, most }) {
  return html`
    <rect class="heat-${levelOf(value, most)}" x=${at * SIZE + 0.5} y=${day * SIZE + 0.5} width=${SIZE - 1} height=${SIZE - 1} rx="1.5">
      <title>${HEAT.cell(HEAT.weekdays[day], clock(at), value)}</title>
    </rect>
  `;
}

/** Seven rows of twenty-four numbers, Monday first; what is missing is zero. */
export function gridOf(cells) {
  const grid = Array.from({ length: 7 }, () => new Array(24).fill(0));
  for (const { weekday, hour, value } of cells) {
    if (grid[weekday - 1]?.[hour] !== undefined) {
      grid[weekday - 1][hour] += value ?? 0;
    }
  }
  return grid;
}

/** The shade of a number: 0 for none, then by equal steps up to the largest. */
export function levelOf(value, most) {
  return value <= 0 ? 0 : Math.max(1, Math.ceil((value / most) * LEVELS));
}

function placeOf(grid, value) {
  const day = grid.findIndex((row) => row.includes(value));
  return [day, grid[day].indexOf(value)];
}

function clock(hour) {
  return `${String(hour).padStart(2, '0')}:00`;
}
