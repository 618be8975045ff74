import { daysAgo, ZONE } from '../time.js';

const USUAL_DAYS = 30;

/** The range that an address asks for: what it leaves open is the last thirty days, in the reader's own zone. */
export function rangeOf({ from, to, zone = ZONE }) {
  const last = to ?? daysAgo(0, zone);
  return { from: from ?? daysAgo(USUAL_DAYS - 1, zone), to: last, zone };
}

/** Lets a form of the page choose a range of days and a time zone; `onChoice` is told it as the filters of an address. */
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

/** The reader's zone, UTC, and all that the browser knows. */
function zones() {
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  return new Set([ZONE, 'UTC', ...known]);
}
