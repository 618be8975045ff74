import { count } from '../numbers.js';
import { html } from '../ui.js';

/**
 * A table whose first column has bars behind its names. Each row is `{key, name, title, href, values}`; the bar is as long
 * as the first value's part of the largest. Names are shown as text in their own direction.
 */
export function BarList({ title, columns, rows, nothing }) {
  if (rows.length === 0) {
    return html`<p class="soft nothing">${nothing}</p>`;
  }
  const most = Math.max(...rows.map(({ values }) => values[0] ?? 0), 1);
  return html`
    <table class="numbers bars" aria-label=${title}>
      <thead>
        <tr>${columns.map((name, place) => html`<th scope="col" class=${place > 0 ? 'number' : ''} key=${name}>${name}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map((row) => html`<${Row} key=${row.key} row=${row} part=${(row.values[0] ?? 0) / most} />`)}
      </tbody>
    </table>
  `;
}

function Row({ row: { name, title, href, values }, part }) {
  const label = html`<bdi class="clamp" title=${title ?? shortened(name)}>${name}</bdi>`;
  return html`
    <tr>
      <th scope="row">
        <span class="bar" style=${{ inlineSize: `${100 * part}%` }} aria-hidden="true"></span>
        ${href ? html`<a class="bar-name" href=${href}>${label}</a>` : html`<span class="bar-name">${label}</span>`}
      </th>
      ${values.map((value, place) => html`<td class=${value === 0 ? 'number none' : 'number'} key=${place}>${count(value)}</td>`)}
    </tr>
  `;
}

/** A name for a tooltip, which would cover the page if it had ten thousand letters. */
export function shortened(name) {
  return name.length > 300 ? `${name.slice(0, 300)}…` : name;
}
