import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv, recipientsOf } from '../../main/webapp/assets/js/views/compose/csv.js';
import {
  attendeesOf,
  checkOf,
  fieldsOf,
  keepDraft,
  keptDraft,
  messageOf,
  newDraft,
  newKey,
  requestOf,
  sourceOf,
  testOf,
} from '../../main/webapp/assets/js/views/compose/draft.js';
import { embedded } from '../../main/webapp/assets/js/views/compose/attachments.js';
import { addressesIn, mailboxOf, namedValuesIn } from '../../main/webapp/assets/js/views/compose/entries.js';
import { calendarOf, fieldOf, missingIn, newEvent } from '../../main/webapp/assets/js/views/compose/event.js';
import { escaped as escapedHtml, merged, mergeFieldsOf, textAsHtml } from '../../main/webapp/assets/js/views/compose/merge-fields.js';
import { BatchAnswer } from '../../main/webapp/assets/js/views/compose/sending.js';
import { instantIn } from '../../main/webapp/assets/js/time.js';
import { HOSTILE } from './hostile.mjs';

const cellsOf = (text) => parseCsv(text).records.map(({ cells }) => cells);

test('CSV is read as RFC 4180 defines it', () => {
  assert.deepEqual(cellsOf('a,b\r\nc,d'), [['a', 'b'], ['c', 'd']]);
  assert.deepEqual(cellsOf('a,b\nc,d\n'), [['a', 'b'], ['c', 'd']]);
  assert.deepEqual(cellsOf('"a ""b"" c","d,\r\ne"\r\nf,'), [['a "b" c', 'd,\r\ne'], ['f', '']]);
  assert.deepEqual(cellsOf('\uFEFFa;b\n1,5;2'), [['a', 'b'], ['1,5', '2']]);
  assert.deepEqual(cellsOf('a\tb'), [['a', 'b']]);
  assert.deepEqual(cellsOf('a,b\n\n , \nc,d'), [['a', 'b'], ['c', 'd']]);
  assert.deepEqual(cellsOf(''), []);
  assert.deepEqual(cellsOf('a,"b"'), [['a', 'b']]);
});

test('the line of a record counts the breaks in its quoted cells', () => {
  const { records } = parseCsv('a,b\n"x\ny",1\n\nlast,2');
  assert.deepEqual(records.map(({ line }) => line), [1, 2, 5]);
});

test('CSV that is not well-formed is read up to there', () => {
  assert.deepEqual(parseCsv('a\nb\n"c\nd').error?.line, 3);
  assert.equal(parseCsv('a\nb\n"c\nd').records.length, 2);
  assert.match(parseCsv('a\n"b"c\n').error.detail, /closing/);
});

test('columns become merge fields, and errors name their row', () => {
  const { columns, people, errors } = recipientsOf('Name;E-Mail\nAnn;ann@example.com\nBen\nCat;cat\n;"Dan <dan@example.com>"\nEve;eve@example.com;x\n');
  assert.deepEqual(columns, ['Name', 'E-Mail']);
  assert.deepEqual(people.map(({ line, to, data }) => [line, to, data.Name]), [[2, 'ann@example.com', 'Ann'], [5, 'Dan <dan@example.com>', '']]);
  assert.deepEqual(errors.map(({ line }) => line), [3, 4, 6]);
  assert.match(errors[0].detail, /no address/);
  assert.match(errors[1].detail, /“cat”/);
  assert.match(errors[2].detail, /3 cells/);
});

test('a list of addresses needs no header', () => {
  assert.deepEqual(recipientsOf('ann@example.com\nben@example.com').people.map(({ to }) => to), ['ann@example.com', 'ben@example.com']);
  assert.match(recipientsOf('name,city\nAnn,Lisbon').errors[0].detail, /no column/);
  assert.deepEqual(recipientsOf('  \n'), { columns: [], people: [], errors: [] });
});

test('what strangers write into a list is data', () => {
  const quoted = HOSTILE.map((text) => `"${text.replaceAll('"', '""')}",x@example.com`);
  const { people, errors } = recipientsOf(`__proto__,to\n${quoted.join('\n')}`);
  assert.deepEqual(people.map(({ data }) => Object.getOwnPropertyDescriptor(data, '__proto__').value), HOSTILE);
  assert.deepEqual(errors, []);
});

test('a list of 100,000 rows is read quickly, and a longer one is told', () => {
  const rows = Array.from({ length: 100_001 }, (_, row) => `r${row}@example.com,"Name ${row}"`);
  const begun = performance.now();
  const { people, errors } = recipientsOf(`to,name\n${rows.join('\n')}`);
  assert.equal(people.length, 100_000);
  assert.equal(errors.length, 1);
  assert.ok(performance.now() - begun < 3_000);
});

