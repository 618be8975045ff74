const NAME = 'telltale.key';
let fallback = null; // used where the browser blocks session storage; lasts as long as the page

/** The current key, or null. It leaves this tab only in the Authorization header. */
export function currentKey() {
  try {
    return sessionStorage.getItem(NAME) ?? fallback;
  } catch {
    return fallback;
  }
}

export function keepKey(key) {
  fallback = key;
  try {
    sessionStorage.setItem(NAME, key);
  } catch {
    // the variable holds it
  }
}

export function clearKey() {
  fallback = null;
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // nothing was stored
  }
}

/** Describes a syntax error of a key; null if its syntax is valid. */
export function keyError(key) {
  if (key === '') {
    return 'Enter the key.';
  }
  return /^[\x21-\x7e]+$/.test(key) ? null : 'A key contains only printable ASCII characters without spaces. Copy the line again.';
}
