// The page speaks English; an English reader's own habits (day or month first, 12 or 24 hours) are respected.
const LOCALE = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';

const format = (options) => new Intl.DateTimeFormat(LOCALE, options);
const TIME = format({ hour: '2-digit', minute: '2-digit' });
const DAY = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY_OF_YEAR = format({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const DATE = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const FULL = format({ dateStyle: 'medium', timeStyle: 'medium' });
const TO_THE_SECOND = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Formats an instant for a list: as short as possible with an unambiguous day. */
export function shortTime(instant, now = new Date()) {
  const date = new Date(instant);
  const today = date.toDateString() === now.toDateString();
  const thisYear = date.getFullYear() === now.getFullYear();
  const text = today ? `Today, ${TIME.format(date)}` : (thisYear ? DAY : DAY_OF_YEAR).format(date);
  return { text, instant, exact: exactly(date) };
}

/** Formats an instant for a detail view, to the second. */
export function fullTime(instant) {
  const date = new Date(instant);
  return { text: FULL.format(date), instant, exact: exactly(date) };
}

/** Formats a calendar day, such as 2026-11-22, independently of time zones. */
export function day(date) {
  return DATE.format(new Date(`${date}T00:00:00Z`));
}

const STEPS = {
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};
const SHORT_STEPS = {
  hour: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: '2-digit' },
};

/** Formats of the beginnings of a series' steps in a time zone: in full, and as short as an axis needs it. */
export function stepFormats(granularity, zone) {
  const full = format({ ...STEPS[granularity], timeZone: zone });
  const short = format({ ...SHORT_STEPS[granularity], timeZone: zone });
  return { full: (instant) => full.format(new Date(instant)), short: (instant) => short.format(new Date(instant)) };
}

/** Formats a time of day of an instant, to the second. */
export function timeOfDay(instant) {
  return TO_THE_SECOND.format(new Date(instant));
}

/** The day a number of days before today in a time zone, as 2026-11-22. */
export function daysAgo(days, zone, now = new Date()) {
  const date = new Date(`${dayIn(zone, now)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** The instant at which a day such as 2026-11-22 begins in a time zone; where the clocks skip midnight, when they go on. */
export function startOfDay(date, zone) {
  return instantIn(`${date}T00:00`, zone);
}

/**
 * The instant at which the clocks of a time zone show a time such as 2026-11-22T09:30; an empty text if it is none. A time that
 * the clocks skip is as much later.
 */
export function instantIn(local, zone) {
  const clock = Date.parse(`${local}Z`);
  if (Number.isNaN(clock)) {
    return '';
  }
  const behind = clock - offsetAt(clock, zone);
  return new Date(clock - offsetAt(behind, zone)).toISOString();
}

/**
 * The instants from which and before which the days of a range are, each undefined without its day. What is no day stays as
 * it is, so that the server says so.
 */
export function instantsOf({ from, to, zone = ZONE }) {
  return { from: isDay(from) ? startOfDay(from, zone) : from, to: isDay(to) ? startOfDay(dayAfter(to), zone) : to };
}

function isDay(date) {
  return !Number.isNaN(Date.parse(`${date}T00:00:00Z`));
}

/** The day after a day such as 2026-11-22; what is no day stays as it is. */
export function dayAfter(date) {
  return isDay(date) ? new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) : date;
}

/** How far the clocks of a time zone are ahead of UTC at an instant. */
function offsetAt(instant, zone) {
  const whole = Math.floor(instant / 1000) * 1000;
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(whole);
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - whole; // the Swedish locale formats times as ISO 8601, but for the T
}

function dayIn(zone, date) {
  try {
    // The Canadian locale formats days as ISO 8601.
    return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(date);
  } catch {
    return dayIn('UTC', date); // the address may hold an invalid zone, which the server reports
  }
}

/** The name of the reader's time zone. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time of day now, to the second. */
export function clock() {
  return TO_THE_SECOND.format(new Date());
}

function exactly(date) {
  return `${date.toISOString()} (shown in ${ZONE})`;
}
