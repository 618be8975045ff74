/**
 * A copy of one of the page's templates, with its named parts.
 *
 * Texts go in by textContent or value alone: subjects, addresses and agents are written by strangers.
 */
export function fromTemplate(id) {
  const content = document.getElementById(id).content.cloneNode(true);
  const parts = {};
  for (const part of content.querySelectorAll('[data-part]')) {
    parts[part.dataset.part] = part;
  }
  return { content, parts };
}

/** Writes only what differs, so that a refresh neither moves a selection nor makes a screen reader speak. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Makes a <time> say the instant in the reader's zone, and exactly when pointed at. */
export function setTime(node, { text, instant, exact }) {
  setText(node, text);
  node.dateTime = instant;
  node.title = exact;
}

export function show(node, visible) {
  node.hidden = !visible;
}
