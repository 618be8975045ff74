/**
 * A copy of one of the page's templates, with its named parts.
 *
 * Insert text by textContent or value only: subjects, addresses and user agents are untrusted.
 */
export function fromTemplate(id) {
  const content = document.getElementById(id).content.cloneNode(true);
  const parts = {};
  for (const part of content.querySelectorAll('[data-part]')) {
    parts[part.dataset.part] = part;
  }
  return { content, parts };
}

/** Changes a text only if it differs, so that a refresh neither moves a selection nor triggers a screen reader. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Shows an instant in the reader's time zone, with the exact instant as tooltip. */
export function setTime(node, { text, instant, exact }) {
  setText(node, text);
  node.dateTime = instant;
  node.title = exact;
}

export function show(node, visible) {
  node.hidden = !visible;
}
