import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '../../main/webapp/assets/js/api.js';
import { keyError } from '../../main/webapp/assets/js/key.js';
import { sentence } from '../../main/webapp/assets/js/notices.js';
import { ROUTES } from '../../main/webapp/assets/js/routes.js';
import { may, setSession } from '../../main/webapp/assets/js/session.js';
import { originOf, outcomeOf } from '../../main/webapp/assets/js/views/audit/list.js';
import { rangeOf } from '../../main/webapp/assets/js/range.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { consequenceOf, correctionLabel } from '../../main/webapp/assets/js/views/returned/correction.js';
import { Contents } from '../../main/webapp/assets/js/views/returned/panel.js';
import { refusalOf } from '../../main/webapp/assets/js/views/sign-in/view.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

const TERMS = {
  kinds: [
    { id: 'bounce', consequence: 'The delivery bounces.' },
    { id: 'delay', consequence: 'Nothing changes.' },
  ],
  reasons: [{ id: 'mailbox-gone', consequence: 'Bounced and suppressed.' }],
};

test('a correction says what it changes before it is applied', () => {
  const report = { delivery: 'd1', effects: [] };
  assert.equal(consequenceOf({ kind: 'bounce', reason: 'mailbox-gone' }, report, TERMS), 'Bounced and suppressed.');
  assert.equal(
    consequenceOf({ kind: 'delay' }, { ...report, effects: ['bounced'] }, TERMS),
    'Nothing changes. What the mail changed before is taken back.',
  );
  assert.match(consequenceOf({ kind: 'delay' }, { ...report, delivery: null }, TERMS), /No delivery/);
});

test('a corrected mail says what the rules read', () => {
  const read = { kind: 'bounce', failure: { reason: 'mailbox-full' } };
  assert.equal(correctionLabel({ corrected: true, read }), 'A person corrected this. The rules read: bounce (mailbox full).');
  assert.match(correctionLabel({ corrected: true, read: { kind: 'reply', failure: null } }), /read: reply\.$/);
  assert.match(correctionLabel({ corrected: false, read }), /If this is wrong/);
});

const reportOf = (text) => ({
  id: '01a',
  kind: text,
  class: 'hard',
  reason: null,
  recipient: text,
  campaign: text,
  status: text,
  action: text,
  messageId: text,
  receivedAt: '2026-12-01T12:00:00.000Z',
  source: text,
  rules: [text],
  ruleset: '1',
  diagnostic: text,
  octets: 0,
  effects: [text],
  suppression: { until: '2026-12-31T12:00:00.000Z' },
  confidence: 'certain',
  delivery: 'd1',
  forwarded: { state: 'failed', at: '2026-12-01T12:00:00.000Z', detail: text },
  corrected: true,
  read: { kind: text, failure: { reason: text } },
  sentences: { kind: text, reason: text, effects: [text], explanation: text, match: text },
});

test('strangers’ texts in a mail that came back are text, whatever they hold', () => {
  setSession({ role: 'read' });
  for (const text of HOSTILE) {
    const markup = markupOf(html`<${Contents} report=${reportOf(text)} terms=${TERMS} />`);
    assert.ok(markup.includes(`<bdi>${escaped(text)}</bdi>`), text.slice(0, 40));
    assert.ok(!isInjected(markup), markup.slice(0, 400));
    assert.match(markup, /The source was deleted\./);
  }
});

test('a mail that came back is corrected by those who may', () => {
  const terms = { kinds: [{ id: 'bounce', text: 'It failed.', needsReason: true }], reasons: [{ id: 'unknown', text: 'Not known.' }] };
  const report = { ...reportOf('x'), kind: 'bounce', octets: 5 };
  const shown = (role) => {
    setSession({ role });
    return markupOf(html`<${Contents} report=${report} terms=${terms} />`);
  };
  assert.match(shown('operator'), /Show source.*<form.*Remove the correction…/s);
  assert.doesNotMatch(shown('read'), /<form|<button/);
});

test('an operation without a status has an unknown outcome', () => {
  assert.deepEqual([200, 204, 404, null].map((status) => outcomeOf(status).text), ['done', 'done', 'refused (404)', 'unknown']);
});

test('an operation says what identified its actor, and from where', () => {
  assert.equal(originOf({ actor: { kind: 'api-key', name: 'x' }, network: '192.0.2.0/24' }), 'api key, from 192.0.2.0/24');
  assert.equal(originOf({ actor: { kind: 'none', name: '' }, network: null }), 'not signed in');
});

test('a range of days is thirty days long unless the address says otherwise', () => {
  const { from, to, zone } = rangeOf({ zone: 'UTC' });
  assert.equal(Date.parse(to) - Date.parse(from), 29 * 24 * 60 * 60 * 1000);
  assert.equal(zone, 'UTC');
  assert.deepEqual(rangeOf({ from: '2026-01-01', to: '2026-01-02' }), { from: '2026-01-01', to: '2026-01-02', zone: 'Europe/Lisbon' });
});

test('a key that cannot be one is refused before it is sent', () => {
  assert.equal(keyError('abc-DEF_123'), null);
  assert.equal(keyError(''), 'Enter the key.');
  assert.match(keyError('two words'), /without spaces/);
  assert.match(keyError('schlüssel'), /ASCII/);
});

test('a refusal to sign in is shown as the server explains it', () => {
  assert.equal(refusalOf(new Problem({ status: 403, title: 'Permission denied', detail: 'Wrong.' })), 'Permission denied. Wrong.');
});

test('the page offers what the role of the session permits', () => {
  const permitted = (role) => {
    setSession({ role });
    return ['read', 'figures', 'operate', 'submit'].filter(may);
  };
  assert.deepEqual(['send', 'read', 'analyst', 'operator', 'admin'].map((role) => permitted(role).join(' ')), [
    'submit',
    'read figures',
    'figures',
    'read figures operate',
    'read figures operate submit',
  ]);
  assert.equal(setSession(null), false);
  assert.deepEqual(ROUTES.filter(({ permission }) => may(permission)), []);
});

test('a title becomes a sentence once', () => {
  assert.deepEqual(['Sent', 'Sent.', 'Sent?'].map(sentence), ['Sent.', 'Sent.', 'Sent?']);
});
