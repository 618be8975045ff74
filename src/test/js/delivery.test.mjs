import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correctVerdict, exportDeliveries, listDeliveries, removeCorrection } from '../../main/webapp/assets/js/deliveries.js';
import { ItemTable } from '../../main/webapp/assets/js/parts/listing.js';
import { setSession } from '../../main/webapp/assets/js/session.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { AUDIT_LISTING } from '../../main/webapp/assets/js/views/audit/list.js';
import { DELIVERY_LISTING } from '../../main/webapp/assets/js/views/deliveries/list.js';
import { MailTabs } from '../../main/webapp/assets/js/views/delivery/mail.js';
import { changesOf, momentsOf } from '../../main/webapp/assets/js/views/delivery/moments.js';
import { factsOf } from '../../main/webapp/assets/js/views/delivery/timeline.js';
import { Contents } from '../../main/webapp/assets/js/views/delivery/view.js';
import { REPORT_LISTING } from '../../main/webapp/assets/js/views/returned/list.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

const EVENT = {
  id: 'e1',
  kind: 'open',
  at: '2026-11-22T10:00:00Z',
  link: 0,
  method: 'GET',
  class: 'human-direct',
  confidence: 'certain',
  rules: ['r1'],
  ruleset: '2026.11',
  reasons: ['A reason.', 'Another.'],
  reader: 'Thunderbird',
  device: 'unknown',
  agent: '',
  network: null,
};
const counts = (people, machines) => ({ total: people + machines, people, machines, unknown: 0, repeated: 0, firstPersonAt: null });
const DELIVERY = {
  id: 'd1',
  to: 'ann@example.com',
  subject: 'Hello',
  campaign: null,
  topic: null,
  state: 'accepted',
  createdAt: '2026-11-22T09:00:00Z',
  acceptedAt: '2026-11-22T09:00:09Z',
  detail: '250 ok',
  failure: null,
  level: 'seen',
  message: null,
  opens: counts(1, 0),
  clicks: { ...counts(0, 0), links: [] },
  attempts: [],
  events: [EVENT],
  summaries: [],
  reports: [],
  eventsSince: null,
};
const shown = (delivery, role = 'read') => {
  setSession({ role });
  return markupOf(html`<${Contents} delivery=${{ ...DELIVERY, ...delivery }} />`);
};

/** Stands in for `fetch`: answers every request alike and keeps what was asked. */
function fetching(body) {
  const asked = [];
  const fetch = async (address, init) => {
    asked.push({ address, ...init });
    return new Response(body, { status: body === null ? 204 : 200 });
  };
  return { asked, fetch };
}

test('a page of deliveries is asked for by its filters, whose days are those of the reader', async () => {
  const { asked, fetch } = fetching('{"deliveries": [{"id": "1"}], "next": "c", "searchedTo": "2026-07-01T00:00:00Z"}');
  const page = await listDeliveries({ q: 'ann+b@example.com', state: '', from: '2026-07-01', to: '2026-07-02', limit: 50 }, { fetch });
  assert.deepEqual(page, { items: [{ id: '1' }], next: 'c', searchedTo: '2026-07-01T00:00:00Z' });
  const query = new URL(asked[0].address, 'http://x/').searchParams;
  assert.deepEqual(Object.fromEntries(query), {
    q: 'ann+b@example.com',
    limit: '50',
    from: '2026-06-30T23:00:00.000Z',
    to: '2026-07-02T23:00:00.000Z',
  });
});

test('a day that is none is for the server to refuse', async () => {
  const { asked, fetch } = fetching('{"deliveries": [], "next": null}');
  await listDeliveries({ from: 'nonsense' }, { fetch });
  assert.equal(asked[0].address, 'api/v1/deliveries?from=nonsense');
});

test('what is filtered is exported in a format, with the header that makes the session count', async () => {
  const { asked, fetch } = fetching('id\n1\n');
  const file = await exportDeliveries({ campaign: 'a b' }, 'text/csv', { fetch });
  assert.equal(await file.text(), 'id\n1\n');
  assert.equal(asked[0].address, 'api/v1/deliveries?campaign=a+b');
  assert.match(asked[0].headers.Accept, /^text\/csv/);
  assert.ok(asked[0].headers['Telltale-Page']);
});

