const NAME = 'telltale.key';
let fallback = null; // where a browser forbids the storage, the key lives as long as the page

/** The key in use, or null. It never leaves this tab but in the Authorization header. */
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
    // kept in the variable
  }
}

export function forgetKey() {
  fallback = null;
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // nothing was stored
  }
}

/** What is wrong with the looks of a key, as a sentence; null when it may be one. */
export function flawOf(key) {
  if (key === '') {
    return 'Paste the key first.';
  }
  return /^[\x21-\x7e]+$/.test(key) ? null : 'A key is one word of plain characters. This holds a space or another sign: copy the line again.';
}
