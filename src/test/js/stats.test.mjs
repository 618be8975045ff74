import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkName } from '../../main/webapp/assets/js/parts/panels.js';
import { readCampaigns, readClasses, readHours, readLinks, readProviders, readSeries, readTotals } from '../../main/webapp/assets/js/stats.js';

const EVENTS = { people: 3, machines: 5, unknown: 1, repeated: 0, unjudged: 0 };
const ROW = {
  profile: 'individual',
  accepted: 10,
  delivered: 9,
  failed: 1,
  bounced: 1,
  complained: 0,
  unsubscribed: 0,
  replied: 0,
  seen: 3,
  clicked: 1,
  opens: EVENTS,
  clicks: EVENTS,
};
const RANGE = { from: '2026-11-01', to: '2026-11-30', zone: 'UTC', campaign: undefined };

/** The options of a request that is answered so, and the addresses that were asked. */
function answering(answer) {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    return Response.json({ profiles: ['individual'], ...answer });
  };
  return { asked, options: { fetch } };
}

test('totals come with those of the range before', async () => {
  const { asked, options } = answering({ rows: [{ ...ROW, previous: { ...ROW, delivered: 4 } }], recounting: 7 });
  const { now, before, isRecounting } = await readTotals(RANGE, options);
  assert.deepEqual(asked, ['api/v1/stats/totals?from=2026-11-01&to=2026-11-30&zone=UTC&compare=previous']);
  assert.deepEqual([now.delivered, now.opens.people, before.delivered, isRecounting], [9, 3, 4, true]);
});

test('hidden figures are null, not zero', async () => {
  const { now, before } = await readTotals(RANGE, answering({ rows: [{ profile: 'individual', hidden: true }] }).options);
  assert.deepEqual([now.delivered, now.opens.people, before.clicks.machines], [null, null, null]);
});

test('numbers are those of one privacy profile', async () => {
  const rows = [ROW, { ...ROW, profile: 'consent', delivered: 2 }];
  const answer = { rows, profiles: ['individual', 'consent'] };
  const first = await readTotals(RANGE, answering(answer).options);
  const chosen = await readTotals({ ...RANGE, profile: 'consent' }, answering(answer).options);
  assert.deepEqual([first.now.delivered, first.profiles, chosen.now.delivered], [9, ['individual', 'consent'], 2]);
});

test('each table has its key', async () => {
  const series = await readSeries({ ...RANGE, granularity: 'day' }, answering({ rows: [{ from: '2026-11-01T00:00:00Z', ...ROW }] }).options);
  const providers = await readProviders(RANGE, answering({ rows: [{ provider: 'google', ...ROW }] }).options);
  const campaigns = await readCampaigns({ ...RANGE, limit: 10 }, answering({ rows: [{ campaign: 'spring', ...ROW }, { campaign: 'small', profile: 'individual', hidden: true }] }).options);
  const [hour] = await readHours(RANGE, answering({ rows: [{ weekday: 1, hour: 9, ...ROW }] }).options);
  assert.deepEqual([series[0].from, providers[0].key, hour.weekday, hour.hour], ['2026-11-01T00:00:00Z', 'google', 1, 9]);
  assert.deepEqual(campaigns.map(({ key, seen }) => [key, seen]), [['spring', 3], ['small', null]]);
});

test('classes are plain numbers', async () => {
  const rows = [{ class: 'scanner', by: 'machines', profile: 'individual', opens: 4, clicks: 2 }, { class: 'bot', by: 'machines', profile: 'individual', hidden: true }];
  assert.deepEqual(await readClasses(RANGE, answering({ rows }).options), [
    { key: 'scanner', by: 'machines', opens: 4, clicks: 2 },
    { key: 'bot', by: 'machines', opens: null, clicks: null },
  ]);
});

test('a link is named by its address, its host, or by what is known of it', async () => {
  const rows = [
    { link: 'k1', url: 'https://shop.example/', ...ROW },
    { link: '#3', url: '', ...ROW },
    { host: 'shop.example', ...ROW },
    { host: '*', ...ROW },
    { host: '?', ...ROW },
  ];
  const links = await readLinks(RANGE, answering({ rows }).options);
  assert.deepEqual(links.map(linkName), [
    'https://shop.example/',
    'Unknown link 3',
    'shop.example',
    'All other links',
    'Links whose address is not known any more',
  ]);
});