test('merge fields are found, but those that Telltale fills in', () => {
  assert.deepEqual(mergeFieldsOf('{{a}} {{{b}}} {{& c }} {{#d}}{{.}}{{-index}}{{/d}} {{^e.f}}{{! note }}', '{{unsubscribe}} {{consent}} {{view}} {{a}} {{ }}'), ['a', 'b', 'c', 'd', 'e']);
});

test('a preview fills merge fields as text, and shows what is missing', () => {
  const data = { name: '<b>&', empty: '' };
  assert.equal(merged('{{name}} {{{name}}} {{&name}} {{city}}', data, escapedHtml), '&lt;b&gt;&amp; <b>& <b>& {{city}}');
  assert.equal(merged('a{{#name}}b{{#empty}}c{{/empty}}{{/name}}{{^empty}}d{{/empty}}{{^name}}e{{name}}{{/name}}f', data), 'abdf');
  assert.equal(merged('{{#nobody}}x{{/nobody}} {{! y }}{{unsubscribe}}{{constructor}}', data), '{{#nobody}}x{{/nobody}} #{{constructor}}');
  assert.equal(textAsHtml('<i>'), '<pre>&lt;i&gt;</pre>');
});

test('hostile templates take no long time', () => {
  const begun = performance.now();
  merged(`{{${' '.repeat(50_000)}`, {});
  merged('{{#a}}'.repeat(50_000), { a: 'x' });
  mergeFieldsOf('{'.repeat(50_000));
  assert.ok(performance.now() - begun < 1_000);
});

test('a draft becomes the JSON that a program would send', () => {
  const draft = { ...newDraft('ann@example.com'), subject: 'Hi {{name}}', html: '<p>x</p>', data: { name: 'Ann', other: 'x' } };
  assert.deepEqual(JSON.parse(requestOf(draft, [], []).body), { subject: 'Hi {{name}}', html: '<p>x</p>', to: { to: 'ann@example.com', data: { name: 'Ann' } } });
  const text = { ...draft, format: 'text', text: 'Only text', subject: '', campaign: ' autumn ', topic: 'news', later: true, sendAt: '2026-12-01T09:30', zone: 'Asia/Tokyo' };
  assert.deepEqual(JSON.parse(requestOf(text, [], [{ name: 'a.txt', type: 'text/plain', content: 'eA==' }]).body), {
    text: 'Only text',
    campaign: 'autumn',
    topic: 'news',
    sendAt: '2026-12-01T00:30:00.000Z',
    attachments: [{ name: 'a.txt', type: 'text/plain', content: 'eA==' }],
    to: 'ann@example.com',
  });
});

test('a list becomes a batch with the data that the message uses', () => {
  const draft = { ...newDraft(), mode: 'list', subject: '{{name}}', html: 'x' };
  const people = Array.from({ length: 5 }, (_, row) => ({ to: `r${row}@example.com`, data: { name: `R${row}`, secret: '1' } }));
  const { type, body } = requestOf(draft, people, []);
  assert.equal(type, 'application/x-ndjson');
  const lines = body.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.slice(0, 2), [{ subject: '{{name}}', html: 'x', bulk: true }, { to: 'r0@example.com', data: { name: 'R0' } }]);
  assert.equal(lines.length, 6);
  assert.equal(sourceOf(draft, people, [{ name: 'a', type: 'b/c', content: 'x'.repeat(1000) }]).split('\n').length, 5);
  assert.deepEqual(JSON.parse(testOf({ ...draft, testTo: 'me@example.com', campaign: 'c' }, people[1].data, []).body), {
    subject: '{{name}}',
    html: 'x',
    to: { to: 'me@example.com', data: { name: 'R1' } },
  });
  assert.deepEqual(JSON.parse(checkOf({ ...draft, campaign: 'c' }, 'r0@example.com', people[0].data).body), {
    subject: '{{name}}',
    html: 'x',
    campaign: 'c',
    bulk: true,
    to: { to: 'r0@example.com', data: { name: 'R0' } },
  });
  assert.equal('bulk' in messageOf({ ...draft, isBulk: false }), false);
  assert.deepEqual(fieldsOf({ ...draft, format: 'text', html: '{{no}}', text: '{{yes}}' }), ['name', 'yes']);
});

test('a draft is kept for its user alone', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  keepDraft({ ...newDraft(), subject: 'Mine', list: 'x'.repeat(600_000) }, 'ann', storage);
  assert.deepEqual(keptDraft('ann', storage), { ...newDraft(), subject: 'Mine' });
  assert.equal(keptDraft('ben', storage), null);
  kept.set('telltale.draft', '{');
  assert.equal(keptDraft('ann', storage), null);
  const full = { setItem: () => { throw new Error('full'); } };
  keepDraft(newDraft(), 'ann', full);
});

test('keys differ', () => {
  assert.match(newKey(), /^[0-9a-f]{32}$/);
  assert.notEqual(newKey(), newKey());
});

