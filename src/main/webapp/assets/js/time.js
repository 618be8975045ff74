// The page speaks English; an English reader's own habits (day or month first, 12 or 24 hours) are kept.
const LOCALE = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';

const format = (options) => new Intl.DateTimeFormat(LOCALE, options);
const TIME = format({ hour: '2-digit', minute: '2-digit' });
const DAY = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY_OF_YEAR = format({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
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

/** The reader's time zone by its name. */
export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time of day now, to the second. */
export function clock() {
  return TO_THE_SECOND.format(new Date());
}

function exactly(date) {
  return `${date.toISOString()} (shown in ${ZONE})`;
}
