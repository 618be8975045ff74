import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_FEED, withNewest, withNextPage } from '../../main/webapp/assets/js/feed.js';

const item = (number) => ({ id: `i${number}`, createdAt: `2026-11-01T00:00:0${number}Z` });
const page = (numbers, next = null) => ({ items: numbers.map(item), next });
const idsOf = ({ items }) => items.map(({ id }) => id).join(' ');

test('a next page is appended without what is there already', () => {
  const feed = withNextPage(page([5, 4], 'c4'), page([4, 3], 'c3'));
  assert.equal(idsOf(feed), 'i5 i4 i3');
  assert.equal(feed.next, 'c3');
});

test('items can have another key', () => {
  const feed = withNextPage({ items: [{ name: 'a' }] }, { items: [{ name: 'a' }, { name: 'b' }], next: null }, ({ name }) => name);
  assert.deepEqual(feed, { items: [{ name: 'a' }, { name: 'b' }], next: null });
});

test('the newest part leaves the older pages in place', () => {
  const feed = withNewest(page([4, 3, 2, 1], 'c1'), page([6, 5, 4], 'c4'));
  assert.equal(idsOf(feed), 'i6 i5 i4 i3 i2 i1');
  assert.equal(feed.next, 'c1');
});

test('an item that left the newest part leaves the feed', () => {
  assert.equal(idsOf(withNewest(page([4, 3, 2], 'c2'), page([4, 2], 'c2'))), 'i4 i2');
});

test('a newest part without a connection to the feed replaces it', () => {
  assert.equal(idsOf(withNewest(page([2, 1]), page([9, 8], 'c8'))), 'i9 i8');
  assert.equal(idsOf(withNewest(EMPTY_FEED, page([1]))), 'i1');
});

test('items can have another time', () => {
  const mail = (number) => ({ id: `i${number}`, receivedAt: number });
  const feed = withNewest(
    { items: [mail(3), mail(2), mail(1)], next: 'c1' },
    { items: [mail(4), mail(3)], next: 'c3' },
    ({ receivedAt }) => receivedAt,
  );
  assert.equal(idsOf(feed), 'i4 i3 i2 i1');
});

test('a newest part that is all there is replaces the feed', () => {
  assert.equal(idsOf(withNewest(page([4, 3, 2]), page([4]))), 'i4');
});
