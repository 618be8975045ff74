import './browser.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sendGet } from '../../main/webapp/assets/js/api.js';
import * as shown from '../../main/webapp/assets/js/views/api/document.js';
import { baseOf, rolesLabel } from '../../main/webapp/assets/js/views/api/panel.js';
import { printed } from '../../main/webapp/assets/js/views/api/try-form.js';

const FILE = fileURLToPath(new URL('../../main/resources/telltale/web/api/openapi.json', import.meta.url));
const API = JSON.parse(readFileSync(FILE, 'utf8'));
const operation = (id) => shown.operationsOf(API).find((one) => one.id === id);

test('every operation is in a group of its tag', () => {
  const grouped = shown.groupsOf(API).flatMap(({ operations }) => operations);
  assert.deepEqual(grouped.map(({ id }) => id).sort(), shown.operationsOf(API).map(({ id }) => id).sort());
  assert.equal(new Set(grouped).size, grouped.length);
});

test('a search finds operations by words of their method, path and texts', () => {
  const found = (search) => shown.groupsOf(API, search).flatMap(({ operations }) => operations.map(({ id }) => id));
  assert.deepEqual(found('delete template'), ['deleteTemplate']);
  assert.ok(found('POST  /messages').includes('submitMessage'));
  assert.deepEqual(found('no such thing'), []);
});

test('every schema has a type, and every body an example', () => {
  for (const { requestBody, responses, parameters } of shown.operationsOf(API)) {
    parameters.forEach(({ schema }) => assert.ok(shown.typeOf(API, schema).length > 0));
    const bodies = [requestBody ?? {}, ...Object.values(responses).map((one) => shown.resolved(API, one))];
    for (const content of bodies.flatMap((body) => Object.values(body.content ?? {}))) {
      assert.ok(shown.exampleOf(API, content).length > 0);
    }
  }
});

test('types are shown in words', () => {
  const typeOf = (schema) => shown.typeOf(API, schema);
  assert.equal(typeOf({ type: 'integer', minimum: 1, maximum: 200, default: 50 }), 'integer, 1 to 200, default 50');
  assert.equal(typeOf({ type: ['string', 'null'], format: 'date-time' }), 'string or null, date-time');
  assert.equal(typeOf({ enum: ['on', 'off'] }), '"on" | "off"');
  assert.equal(typeOf({ type: 'array', items: { type: 'string' } }), 'array of string');
  assert.equal(typeOf({ oneOf: [{ type: 'string' }, { type: 'null' }] }), 'string, or null');
});

test('the members of all parts of a schema are shown', () => {
  const schema = { allOf: [{ $ref: '#/components/schemas/Interval' }, { properties: { name: { type: 'string' } }, required: ['name'] }] };
  const members = shown.membersOf(API, schema);
  assert.deepEqual(members.map(({ name, required }) => [name, required]), [['low', true], ['high', true], ['name', true]]);
});

test('an address has the values of its parameters, encoded', () => {
  assert.equal(shown.addressFor(operation('getCampaign'), { name: 'a/b c', from: '', zone: 'Asia/Kolkata' }),
    '/api/v1/campaigns/a%2Fb%20c?zone=Asia%2FKolkata');
  assert.equal(shown.addressFor(operation('getDelivery'), {}), '/api/v1/deliveries/{id}');
});

test('only requests that change nothing can be tried', () => {
  const harmless = shown.operationsOf(API).filter(shown.isHarmless);
  assert.ok(harmless.every(({ method }) => method === 'GET'));
  assert.ok(harmless.every(({ path }) => !/^\/(track|pixel|click|unsubscribe)/.test(path)));
  assert.ok(harmless.length > 15);
});

test('a command can be pasted into a shell', () => {
  const base = 'https://mail.example.com/app';
  assert.equal(shown.curlOf(API, operation('listTemplates'), base),
    `curl -H 'Authorization: Bearer KEY' '${base}/api/v1/templates'`);
  assert.match(shown.curlOf(API, operation('compareCampaigns'), base), /\?first=text&second=text'$/);
  const odd = { ...operation('putTopic'), requestBody: { content: { 'application/json': { example: { title: "it's" } } } } };
  assert.match(shown.curlOf(API, odd, base), /^curl -X PUT .*it'\\''s/s);
  assert.match(shown.curlOf(API, operation('getPixel'), base), /^curl 'https/);
});

test('who may call an operation is a sentence', () => {
  assert.equal(rolesLabel(operation('listKeys')), 'Needs a key or a session with one of these roles: admin.');
  assert.equal(rolesLabel(operation('getLiveness')), 'Needs no key.');
});

test('the address of the application has no file and no slash at its end', () => {
  assert.equal(baseOf('http://localhost:8080/app/index.html#/api'), 'http://localhost:8080/app');
});

test('an answer is printed with line breaks if it is JSON', () => {
  assert.equal(printed('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(printed('# TYPE x'), '# TYPE x');
});

test('a tried request shows whatever the answer is', async () => {
  const fetch = async (address, { headers }) => new Response(`${address} ${headers['Telltale-Page'] !== undefined}`, { status: 404 });
  assert.deepEqual(await sendGet('api/v1/keys', { fetch }), { code: 404, text: 'api/v1/keys true' });
});
