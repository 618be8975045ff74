import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, currentAddress, isSamePlace, routeOf } from '../../main/webapp/assets/js/route.js';
import { MOVED, NOT_FOUND, ROUTES, loaded } from '../../main/webapp/assets/js/routes.js';

const routed = (hash) => routeOf(hash, ROUTES, NOT_FOUND);

test('an address leads to its view', () => {
  const titles = {
    '': 'Overview',
    '#': 'Overview',
    '#/': 'Overview',
    '#/overview': 'Overview',
    '#/live': 'Live',
    '#/deliveries': 'Deliveries',
    '#/deliveries/': 'Deliveries',
    '#/deliveries/01a': 'Delivery',
    '#/campaigns': 'Campaigns',
    '#/campaigns/spring': 'Campaign',
    '#/returned': 'Returned mail',
    '#/returned/01a': 'Returned mail',
    '#/compose': 'Compose',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(titles).map((hash) => [hash, routed(hash).title])), titles);
});

test('an unknown address leads to no other view', () => {
  for (const hash of ['#/nothing', '#/compose/1', '#/deliveries/1/2', '#/__proto__', '#/{id}', '#%']) {
    assert.equal(routed(hash).title, 'Page not found', hash);
  }
});

test('an address without a path keeps its filters', () => {
  assert.deepEqual(routed('#/?days=7').filters, { days: '7' });
  assert.deepEqual(routed('#/?days=7').path, ['overview']);
});

test('an earlier address leads to the view of today', () => {
  const now = (hash) => currentAddress(hash, MOVED);
  assert.deepEqual(['#/send', '#send', '#/send?template=a'].map(now), ['#/compose', '#/compose', '#/compose?template=a']);
  for (const hash of ['', '#/', '#/sender', '#/campaigns/send', '#/__proto__', '#/toString', '#/deliveries?q=/send']) {
    assert.equal(now(hash), hash);
  }
});

test('a name comes back from its address whatever it holds', () => {
  for (const name of ['Spring / “été” 100%', 'a?b#c&d', '..', '{name}', '+ %2F', '__proto__', '\u{1F4E7}\n']) {
    const route = routed(addressOf(['campaigns', name], { from: '2026-11-01' }));
    assert.equal(route.params.name, name);
    assert.deepEqual(route.filters, { from: '2026-11-01' });
  }
});

test('an escape that is none is read as it stands', () => {
  assert.equal(routed('#/campaigns/100%').params.name, '100%');
});

test('a route knows its own filters only, without empty ones', () => {
  assert.deepEqual(routed('#/deliveries?to=+ann%40example.com+&state=&zone=UTC&x=1').filters, { to: 'ann@example.com' });
  assert.deepEqual(routed('#/campaigns?zone=Asia%2FTokyo&to=2026-11-30&state=failed').filters, {
    to: '2026-11-30',
    zone: 'Asia/Tokyo',
  });
  assert.deepEqual(routed('#/nothing?to=ann').filters, {});
});

test('an address without filters has no question mark', () => {
  assert.equal(addressOf(['deliveries']), '#/deliveries');
  assert.equal(addressOf(['deliveries', 'a b'], { state: 'failed' }), '#/deliveries/a%20b?state=failed');
});

test('filters make no other place, a parameter does', () => {
  assert.ok(isSamePlace(routed('#/deliveries/1?to=a'), routed('#/deliveries/1?to=b')));
  assert.ok(isSamePlace(routed(''), routed('#/overview')));
  assert.ok(!isSamePlace(routed('#/deliveries/1'), routed('#/deliveries/2')));
  assert.ok(!isSamePlace(routed('#/campaigns/compose'), routed('#/compose')));
  assert.ok(!isSamePlace(routed('#/nothing'), routed('#/nowhere')));
});

test('every row of the table has a title, a view, and a pattern of its own', () => {
  for (const { pattern, title, view } of ROUTES) {
    assert.ok(title, pattern);
    assert.equal(typeof view, 'function', pattern);
  }
  assert.equal(new Set(ROUTES.map(({ pattern }) => pattern)).size, ROUTES.length);
});

test('every view can be loaded, with what it shows inside', async () => {
  for (const row of [...ROUTES, NOT_FOUND]) {
    const { view, inner } = await loaded(row);
    assert.equal(typeof view.prototype.show, 'function', row.title);
    assert.equal(typeof view.prototype.close, 'function', row.title);
    assert.equal(inner === undefined, row.inner === undefined, row.title);
  }
});
