/** Describes a syntax error of a key; null if its syntax is valid. */
export function keyError(key) {
  if (key === '') {
    return 'Enter the key.';
  }
  return /^[\x21-\x7e]+$/.test(key) ? null : 'A key contains only printable ASCII characters without spaces. Copy the line again.';
}
