// The page speaks English; an English reader's own habits (day or month first, 12 or 24 hours) are kept.
const LOCALE = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';

const format = (options) => new Intl.DateTimeFormat(LOCALE, options);
const TIME = format({ hour: '2-digit', minute: '2-digit' });
const DAY = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY_OF_YEAR = format({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
const DATE = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const FULL = format({ dateStyle: 'medium', timeStyle: 'medium' });
const TO_THE_SECOND = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** An instant for a list: as short as it can be without a doubt about the day. */
export function shortly(instant, now = new Date()) {
  const date = new Date(instant);
  const today = date.toDateString() === now.toDateString();
  const thisYear = date.getFullYear() === now.getFullYear();
  const text = today ? `Today, ${TIME.format(date)}` : (thisYear ? DAY : DAY_OF_YEAR).format(date);
  return { text, instant, exact: exactly(date) };
}

/** An instant for a detail: day and second. */
export function fully(instant) {
  const date = new Date(instant);
  return { text: FULL.format(date), instant, exact: exactly(date) };
}

/** A day of a calendar, such as 2026-11-22: it is the same day in every zone. */
export function day(date) {
  return DATE.format(new Date(`${date}T00:00:00Z`));
}

/** The day that is so many days before today in a zone, as 2026-11-22. */
export function daysAgo(days, zone) {
  const date = new Date(`${todayIn(zone)}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

function todayIn(zone) {
  try {
    // Canada writes days as ISO 8601 does.
    return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date());
  } catch {
    return todayIn('UTC'); // an address may name any zone, and the server says what is wrong with it
  }
}

/** The reader's time zone by its name. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time of day now, to the second. */
export function clock() {
  return TO_THE_SECOND.format(new Date());
}

function exactly(date) {
  return `${date.toISOString()} (shown in ${ZONE})`;
}
