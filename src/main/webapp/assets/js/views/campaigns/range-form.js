import { zones } from '../../range.js';
import { daysAgo } from '../../time.js';

/** The form for a range of days and a time zone; `onChoice` receives them as address filters. */
export class RangeForm {
  #parts;

  constructor(parts, { onChoice }) {
    this.#parts = parts;
    for (const zone of zones()) {
      parts.zone.append(new Option(zone.replaceAll('_', ' '), zone));
    }
    parts.range.addEventListener('submit', (event) => {
      event.preventDefault();
      onChoice({ from: parts.from.value, to: parts.to.value, zone: parts.zone.value });
    });
    for (const button of parts.range.querySelectorAll('[data-days]')) {
      button.addEventListener('click', () => {
        const zone = parts.zone.value;
        onChoice({ from: daysAgo(Number(button.dataset.days) - 1, zone), to: daysAgo(0, zone), zone });
      });
    }
  }

  show({ from, to, zone }) {
    const { from: first, to: last, zone: zones } = this.#parts;
    first.value = from;
    last.value = to;
    if (![...zones.options].some(({ value }) => value === zone)) {
      zones.append(new Option(zone, zone));
    }
    zones.value = zone;
  }
}
