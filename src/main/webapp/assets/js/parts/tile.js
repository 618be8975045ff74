import { change, count } from '../numbers.js';
import { may } from '../session.js';
import { CHANGES, COMMON } from '../texts.js';
import { html } from '../ui.js';

/** A figure that leads to the rows behind it, with a note, or its change against the range before. */
export function Tile({ label, now, before = null, note = changeText(now, before), href }) {
  return html`
    <div class="tile">
      <dt>${label}</dt>
      <dd>
        <a class="tile-number" href=${may('read') ? href : undefined} title=${now === null ? COMMON.hidden : undefined}>${count(now)}</a>
        <span class="tile-note">${note}</span>
      </dd>
    </div>
  `;
}

/** How a figure differs from that of the range before, in words. */
export function changeText(now, before) {
  if (before === null || now === null) {
    return '';
  }
  if (now === before) {
    return CHANGES.same;
  }
  const text = change(now, before);
  return text === null ? CHANGES.none : CHANGES.from(text, before);
}
