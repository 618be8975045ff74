import './browser.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { matchesOf } from '../../main/webapp/assets/js/palette.js';
import { FormDialog } from '../../main/webapp/assets/js/parts/form-dialog.js';
import { Form } from '../../main/webapp/assets/js/parts/form-dialog.js';
import { SECTIONS } from '../../main/webapp/assets/js/sections.js';
import { setSession } from '../../main/webapp/assets/js/session.js';
import { SETTINGS } from '../../main/webapp/assets/js/texts-settings.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { requestOf, restrictionsOf } from '../../main/webapp/assets/js/views/settings/access.js';
import { MailReport, Report } from '../../main/webapp/assets/js/views/settings/doctor.js';
import { lineOf as webhookLine, replayOf, requestOf as webhookOf } from '../../main/webapp/assets/js/views/settings/webhooks.js';
import { valueOf } from '../../main/webapp/assets/js/views/settings/operations.js';
import { detailsOf, outageOf } from '../../main/webapp/assets/js/views/settings/servers.js';
import { changesOf, Difference, Health } from '../../main/webapp/assets/js/views/settings/system.js';
import { Settings } from '../../main/webapp/assets/js/views/settings/view.js';
import { escaped, HOSTILE, isInjected } from './hostile.mjs';
import { renderToString } from './lib/render-to-string.mjs';

const sectionsOf = (role) => {
  setSession({ role });
  return [...renderToString(html`<${Settings} route=${{ pattern: 'settings' }} />`).matchAll(/href="#\/(?:settings\/)?(\w+)"/g)].map(([, name]) => name);
};

test('a role is offered the settings that it may use', () => {
  assert.deepEqual(sectionsOf('send'), ['api']);
  assert.deepEqual(sectionsOf('analyst'), ['api']);
  assert.deepEqual(sectionsOf('read'), ['suppressions', 'topics', 'queue', 'networks', 'api']);
  assert.deepEqual(sectionsOf('operator'), ['suppressions', 'topics', 'persons', 'queue', 'networks', 'api']);
  assert.equal(sectionsOf('admin').length, SECTIONS.length);
});

test('every section says what it is for', () => {
  assert.deepEqual(Object.keys(SETTINGS.hints).sort(), SECTIONS.map(({ pattern }) => pattern).sort());
});

test('the roles of a new key are those of the API, the least powerful first', () => {
  const api = JSON.parse(readFileSync(new URL('../../main/resources/telltale/web/api/openapi.json', import.meta.url), 'utf8'));
  assert.deepEqual(Object.keys(SETTINGS.roles).sort(), [...api.components.schemas.Role.enum].sort());
  assert.equal(Object.keys(SETTINGS.roles)[0], 'send');
});

test('a new key has lists and an instant', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(requestOf({ name: 'shop', role: 'send' }))), { name: 'shop', role: 'send' });
  assert.deepEqual(requestOf({ name: 'shop', role: 'send', expiresAt: '2026-12-01T10:00', ranges: '192.0.2.1, 2001:db8::/32', fromDomains: 'a.example\nb.example' }), {
    name: 'shop',
    role: 'send',
    expiresAt: '2026-12-01T10:00:00.000Z',
    ranges: ['192.0.2.1', '2001:db8::/32'],
    fromDomains: ['a.example', 'b.example'],
  });
});

test('the restrictions of a key are in words', () => {
  const free = { successor: null, ranges: [], campaignPrefix: null, fromDomains: [] };
  assert.equal(restrictionsOf(free), '');
  assert.equal(restrictionsOf({ ...free, successor: 'x', ranges: ['192.0.2.0/24'], campaignPrefix: 'shop-' }), 'replaced; from 192.0.2.0/24; campaigns shop-…');
});

test('a secret is only set or not set', () => {
  assert.deepEqual(
    [
      { value: '8080', isSecret: false, isDefault: true },
      { value: null, isSecret: true, isDefault: false },
      { value: null, isSecret: true, isDefault: true },
    ].map(valueOf),
    ['8080', 'set, not shown', 'not set'],
  );
});

test('what is wrong comes first, and what is right is folded', () => {
  const finding = (id, level) => ({ id, level, subject: id, seen: 'seen', meaning: 'means', remedy: level === 'ok' ? '' : 'do' });
  const report = { findings: [finding('fine', 'ok'), finding('odd', 'warning'), finding('bad', 'error'), finding('dark', 'unknown')], requirements: [] };
  const markup = renderToString(html`<${Report} report=${report} />`);
  const order = ['1 error, 1 warning.', 'bad', 'odd', 'Not known (1)', 'dark', 'As it should be (1)', 'fine'].map((text) => markup.indexOf(text));
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
  assert.ok(!order.includes(-1));
});

test('a test with mails says what it waits for, and lists its fetches', () => {
  const fetches = [
    { client: 'Slack', fetched: 'click', network: '192.0.2.0/24', here: { class: 'unfurler', confidence: 'certain' }, there: { class: 'unfurler', confidence: 'certain' }, reasons: ['It is a preview.'] },
    { client: 'Gmail', fetched: 'open', network: null, here: null, there: { class: 'human-via-proxy', confidence: 'probable' }, reasons: [] },
  ];
  const running = renderToString(html`<${MailReport} report=${{ endedAt: null, findings: [], fetches, waitingFor: ['main'] }} />`);
  for (const text of ['The test is running.', 'Not back yet: main.', 'certain', '(192.0.2.0/24)', 'It is a preview.', 'not recorded']) {
    assert.ok(running.includes(text), text);
  }
  const ended = renderToString(html`<${MailReport} report=${{ endedAt: '2026-12-01T12:00:00Z', findings: [], fetches: [], waitingFor: [] }} />`);
  assert.ok(ended.includes('Nothing is wrong.') && !ended.includes('running') && !ended.includes('<table'), ended);
});

