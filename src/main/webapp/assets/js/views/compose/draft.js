import { COMPOSE } from '../../compose-texts.js';
import { ZONE, instantIn } from '../../time.js';

const KEY = 'telltale.draft';
/** A longer list is not kept: it would fill what a browser keeps for a page. */
export const MAX_KEPT_LIST = 500_000;

/** A draft to begin with, which can be sent as it is. */
export function newDraft(to = '') {
  return {
    mode: 'one', // or list
    to,
    list: '',
    testTo: to,
    data: {}, // merge fields of one recipient
    format: 'html', // or text
    ...COMPOSE.start,
    text: '',
    campaign: '',
    topic: '',
    bulk: true, // of a list
    later: false,
    sendAt: '', // such as 2026-12-01T09:30
    zone: ZONE,
    template: '',
    key: null, // the Idempotency-Key of what is written now, once it is being sent
  };
}

/** The draft that this tab kept for a user; null if there is none. */
export function keptDraft(owner, storage = globalThis.sessionStorage) {
  try {
    const kept = JSON.parse(storage.getItem(KEY));
    return kept?.owner === owner ? { ...newDraft(), ...kept.draft } : null;
  } catch {
    return null; // the browser keeps nothing for pages, or something else wrote there
  }
}

/** Keeps a draft in this tab, until it is closed or its user signs out. */
export function keepDraft(draft, owner, storage = globalThis.sessionStorage) {
  const list = draft.list.length > MAX_KEPT_LIST ? '' : draft.list;
  try {
    storage.setItem(KEY, JSON.stringify({ owner, draft: { ...draft, list } }));
  } catch {
    // The draft is lost on reload, which the browser's user chose by its settings.
  }
}

/** A key for one submission. `randomUUID` is missing where the page is not served by HTTPS. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The names of the merge fields of a draft. */
export function fieldsOf({ subject, format, html, text }) {
  return mergeFieldsOf(subject, format === 'html' ? html : '', text);
}

/** The message of a draft as the API takes it, without recipients. */
export function messageOf(draft, attachments = []) {
  const { subject, format, html, text, campaign, topic, later, sendAt, zone } = draft;
  const message = {
    subject,
    html: format === 'html' ? html : '',
    text,
    campaign: campaign.trim(),
    topic: topic.trim(),
    sendAt: later ? instantIn(sendAt, zone) : '',
    attachments: attachments.map(({ name, type, content }) => ({ name, type, content })),
    bulk: draft.mode === 'list' && draft.bulk,
  };
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== '' && value !== false && value?.length !== 0));
}

/** What is sent for a draft: a message with its only recipient as JSON, or a batch with a line for each. */
export function requestOf(draft, people, attachments) {
  const message = messageOf(draft, attachments);
  const fields = fieldsOf(draft);
  if (draft.mode === 'one') {
    const to = draft.to.trim();
    return json({ ...message, to: fields.length === 0 ? to : { to, data: dataFor(fields, draft.data) } });
  }
  const lines = people.map(({ to, data }) => JSON.stringify({ to, data: dataFor(fields, data) }));
  return { type: 'application/x-ndjson', body: `${[JSON.stringify(message), ...lines].join('\n')}\n` };
}

/** What is sent for a test of a draft: now, to one address, and not counted for its campaign. */
export function testOf(draft, data, attachments) {
  const { campaign, sendAt, bulk, ...message } = messageOf(draft, attachments);
  return json({ ...message, to: { to: draft.testTo.trim(), data: dataFor(fieldsOf(draft), data) } });
}

/** What a draft would send to one recipient, without its attachments, for a check that renders it. */
export function checkOf(draft, to, data) {
  return json({ ...messageOf(draft), to: { to, data: dataFor(fieldsOf(draft), data) } });
}

function json(message) {
  return { type: 'application/json', body: JSON.stringify(message) };
}

/** Only what the message uses: the server keeps the data of a recipient. */
function dataFor(fields, data) {
  return Object.fromEntries(fields.filter((name) => Object.hasOwn(data, name)).map((name) => [name, data[name]]));
}

/** The program's view of a draft: the JSON, with a few of its recipients, and without the content of attachments. */
export function sourceOf(draft, people, attachments) {
  const shown = attachments.map((one) => ({ ...one, content: '…' }));
  const { body, type } = requestOf(draft, people.slice(0, 3), shown);
  const lines = body.trim().split('\n');
  const more = people.length > 3 ? ['…'] : [];
  return type === 'application/json' ? JSON.stringify(JSON.parse(body), null, 2) : [...lines, ...more].join('\n');
}

/** Names that Telltale fills in itself. */
const BUILT_IN = new Set(['unsubscribe', 'preferences', 'view']);
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
