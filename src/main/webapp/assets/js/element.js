// The only Trusted Types policy that the Content-Security-Policy allows. It is not exported: only literals become markup.
const policy = globalThis.trustedTypes?.createPolicy('telltale', { createHTML: (markup) => markup });

/** Static markup beside the view that shows it. A value cannot be inserted: it would be read as markup. */
export function html(strings, ...values) {
  if (values.length > 0 || strings.raw === undefined) {
    throw new TypeError('A template contains no values: insert texts by textContent.');
  }
  return new Template(strings[0]);
}

/** Markup that is parsed once and copied for each use. */
class Template {
  #markup;
  #element = null;

  constructor(markup) {
    this.#markup = markup;
  }

  /**
   * A copy, with its parts by the names in `data-part`.
   *
   * Insert text by textContent or value only: subjects, addresses and user agents are untrusted.
   */
  copy() {
    const content = this.#parsed().content.cloneNode(true);
    const parts = {};
    for (const part of content.querySelectorAll('[data-part]')) {
      parts[part.dataset.part] = part;
    }
    return { content, parts };
  }

  #parsed() {
    if (this.#element === null) {
      this.#element = document.createElement('template');
      this.#element.innerHTML = policy?.createHTML(this.#markup) ?? this.#markup;
    }
    return this.#element;
  }
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

/** Sets the title of the page. */
export function setTitle(text) {
  document.title = `${text} – Telltale`;
}

export function show(node, visible) {
  node.hidden = !visible;
}
