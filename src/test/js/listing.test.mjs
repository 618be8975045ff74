import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterForm } from '../../main/webapp/assets/js/parts/filter-form.js';
import { ItemTable, Nothing, changeOf } from '../../main/webapp/assets/js/parts/listing.js';
import { segmentsOf, visibleRows } from '../../main/webapp/assets/js/parts/virtual-rows.js';
import { addressOf } from '../../main/webapp/assets/js/route.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

const DESCRIPTION = {
  name: 'things',
  columns: [
    { title: 'Thing', kind: 'mail', draw: ({ name }, linked) => linked(html`<bdi>${name}</bdi>`) },
    { title: 'Size', kind: 'number', draw: ({ size }) => size },
  ],
  keyOf: ({ name }) => name,
  href: ({ name }, filters) => addressOf(['things', name], filters),
  count: (number, attribute = '') => `${number} ${attribute}things`,
  empty: { title: 'No things', text: 'Make one.', href: '#/make', action: 'Make' },
  noMatch: { title: 'No match', href: '#/things', action: 'All' },
  hint: 'A hint.',
};
const things = (...names) => names.map((name) => ({ name, size: 1 }));
const feedOf = (items, rest = {}) => ({ address: '#/', items, next: null, ...rest });
const table = (feed, props = {}) => markupOf(html`<${ItemTable} description=${DESCRIPTION} feed=${feed} filters=${{}} ...${props} />`);
const nothing = (feed, isFiltered) => markupOf(html`<${Nothing} description=${DESCRIPTION} feed=${feed} isFiltered=${isFiltered} />`);

test('of a long table only the rows around the window are drawn', () => {
  assert.deepEqual(visibleRows(10_000, 200, 800, 50), { start: 0, end: 60 });
  assert.deepEqual(visibleRows(10_000, -250_000, 800, 50), { start: 4960, end: 5060 });
  assert.deepEqual(visibleRows(10_000, -499_900, 800, 50), { start: 9960, end: 10_000 });
  assert.deepEqual(visibleRows(100, -90_000, 800, 50), { start: 100, end: 100 });
});

test('gaps stand for the rows that are not drawn, and every row is in one place', () => {
  assert.deepEqual(segmentsOf(5, { start: 0, end: 200 }), [0, 1, 2, 3, 4].map((row) => ({ row })));
  assert.deepEqual(segmentsOf(10, { start: 3, end: 5 }, [8, 3, -1, 99]), [
    { gap: 3, from: 0 },
    { row: 3 },
    { row: 4 },
    { gap: 3, from: 5 },
    { row: 8 },
    { gap: 1, from: 9 },
  ]);
  const drawn = segmentsOf(10_000, { start: 4960, end: 5060 }, [2, 9000]);
  assert.equal(drawn.reduce((sum, { gap = 1 }) => sum + gap, 0), 10_000);
  assert.deepEqual(segmentsOf(0, { start: 0, end: 200 }, [-1]), []);
});

test('a row leads to its item with the filters of the list, and the open one is marked', () => {
  const markup = table(feedOf(things('a', 'b')), { filters: { q: 'x' }, openKey: 'b' });
  assert.match(markup, /href="#\/things\/a\?q=x"/);
  assert.match(markup, /<tr role="row" class="open" aria-rowindex="3" data-key="b"><td role="cell" class="mail"><a class="row-link"[^>]*aria-current="true"/);
  assert.match(markup, /aria-rowcount="3"/);
  assert.match(markup, /2 things/);
  assert.match(markup, /A hint\./);
});

test('a list says how much of it is read', () => {
  assert.match(table(feedOf(things('a'), { next: 'c' })), /Load more.*1 things; more available/);
  assert.match(table(feedOf(things('a'), { next: 'c' })), /aria-rowcount="-1"/);
  assert.match(table(feedOf(things('a'), { next: 'c', searchedTo: '2026-11-22T10:00:00Z' })), /Search further back.*1 things found so far, back to 22 Nov 2026/);
});

test('an empty list explains itself, and says nothing final while a search is not at its end', () => {
  assert.match(nothing(feedOf([]), false), /No things.*Make one\..*href="#\/make"/);
  assert.match(nothing(feedOf([]), true), /No match.*href="#\/things"/);
  const searching = nothing(feedOf([], { next: 'c', searchedTo: '2026-11-22T10:00:00Z' }), true);
  assert.doesNotMatch(searching, /No match/);
  assert.match(searching, /Search further back.*0 things found so far/);
});

test('what changed is announced, and what did not is not', () => {
  const change = (before, after) => changeOf(before, after, DESCRIPTION.keyOf, DESCRIPTION.count);
  assert.equal(change(null, feedOf(things('a', 'b'))), '2 things shown');
  assert.equal(change(feedOf(things('a')), feedOf(things('b', 'a'))), '1 more things');
  assert.equal(change(feedOf(things('b', 'a')), feedOf(things('b'))), '');
  assert.equal(change(feedOf(things('a')), { ...feedOf(things('a')), address: '#/?q=x' }), '1 things shown');
});

const FIELDS = [
  { name: 'q', label: 'Search', isWide: true, placeholder: 'ann@example.com' },
  { name: 'state', label: 'State', options: [['sent', 'Sent'], ['lost', 'Lost']], isMore: true },
];
const form = (filters) => markupOf(html`<${FilterForm} label="Filter things" fields=${FIELDS} filters=${filters} />`);

test('filters show what the address holds, and open what is rarely used if it is used', () => {
  assert.doesNotMatch(form({}), /Clear|<details[^>]* open/);
  const markup = form({ q: 'ann', state: 'lost' });
  assert.match(markup, /<label for="filter-q">Search<\/label><input id="filter-q"[^>]*value="ann"/);
  assert.match(markup, /<details class="more-filters" open/);
  assert.match(markup, /<option selected value="lost">Lost/);
  assert.match(markup, /Clear/);
  assert.match(form({ state: 'odd' }), /<option selected value="odd">odd/);
});

test('strangers’ words in lists and filters are text, whatever they hold', () => {
  for (const text of HOSTILE) {
    for (const markup of [table(feedOf(things(text)), { openKey: text, filters: { q: text } }), form({ q: text, state: text })]) {
      assert.ok(!isInjected(markup), markup.slice(0, 600));
      assert.ok(markup.includes(escaped(text)), text.slice(0, 40));
    }
  }
});
