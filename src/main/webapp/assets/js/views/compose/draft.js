import { COMPOSE } from '../../compose-texts.js';
import { ZONE, instantIn } from '../../time.js';
import { addressesIn, mailboxOf, namedValuesIn, wordsIn } from './entries.js';
import { ATTENDEE, SOURCE, calendarOf, newEvent, textsOf } from './event.js';
import { mergeFieldsOf } from './merge-fields.js';

const KEY = 'telltale.draft';
/** A longer list is not kept: it would fill what a browser keeps for a page. */
export const MAX_KEPT_LIST = 500_000;
/** The standard parameters of links, each sent as `utm_…`. */
export const UTM = ['source', 'medium', 'campaign', 'term', 'content', 'id'];

/** A draft to begin with, which can be sent as it is. */
export function newDraft(to = '') {
  return {
    mode: 'one', // or list
    to,
    list: '',
    testTo: to,
    data: {}, // merge fields of one recipient, and of a list those without a column
    format: 'html', // or text
    ...COMPOSE.start,
    text: '',
    campaign: '',
    topic: '',
    from: '',
    replyTo: '',
    cc: '', // addresses, as in bcc, of a message to one
    bcc: '',
    notify: '',
    headers: '', // lines such as X-Name: value
    metadata: '', // lines such as name: value
    utm: {}, // by the names of the API; parameters are lines, and domains words
    isTemplate: true,
    isBulk: null, // as a list is, and one mail is not
    opens: true,
    clicks: true,
    receipt: false,
    privacy: '', // a stricter profile than the setting's
    repeats: false, // whether an address that is named again gets another copy
    event: newEvent(),
    later: false,
    sendAt: '', // such as 2026-12-01T09:30
    zone: ZONE,
    sendWindow: { from: '', to: '', zone: ZONE, zoneField: '' },
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
export function fieldsOf({ subject, format, html, text, event, isTemplate, sendWindow }) {
  const inTexts = isTemplate ? mergeFieldsOf(subject, format === 'html' ? html : '', text, ...textsOf(event)) : [];
  const { zoneField } = given(windowOf(sendWindow));
  return zoneField === undefined || inTexts.includes(zoneField) ? inTexts : [...inTexts, zoneField];
}

/** The values of the merge fields of a draft, for a list those of one of its recipients. */
export function valuesOf({ mode, data }, person) {
  return mode === 'list' ? { ...data, ...person?.data } : data;
}

/** Whether a draft is bulk mail. */
export function isBulk({ mode, isBulk: chosen }) {
  return chosen ?? mode === 'list';
}

/** The attendees in the calendar object of a draft: those that a message to one shows, or the recipient of each copy. */
export function attendeesOf({ mode, to, cc }) {
  return mode === 'one' ? [to, ...addressesIn(cc)] : [`{{${ATTENDEE}}}`];
}

/** The message of a draft as the API takes it, without recipients. */
export function messageOf(draft, attachments = []) {
  const { subject, format, html, text, campaign, topic, later, sendAt, zone, opens, clicks } = draft;
  const message = {
    from: draft.from.trim(),
    replyTo: addressesIn(draft.replyTo),
    subject,
    html: format === 'html' ? html : '',
    text,
    calendar: calendarOf(draft.event, attendeesOf(draft)),
    campaign: campaign.trim(),
    topic: topic.trim(),
    sendAt: later ? instantIn(sendAt, zone) : '',
    sendWindow: windowOf(draft.sendWindow),
    attachments: attachments.map(attachmentOf),
    bulk: isBulk(draft),
    headers: namedValuesIn(draft.headers).values,
    metadata: namedValuesIn(draft.metadata).values,
    notify: draft.notify.trim(),
    receipt: draft.mode === 'one' && draft.receipt,
    track: opens && clicks ? {} : { opens, clicks },
    utm: utmOf(draft.utm),
    duplicates: draft.repeats ? 'send' : '',
    privacy: draft.privacy,
  };
  return { ...given(message), ...(draft.isTemplate ? {} : { template: false }) };
}

/** The hours in which a message is sent; none if neither end is set. */
function windowOf({ from, to, zone, zoneField }) {
  return from === '' && to === '' ? {} : given({ from, to, zone, zoneField: zoneField.trim() });
}

/** The link parameters of a message. */
function utmOf(utm) {
  const standard = Object.fromEntries(UTM.map((name) => [name, utm[name]?.trim() ?? '']));
  return given({ ...standard, parameters: namedValuesIn(utm.parameters ?? '').values, domains: wordsIn(utm.domains ?? '') });
}

function attachmentOf({ name, type, content, contentId }) {
  return { name, content, ...given({ type, contentId: contentId ?? '' }) };
}

/** The members that have a value: no empty text, list or object, and no false. */
function given(members) {
  const isGiven = (value) => (typeof value === 'boolean' ? value : (value.length ?? Object.keys(value).length) > 0);
  return Object.fromEntries(Object.entries(members).filter(([, value]) => isGiven(value)));
}

/** What is sent for a draft: a message with its only recipient and copies as JSON, or a batch with a line for each recipient. */
export function requestOf(draft, people, attachments) {
  const message = messageOf(draft, attachments);
  const fields = fieldsOf(draft);
  if (draft.mode === 'one') {
    const recipient = (to) => (fields.length === 0 ? to : { to, data: dataFor(fields, draft.data) });
    const copies = given({ cc: addressesIn(draft.cc).map(recipient), bcc: addressesIn(draft.bcc).map(recipient) });
    return json({ ...message, to: recipient(draft.to.trim()), ...copies });
  }
  const shared = given({ data: dataFor(fields.filter((name) => !Object.hasOwn(people[0]?.data ?? {}, name)), draft.data) });
  const lines = people.map(({ to, data }) => JSON.stringify({ to, data: recipientData(draft, fields, to, data) }));
  return { type: 'application/x-ndjson', body: `${[JSON.stringify({ ...message, ...shared }), ...lines].join('\n')}\n` };
}

/** What is sent for a test of a draft: now, to one address, and not counted for its campaign. */
export function testOf(draft, data, attachments) {
  const { campaign, sendAt, sendWindow, bulk, ...message } = messageOf(draft, attachments);
  return json({ ...message, to: recipientOf(draft, draft.testTo.trim(), data) });
}

/** What a draft would send to one recipient, without what its texts do not depend on, for a check that renders them. */
export function checkOf(draft, to, data) {
  const { calendar, headers, replyTo, notify, receipt, sendAt, sendWindow, ...message } = messageOf(draft);
  return json({ ...message, to: recipientOf(draft, to, data) });
}

function recipientOf(draft, to, data) {
  return { to, data: recipientData(draft, fieldsOf(draft), to, data) };
}

/** The data of a recipient, with the address if the calendar object names it. */
function recipientData({ mode, event: { kind } }, fields, to, data) {
  const isNamed = mode === 'list' && kind !== '' && kind !== SOURCE;
  return { ...dataFor(fields, data), ...(isNamed && { [ATTENDEE]: mailboxOf(to).address }) };
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
