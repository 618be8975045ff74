import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, daysAgo, fullTime, shortTime, startOfDay } from '../../main/webapp/assets/js/time.js';

const NOW = new Date('2026-07-15T12:00:00Z'); // 13:00 in Lisbon

test('a list shows an instant as short as the day is unambiguous', () => {
  assert.equal(shortTime('2026-07-15T07:05:00Z', NOW).text, 'Today, 08:05');
  assert.equal(shortTime('2026-07-14T23:30:00Z', NOW).text, 'Today, 00:30');
  assert.equal(shortTime('2026-07-14T07:05:00Z', NOW).text, '14 Jul, 08:05');
  assert.equal(shortTime('2025-12-31T07:05:00Z', NOW).text, '31 Dec 2025, 07:05');
});

test('the exact instant stays available', () => {
  const { instant, exact } = fullTime('2026-07-15T07:05:09Z');
  assert.equal(instant, '2026-07-15T07:05:09Z');
  assert.equal(exact, '2026-07-15T07:05:09.000Z (shown in Europe/Lisbon)');
});

test('a detail shows an instant to the second', () => {
  assert.equal(fullTime('2026-07-15T07:05:09Z').text, '15 Jul 2026, 08:05:09');
});

test('a calendar day belongs to no time zone', () => {
  assert.equal(day('2026-11-22'), 'Sun, 22 Nov 2026');
});

test('days before today are counted in the zone, over a change of its clock', () => {
  assert.equal(daysAgo(0, 'Pacific/Kiritimati', NOW), '2026-07-16');
  assert.equal(daysAgo(0, 'UTC', NOW), '2026-07-15');
  assert.equal(daysAgo(6, 'Europe/Lisbon', new Date('2026-03-30T00:30:00Z')), '2026-03-24');
});

test('an invalid zone, which the server reports, counts as UTC', () => {
  assert.equal(daysAgo(1, 'No/Where', NOW), '2026-07-14');
});

test('a day begins at midnight of its zone, also when clocks change', () => {
  const starts = {
    '2026-11-22 UTC': '2026-11-22T00:00:00.000Z',
    '2026-03-29 Europe/Berlin': '2026-03-28T23:00:00.000Z',
    '2026-03-30 Europe/Berlin': '2026-03-29T22:00:00.000Z',
    '2026-10-26 Europe/Berlin': '2026-10-25T23:00:00.000Z',
    '2026-11-22 America/Los_Angeles': '2026-11-22T08:00:00.000Z',
    '2026-11-22 Asia/Kathmandu': '2026-11-21T18:15:00.000Z',
    '2026-04-24 Africa/Cairo': '2026-04-23T22:00:00.000Z',
  };
  const found = Object.keys(starts).map((key) => [key, startOfDay(...key.split(' '))]);
  assert.deepEqual(Object.fromEntries(found), starts);
});