test('a correction names the delivery of its event', async () => {
  const { asked, fetch } = fetching(null);
  await correctVerdict('d1', 'e/1', 'scanner', { fetch });
  await removeCorrection('d1', 'e/1', { fetch });
  assert.deepEqual(asked.map(({ method, address }) => `${method} ${address}`), [
    'PUT api/v1/corrections/e%2F1',
    'DELETE api/v1/corrections/e%2F1?delivery=d1',
  ]);
  assert.deepEqual(JSON.parse(asked[0].body), { delivery: 'd1', class: 'scanner' });
});

test('the moments of a delivery are in order', () => {
  const click = { ...EVENT, id: 'e0', kind: 'click', link: 2, method: 'HEAD', at: '2026-11-22T09:30:00Z' };
  const moments = momentsOf({
    ...DELIVERY,
    attempts: [{ at: '2026-11-22T09:00:03Z', status: '4.2.2', reply: '452 4.2.2 Mailbox full', server: 'relay' }],
    server: 'main',
    deliveredAt: '2026-11-22T09:00:20Z',
    bouncedAt: '2026-11-22T11:00:00Z',
    events: [EVENT, click],
  });
  assert.deepEqual(moments.map(({ what }) => what), [
    'Queued',
    'Rejected for now by the mail server relay',
    'Accepted by the mail server main',
    'Delivery confirmed by a server',
    'Link 2 requested (HEAD)',
    'Tracking image loaded',
    'Bounced',
  ]);
  assert.equal(moments[1].reply, '452 4.2.2 Mailbox full');
  assert.equal(moments[2].reply, '250 ok');
  assert.equal(new Set(moments.map(({ key }) => key)).size, moments.length);
});

test('only a person’s event counts as one', () => {
  const whoOf = (type) => momentsOf({ ...DELIVERY, events: [{ ...EVENT, class: type }] })[2].who;
  assert.deepEqual(['human-via-proxy', 'prefetch', 'unknown'].map(whoOf), ['person', 'program', 'unknown']);
});

test('a mail that came back is a moment that leads to it', () => {
  const report = { id: 'r/1', kind: 'auto-reply', summary: 'A program answered.', receivedAt: '2026-11-22T09:10:00Z' };
  const moment = momentsOf({ ...DELIVERY, reports: [report] })[2];
  assert.deepEqual([moment.what, moment.href, moment.text], ['Came back: auto reply', '#/returned/r%2F1', 'A program answered.']);
});

test('the raw facts of an event say what is not known', () => {
  assert.deepEqual(Object.fromEntries(factsOf(EVENT)), {
    'User agent': 'none',
    Network: 'unknown',
    Request: 'GET',
    Time: '2026-11-22T10:00:00Z',
    Verdict: 'human-direct, certain',
    Rules: 'r1',
    Ruleset: '2026.11',
    'Event ID': 'e1',
  });
});

test('what is left of older events is shown as a summary', () => {
  const summary = { kind: 'open', link: 0, class: 'human-direct', confidence: 'certain', reasons: [], agent: 'Chrome/143', events: 3, firstAt: '2026-11-22T10:00:00Z', lastAt: '2026-11-23T10:00:00Z' };
  const markup = shown({ opens: counts(4, 0), summaries: [summary] });
  assert.match(markup, /Image loaded 3 times/);
  assert.match(markup, /Older events, summarized/);
  assert.match(markup, /Chrome\/143/);
  assert.doesNotMatch(markup, /events are listed/);
  assert.doesNotMatch(shown({}), /Older events, summarized/);
});

test('a delivery shows its replies and the reasons of its verdicts', () => {
  const markup = shown({ attempts: [{ at: '2026-11-22T09:00:03Z', status: '4.2.2', reply: '452 Mailbox full' }] });
  assert.match(markup, /4\.2\.2 452 Mailbox full/);
  assert.match(markup, /Person, directly from their mail client \(certain\)/);
  assert.match(markup, /<li><bdi>A reason\.<\/bdi><\/li>/);
  assert.match(shown({ state: 'refused', acceptedAt: null, detail: '550 no' }), /notice reply problem.*550 no/);
  assert.match(shown({ opens: counts(3, 0) }), /1 of 3 events are listed\./);
});

