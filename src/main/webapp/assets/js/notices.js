/** Announces a text to screen readers. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** A title with a full stop. */
export function sentence(title) {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}

/** Sets the title of the page. */
export function setTitle(text) {
  document.title = `${text} – Telltale`;
}
