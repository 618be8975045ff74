/** Announces a text to screen readers. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** A title with a full stop. */
export function sentence(title) {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}
