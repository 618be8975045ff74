import { COMPOSE } from '../../compose-texts.js';
import { ZONE, instantIn } from '../../time.js';
import { mergeFieldsOf } from './merge.js';

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