test('a difference has every class once', () => {
  assert.deepEqual(changesOf({ before: { bot: 3, unknown: 1 }, after: { bot: 1, scanner: 3 } }), [
    { name: 'bot', before: 3, after: 1 },
    { name: 'unknown', before: 1, after: 0 },
    { name: 'scanner', before: 0, after: 3 },
  ]);
});

test('the system page shows what the replicated log holds, only if there is one', () => {
  const health = { status: 'ready', reasons: [], warnings: [], inbound: [], database: {}, hits: {}, spool: { waiting: 0 } };
  assert.ok(!renderToString(html`<${Health} health=${health} />`).includes('Replicated log'));
  const markup = renderToString(html`<${Health} health=${{ ...health, log: { up: true, waiting: 12_345 } }} />`);
  assert.match(markup, /Replicated log<\/h2>.*waiting<\/dt><dd><bdi>12,345<\/bdi>/is);
});

test('strangers’ texts in the settings are text, whatever they hold', () => {
  for (const text of HOSTILE) {
    const health = { status: 'degraded', reasons: [text], warnings: [text], inbound: [{ mailbox: text, error: text }], version: text, database: { url: text }, hits: {}, spool: {} };
    const difference = { deliveries: 2, changed: 1, before: { [text]: 1 }, after: {}, announced: [{ webhook: text, host: text, events: 3 }], examples: [text] };
    const finding = { id: text, level: 'error', subject: text, seen: text, meaning: text, remedy: text };
    const report = { findings: [finding], requirements: [{ id: text, text, answer: 'no', reason: text }] };
    const markup = renderToString(html`
      <${Health} health=${health} />
      <${Difference} difference=${difference} />
      <${Report} report=${report} />
      <${MailReport} report=${{ endedAt: null, findings: [finding], fetches: [{ client: text, fetched: text, network: text, here: { class: text, confidence: text }, there: { class: text, confidence: text }, reasons: [text] }], waitingFor: [text] }} />
      <${Form} fields=${[{ name: 'name', label: text, value: text, hint: text }]} submit="Save" />
      <${FormDialog} label=${text} />
    `);
    assert.ok(markup.includes(`<bdi>${escaped(text)}</bdi>`), text.slice(0, 40));
    assert.ok(!isInjected(markup), markup.slice(0, 400));
  }
});

const ENTRIES = ['Overview', 'API', 'spring overview', '<b>'].map((title) => ({ kind: 'view', title, href: `#/${title}` }));
const found = (text) => matchesOf(text, ENTRIES).map(({ kind, title, href }) => (kind === 'view' ? title : href));

test('the palette lists what begins with the text first', () => {
  setSession({ role: 'read' });
  assert.deepEqual(found(''), ['Overview', 'API', 'spring overview', '<b>']);
  assert.deepEqual(found('OVER'), ['Overview', 'spring overview', '#/deliveries?q=OVER']);
  assert.deepEqual(found('<b'), ['<b>', '#/deliveries?q=%3Cb']);
});

test('the palette leads to a delivery by its ID, and searches for anything else', () => {
  setSession({ role: 'read' });
  assert.deepEqual(found('0199f2a4-7b1c-7d3e-8f00-000000000001'), ['#/deliveries/0199f2a4-7b1c-7d3e-8f00-000000000001']);
  assert.deepEqual(found(' ann@example.com '), ['#/deliveries?q=ann%40example.com']);
});

test('a role without deliveries is not led to them', () => {
  setSession({ role: 'analyst' });
  assert.deepEqual(found('ann@example.com'), []);
});

test('a mail server says what it sends, and why it is down', () => {
  const server = { address: 'smtp.example.com:587', senders: ['news.example.com'], campaigns: ['news-*', 'sale'], connections: 1, perSecond: 14, waiting: 3 };
  assert.equal(detailsOf(server), 'smtp.example.com:587 · only from news.example.com · only campaigns news-*, sale · 1 connection · 14 a second · 3 waiting');
  assert.equal(detailsOf({ address: 'a:25', senders: [], campaigns: [], connections: 24, perSecond: 0, waiting: 0 }), 'a:25 · 24 connections');
  const outage = outageOf({ since: '2026-11-22T10:00:00Z', probeAt: '2026-11-22T10:01:00Z', detail: '421 <b>busy' });
  assert.match(outage, /^Down since .+, next attempt from .+: 421 <b>busy$/);
});

test('the request of a webhook is made of what was entered', () => {
  assert.deepEqual(webhookOf({ url: 'https://a.example/', types: 'open\nclick, complaint ', people: 'true', addresses: 'false' }), {
    url: 'https://a.example/', types: ['open', 'click', 'complaint'], people: true, addresses: false,
  });
  assert.deepEqual(webhookOf({ people: 'false', addresses: 'true' }), { types: [], people: false, addresses: true });
});

test('a webhook is described by what is wrong with it, and by what it gets', () => {
  const hook = { description: 'CRM', types: ['open', 'click'], people: true, campaign: 'spring', reason: null, failingSince: null, retryAt: null };
  assert.equal(webhookLine(hook), 'CRM · open, click · people only · spring');
  assert.match(webhookLine({ ...hook, reason: 'It answered 410 (Gone).', failingSince: '2026-12-01T12:00:00Z' }), /^It answered 410 \(Gone\)\. · failing since .+ · CRM/);
});

test('events are sent again by their failure, their time or both', () => {
  assert.deepEqual(replayOf({ which: 'failed' }), { failed: true, from: undefined, to: undefined });
  assert.match(replayOf({ which: 'all', from: '2026-12-01T12:00' }).from, /^2026-12-01T\d\d:00:00\.000Z$/);
});
