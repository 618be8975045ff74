const COUNT = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const FINE_PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });
const CHANGE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

/** A whole number with separators. A number that a role may not see is `hidden`. */
export function count(number) {
  return number === null || number === undefined ? 'hidden' : COUNT.format(number);
}

/** A number in at most four signs, such as 1.2M, for axes. */
export function shortCount(number) {
  return SHORT.format(number);
}

/** A share from 0 to 1 as a percentage; small ones with two digits, so that one complaint is not 0%. */
export function share(part) {
  return (part > 0 && part < 0.0995 ? FINE_PERCENT : PERCENT).format(part);
}

/** A part of a whole, as a percentage; a dash where there is no whole. */
export function shareOf(part, whole) {
  return whole > 0 && part !== null ? share(part / whole) : '–';
}

/** By how much a number differs from an earlier one, with its sign; null where there is nothing to compare with. */
export function change(now, before) {
  return before > 0 && now !== null ? CHANGE.format(now / before - 1) : null;
}
