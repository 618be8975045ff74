import { daysAgo, ZONE } from './time.js';

const DEFAULT_DAYS = 30;
const MAX_DAYS = 3660;
const DAY = 24 * 60 * 60 * 1000;

/** The lengths of the series' steps, with the longest range of days that each is offered for. */
const GRANULARITIES = [
  ['hour', 0, 7],
  ['day', 2, 400],
  ['week', 14, 2000],
  ['month', 60, MAX_DAYS],
];

/**
 * The range of days given by an address, in the reader's time zone unless it names another one: two days, or the last
 * so many days; by default the last thirty. With the privacy profile whose mail is meant, if the address names one.
 */
export function rangeOf({ from, to, zone = ZONE, days, profile }) {
  const last = to ?? daysAgo(0, zone);
  return { from: from ?? daysAgo(countOf(days) - 1, zone), to: last, zone, ...(profile && { profile }) };
}

function countOf(days) {
  const count = Number(days);
  return Number.isInteger(count) && count >= 1 && count <= MAX_DAYS ? count : DEFAULT_DAYS;
}

/** The number of days in a range; at least one. */
export function daysIn({ from, to }) {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  return days >= 1 ? days : 1;
}

/** The steps that a series over a range can have. */
export function granularitiesOf(range) {
  const days = daysIn(range);
  return GRANULARITIES.filter(([, least, most]) => days >= least && days <= most).map(([name]) => name);
}

/** The step of a series: the one of the address, if the range allows it, or one that gives a readable number of points. */
export function granularityOf(range, given) {
  const allowed = granularitiesOf(range);
  if (allowed.includes(given)) {
    return given;
  }
  const days = daysIn(range);
  return days <= 2 ? 'hour' : days <= 92 ? 'day' : days <= 731 ? 'week' : 'month';
}

/** The reader's time zone, UTC, and all zones the browser knows. */
export function zones() {
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  return new Set([ZONE, 'UTC', ...known]);
}
