import { html, setText } from '../../element.js';
import { day as dayLabel } from '../../time.js';

const ROW = html`
  <tr>
    <th scope="row" data-part="day"></th>
    <td class="number" data-part="deliveries"></td>
    <td class="number" data-part="accepted"></td>
    <td class="number" data-part="opens"></td>
    <td class="number" data-part="unique"></td>
  </tr>
`;

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 100;
const GAP = 0.15; // share of a bar's slot, on each side

/** Opens by day as bars, drawn without a library; the table below holds the same numbers in accessible form. */
export class DayChart {
  #parts;

  constructor(parts) {
    this.#parts = parts;
  }

  show(days) {
    const { chart, top, firstDay, lastDay, dayRows } = this.#parts;
    const most = Math.max(...days.map(({ opens }) => opens.total));
    const scale = roundUp(most);
    chart.setAttribute('viewBox', `0 0 ${days.length} ${HEIGHT}`);
    chart.setAttribute('aria-label', summary(days, most));
    chart.replaceChildren(...days.map((day, place) => bar(day, place, scale)));
    setText(top, scale.toLocaleString('en'));
    setText(firstDay, dayLabel(days[0].day));
    setText(lastDay, days.length > 1 ? dayLabel(days.at(-1).day) : '');
    const busy = days.filter(({ deliveries, opens }) => deliveries > 0 || opens.total > 0);
    dayRows.replaceChildren(...busy.reverse().map(row));
  }
}

function summary(days, most) {
  const range = `${dayLabel(days[0].day)} to ${dayLabel(days.at(-1).day)}`;
  if (most === 0) {
    return `Total opens by day, ${range}: none.`;
  }
  const { day } = days.find(({ opens }) => opens.total === most);
  return `Total opens by day, ${range}. Maximum: ${most.toLocaleString('en')} on ${dayLabel(day)}. A table with all numbers follows.`;
}

/** All opens of a day, with the unique ones in front. */
function bar({ day, opens }, place, scale) {
  const group = document.createElementNS(SVG, 'g');
  const title = document.createElementNS(SVG, 'title');
  title.textContent = `${dayLabel(day)}: total opens ${opens.total.toLocaleString('en')}, unique opens ${opens.unique.toLocaleString('en')}`;
  group.append(
    title,
    box('bar-place', place, 0, 1, HEIGHT),
    column('bar-opens', place, opens.total / scale),
    column('bar-unique', place, opens.unique / scale),
  );
  return group;
}

function column(name, place, part) {
  const height = part * HEIGHT;
  return box(name, place + GAP, HEIGHT - height, 1 - 2 * GAP, height);
}

function box(name, x, y, width, height) {
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', name);
  for (const [attribute, value] of Object.entries({ x, y, width, height })) {
    rect.setAttribute(attribute, value);
  }
  return rect;
}

/** The next of 1, 2, 5, 10, 20, 50, … */
export function roundUp(count) {
  const decade = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return [1, 2, 5, 10].map((step) => step * decade).find((step) => step >= count);
}

function row({ day, deliveries, accepted, opens }) {
  const { content, parts } = ROW.copy();
  parts.day.textContent = dayLabel(day);
  parts.deliveries.textContent = deliveries.toLocaleString('en');
  parts.accepted.textContent = accepted.toLocaleString('en');
  parts.opens.textContent = opens.total.toLocaleString('en');
  parts.unique.textContent = opens.unique.toLocaleString('en');
  return content;
}