test('who may only read neither corrects verdicts nor sees the mail', () => {
  assert.doesNotMatch(shown({ message: 'm1' }), /Correct the verdict|Show the mail/);
  assert.match(shown({ message: 'm1' }, 'operator'), /Correct the verdict.*Show the mail/);
  assert.doesNotMatch(shown({ message: null }, 'operator'), /Show the mail/);
  assert.doesNotMatch(shown({}, 'operator'), /Remove the correction/);
  assert.match(shown({ events: [{ ...EVENT, rules: ['corrected'] }] }, 'operator'), /Remove the correction/);
});

test('a correction says what it changed', () => {
  const after = { ...DELIVERY, level: 'machine-seen', opens: counts(0, 1) };
  assert.deepEqual(changesOf(DELIVERY, after, (level) => level), ['Reader: seen → machine-seen', 'Opens by people: 1 → 0', 'Opens by machines: 0 → 1']);
  assert.deepEqual(changesOf(DELIVERY, DELIVERY, (level) => level), []);
});

const MAIL = { subject: 'Hello', from: 'a@example.com', html: '<p>Hi</p>', text: 'Hi', source: 'Subject: Hello\r\n', keptUntil: null };

test('the mail is shown in tabs, without one for what it lacks', () => {
  assert.match(markupOf(html`<${MailTabs} mail=${MAIL} />`), /HTML.*Text.*Source.*<iframe/);
  const plain = markupOf(html`<${MailTabs} mail=${{ ...MAIL, html: null }} />`);
  assert.doesNotMatch(plain, /HTML|<iframe/);
  assert.match(plain, /<pre[^>]*>Hi<\/pre>/);
});

test('strangers’ words in a delivery, its mail and the lists are text, whatever they hold', () => {
  for (const text of HOSTILE) {
    const event = { ...EVENT, agent: text, reader: text, device: text, network: text, reasons: [text], id: text, rules: [text], ruleset: text };
    const report = { id: text, kind: text, summary: text, receivedAt: EVENT.at, recipient: text, campaign: text, effects: [text] };
    const hostile = {
      ...DELIVERY,
      id: text,
      to: text,
      subject: text,
      campaign: text,
      topic: text,
      detail: text,
      state: text,
      provider: text,
      queueId: text,
      failure: { explanation: text },
      attempts: [{ at: EVENT.at, status: text, reply: text }],
      events: [event],
      reports: [report],
      clicks: { ...counts(1, 0), links: [{ link: 1, destination: text, ...counts(1, 0) }] },
    };
    const operation = { id: text, operation: text, target: text, actor: { kind: text, name: text }, network: text, status: null, at: EVENT.at };
    const tableOf = (description, item) => markupOf(html`<${ItemTable} description=${description} feed=${{ items: [item], next: null }} filters=${{}} />`);
    for (const markup of [
      shown(hostile, 'operator'),
      markupOf(html`<${MailTabs} mail=${{ ...MAIL, html: null, subject: text, from: text, text }} />`),
      tableOf(DELIVERY_LISTING, hostile),
      tableOf(REPORT_LISTING, report),
      tableOf(AUDIT_LISTING, operation),
    ]) {
      assert.ok(!isInjected(markup), markup.slice(0, 600));
      assert.ok(markup.includes(escaped(text)), text.slice(0, 40));
    }
  }
});

test('a list of mail that nobody opened warns that this is not known of a person', () => {
  const hintOf = (filters) => markupOf(html`<${ItemTable} description=${DELIVERY_LISTING} feed=${{ items: [DELIVERY], next: null }} filters=${filters} />`);
  assert.match(hintOf({ reader: 'nobody' }), /may have read them all the same/);
  assert.doesNotMatch(hintOf({ reader: 'people' }), /may have read them all the same/);
});