test('a time is that of its zone, also where the clocks change', () => {
  assert.equal(instantIn('2026-07-01T12:00', 'Europe/Berlin'), '2026-07-01T10:00:00.000Z');
  assert.equal(instantIn('2026-03-29T02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
  assert.equal(instantIn('', 'UTC'), '');
});

test('the answer of a batch is read however the pieces are cut', () => {
  const text = '{"id":"m"}\n{"position":0,"to":"é","state":"queued"}\n{"position":1,"error":{"title":"x"}}\n{"done":true,"accepted":1,"refused":1}\n';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size <= bytes.length; size++) {
    const answer = new BatchAnswer();
    for (let at = 0; at < bytes.length; at += size) {
      answer.push(bytes.slice(at, at + size));
    }
    assert.deepEqual(answer.result, { id: 'm', answered: 2, end: { done: true, accepted: 1, refused: 1 } });
  }
});

test('addresses are separated outside of their display names', () => {
  assert.deepEqual(addressesIn(' "Example, Ann" <ann@example.com>, ben@example.com;\n,"half <cat@example.com>'), [
    '"Example, Ann" <ann@example.com>',
    'ben@example.com',
    '"half <cat@example.com>',
  ]);
  assert.deepEqual(mailboxOf('"Say \\"Ann\\"" <ann@example.com> '), { name: 'Say "Ann"', address: 'ann@example.com' });
  assert.deepEqual(mailboxOf(' ann@example.com'), { name: '', address: 'ann@example.com' });
  HOSTILE.forEach((text) => addressesIn(text).forEach(mailboxOf));
});

test('named values are read from lines, and an error names its line', () => {
  assert.deepEqual(namedValuesIn('X-Order: 47:11\n\n __proto__ : x \n'), { values: { 'X-Order': '47:11', ['__proto__']: 'x' }, error: null });
  assert.match(namedValuesIn('a: b\nno colon').error, /Line 2/);
  assert.match(namedValuesIn('a: b\n: c').error, /Line 2/);
  assert.match(namedValuesIn('a: b\n\na : c').error, /line 3 is given twice/);
});

test('every field of the API is in the message of a draft', async () => {
  const { readFile } = await import('node:fs/promises');
  const api = JSON.parse(await readFile(new URL('../../main/resources/telltale/web/api/openapi.json', import.meta.url)));
  const draft = {
    ...newDraft('ann@example.com'),
    subject: '{{a}}',
    text: 'x',
    from: ' Shop <shop@example.com> ',
    replyTo: 'a@example.com, b@example.com',
    cc: 'c@example.com',
    bcc: 'd@example.com, e@example.com',
    notify: 'n@example.com',
    headers: 'X-Order: 4711',
    metadata: 'order: 4711',
    utm: { source: ' mail ', medium: '', parameters: 'ref: 1', domains: 'shop.example.com, other.example.com' },
    isBulk: true,
    opens: false,
    receipt: true,
    repeats: true,
    privacy: 'consent',
    campaign: 'c',
    topic: 't',
    later: true,
    sendAt: '2026-12-01T09:30',
    zone: 'UTC',
    sendWindow: { from: '09:00', to: '18:00', zone: 'Europe/Berlin', zoneField: ' a ' },
    data: { a: '1' },
    event: { ...newEvent(), kind: 'source', source: 'BEGIN:VCALENDAR' },
  };
  const one = JSON.parse(requestOf(draft, [], [{ name: 'a.txt', type: '', content: '', contentId: 'a' }]).body);
  assert.deepEqual(one, {
    ...one,
    from: 'Shop <shop@example.com>',
    replyTo: ['a@example.com', 'b@example.com'],
    to: { to: 'ann@example.com', data: { a: '1' } },
    cc: [{ to: 'c@example.com', data: { a: '1' } }],
    bcc: [{ to: 'd@example.com', data: { a: '1' } }, { to: 'e@example.com', data: { a: '1' } }],
    notify: 'n@example.com',
    headers: { 'X-Order': '4711' },
    metadata: { order: '4711' },
    utm: { source: 'mail', parameters: { ref: '1' }, domains: ['shop.example.com', 'other.example.com'] },
    sendWindow: { from: '09:00', to: '18:00', zone: 'Europe/Berlin', zoneField: 'a' },
    track: { opens: false, clicks: true },
    attachments: [{ name: 'a.txt', content: '', contentId: 'a' }],
    calendar: 'BEGIN:VCALENDAR',
    receipt: true,
    duplicates: 'send',
    privacy: 'consent',
  });
  const list = { ...draft, mode: 'list', isTemplate: false };
  const batch = JSON.parse(requestOf(list, [], []).body);
  assert.deepEqual([batch.cc, batch.receipt, batch.template], [undefined, undefined, false]);
  const shared = JSON.parse(requestOf({ ...list, isTemplate: true }, [{ to: 'x@example.com', data: { to: 'x@example.com' } }], []).body.split('\n')[0]);
  assert.deepEqual(shared.data, { a: '1' });
  const { properties } = api.components.schemas.Message;
  assert.deepEqual(Object.keys({ ...one, ...batch, ...shared }).sort(), Object.keys(properties).sort());
});

const PARTY = { ...newEvent(), kind: 'REQUEST', uid: 'u1', stamp: '2026-11-30T12:00:00.000Z', summary: 'Opening, {{name}};\nnow', start: '2026-12-24T18:00', zone: 'Europe/Berlin', organizer: '"Shop ""^" <shop@example.com>' };

test('an event becomes an iCalendar object', () => {
  assert.deepEqual(calendarOf(PARTY, attendeesOf({ mode: 'one', to: 'Ann <ann@example.com>', cc: 'ben@example.com' })).split('\r\n'), [
    'BEGIN:VCALENDAR',
    'PRODID:-//Telltale//Compose//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:u1',
    'SEQUENCE:0',
    'DTSTAMP:20261130T120000Z',
    'DTSTART:20261224T170000Z',
    'SUMMARY:Opening\\, {{name}}\\;\\nnow',
    `ORGANIZER;CN="Shop ^'^'^^":mailto:shop@example.com`,
    'ATTENDEE;CN="Ann";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ann@example.com',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ben@example.com',
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
  const days = calendarOf({ ...PARTY, kind: 'PUBLISH', allDay: true, start: '2026-12-31', end: '' }, ['ann@example.com']);
  assert.match(days, /DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n/);
  assert.doesNotMatch(days, /ATTENDEE/);
  assert.match(calendarOf({ ...PARTY, kind: 'CANCEL' }, []), /STATUS:CANCELLED/);
  assert.equal(calendarOf(newEvent(), []), '');
  calendarOf({ ...PARTY, allDay: true, start: '275760-09-13', end: 'x' }, HOSTILE);
});

test('the merge field with the time zone of a recipient is sent', () => {
  const sendWindow = { from: '09:00', to: '18:00', zone: 'UTC', zoneField: 'home' };
  const draft = { ...newDraft('ann@example.com'), subject: 's', html: 'x', sendWindow, data: { home: 'Asia/Tokyo' } };
  assert.deepEqual(JSON.parse(requestOf(draft, [], []).body).to, { to: 'ann@example.com', data: { home: 'Asia/Tokyo' } });
  const always = { ...draft, sendWindow: { ...sendWindow, from: '', to: '' } };
  assert.deepEqual(JSON.parse(requestOf(always, [], []).body).to, 'ann@example.com');
});

test('each recipient of a list is the attendee of an own invitation', () => {
  const draft = { ...newDraft(), mode: 'list', subject: 's', html: 'x', event: PARTY };
  const people = [{ to: 'Dan <dan@example.com>', data: { name: 'Dan', other: '1' } }];
  const [message, line] = requestOf(draft, people, []).body.trim().split('\n').map((text) => JSON.parse(text));
  assert.match(message.calendar, /ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:\{\{calendar_attendee\}\}/);
  assert.deepEqual(line.data, { name: 'Dan', calendar_attendee: 'dan@example.com' });
  assert.deepEqual(fieldsOf(draft), ['name']);
  assert.deepEqual(JSON.parse(testOf({ ...draft, testTo: 'me@example.com' }, people[0].data, []).body).to.data, { name: 'Dan', calendar_attendee: 'me@example.com' });
});

test('an error of a calendar object is shown at its field', () => {
  assert.equal(missingIn(newEvent()), null);
  assert.equal(missingIn(PARTY), null);
  assert.equal(missingIn({ ...PARTY, start: '' }).field, 'start');
  assert.equal(missingIn({ ...PARTY, allDay: true, start: '2026-12-24', end: 'x' }).field, 'end');
  assert.equal(missingIn({ ...PARTY, organizer: ' ' }).field, 'organizer');
  assert.equal(fieldOf(PARTY, [], 'calendar, line 9: x'), 'start');
  assert.equal(fieldOf(PARTY, [], 'calendar, line 5: x'), undefined);
  assert.equal(fieldOf({ ...PARTY, kind: 'source' }, [], 'calendar, line 1: x'), 'source');
});

test('a preview shows the images that HTML embeds', () => {
  const logo = { name: 'logo.png', type: 'image/png', content: 'eA==', contentId: 'logo' };
  assert.equal(embedded('<img src="cid:logo"><img src="cid:x">', [logo, { ...logo, contentId: '' }]), '<img src="data:image/png;base64,eA=="><img src="cid:x">');
  assert.equal(embedded('cid:logo', [{ ...logo, type: '" onerror="x' }]), 'data:;base64,eA==');
});
