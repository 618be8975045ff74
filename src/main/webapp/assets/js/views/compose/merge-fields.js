/** Names that Telltale fills in itself. */
const BUILT_IN = new Set(['unsubscribe', 'preferences', 'consent', 'view']);
const TAG = /\{\{(\{?)([^{}]{1,200})\}?\}\}/g;

/** The tags of a template: `{start, end, kind, name, isRaw}`; the kind is one of `#^/&!`, or empty. */
function tagsOf(template) {
  return [...template.matchAll(TAG)].map(({ 0: whole, 1: brace, 2: inside, index }) => {
    const text = inside.trim();
    const kind = /^[#^/&!]/.test(text) ? text[0] : '';
    return { start: index, end: index + whole.length, kind, name: text.slice(kind.length).trim(), isRaw: brace !== '' || kind === '&' };
  });
}

/** The names that templates take from the data of a recipient, in the order in which they occur. */
export function mergeFieldsOf(...templates) {
  const names = templates
    .flatMap(tagsOf)
    .filter(({ kind, name }) => kind !== '!' && kind !== '/' && /^[^.\-]/.test(name) && !BUILT_IN.has(name))
    .map(({ name }) => name.split('.')[0]);
  return [...new Set(names)];
}

/**
 * A template with the data of one recipient, for a preview: the server renders what is sent. A name without a value stays
 * as it is written, so that it is seen.
 */
export function merged(template, data, escape = (text) => text) {
  const sections = []; // those that are open: {name, isShown}
  const isShown = () => sections.at(-1)?.isShown ?? true;
  let result = '';
  let at = 0;
  const copy = (end) => {
    result += isShown() ? template.slice(at, end) : '';
    at = end;
  };
  for (const tag of tagsOf(template)) {
    copy(tag.start);
    if (tag.kind === '/' && sections.at(-1)?.name === tag.name) {
      at = tag.end;
      sections.pop();
    } else if ('#^'.includes(tag.kind || ' ') && Object.hasOwn(data, tag.name)) {
      at = tag.end;
      sections.push({ name: tag.name, isShown: isShown() && Boolean(data[tag.name]) === (tag.kind === '#') });
    } else {
      const value = valueOf(tag, data, escape);
      if (value !== null) {
        result += isShown() ? value : '';
        at = tag.end;
      }
      copy(tag.end);
    }
  }
  copy(template.length);
  return result;
}

/** What a tag inserts; null if it stays as it is. */
function valueOf({ kind, name, isRaw }, data, escape) {
  if (kind === '!') {
    return '';
  }
  if (BUILT_IN.has(name)) {
    return '#';
  }
  if (!Object.hasOwn(data, name) || (kind !== '' && kind !== '&')) {
    return null;
  }
  return isRaw ? data[name] : escape(data[name]);
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as HTML that shows it. */
export function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

/** Plain text as the HTML of a mail. */
export function textAsHtml(text) {
  return `<pre>${escaped(text)}</pre>`;
}
