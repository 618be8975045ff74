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

test('items of a refreshed feed can have another key', () => {
  const named = (...names) => names.map((name) => ({ name }));
  const feed = withNewest({ items: named('c', 'b', 'a'), next: 'c1' }, { items: named('d', 'c'), next: 'c3' }, ({ name }) => name);
  assert.deepEqual(feed, { items: named('d', 'c', 'b', 'a'), next: 'c1' });
});

test('how far a search has come is that of the page read last', () => {
  const feed = withNextPage({ ...page([3], 'c3'), searchedTo: 'T3' }, { ...page([], 'c2'), searchedTo: 'T2' });
  assert.deepEqual([idsOf(feed), feed.next, feed.searchedTo], ['i3', 'c2', 'T2']);
});

test('a newest part that is all there is replaces the feed', () => {
  assert.equal(idsOf(withNewest(page([4, 3, 2]), page([4]))), 'i4');
});
