import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, count, share, shareOf, shortCount } from '../../main/webapp/assets/js/numbers.js';
import { BarList, shortened } from '../../main/webapp/assets/js/parts/bar-list.js';
import { Download } from '../../main/webapp/assets/js/parts/download.js';
import { Funnel, funnelOf } from '../../main/webapp/assets/js/parts/funnel.js';
import { HeatMap, gridOf, levelOf } from '../../main/webapp/assets/js/parts/heat-map.js';
import { IntervalBar, boxesOf, sentenceOf } from '../../main/webapp/assets/js/parts/interval-bar.js';
import { Choices, RangePicker } from '../../main/webapp/assets/js/parts/range-picker.js';
import { Series, labelledPlaces, movedPlace, pathOf, placeAt, summaryOf, ticksOf } from '../../main/webapp/assets/js/parts/series.js';
import { Tile, changeText } from '../../main/webapp/assets/js/parts/tile.js';
import { daysIn, granularitiesOf, granularityOf, rangeOf } from '../../main/webapp/assets/js/range.js';
import { setSession } from '../../main/webapp/assets/js/session.js';
import { stepFormats } from '../../main/webapp/assets/js/time.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

setSession({ role: 'read' });

const proportion = (part, of) => ({ count: part, of, share: part / of, low: part / of - 0.02, high: part / of + 0.02 });
const RATE = {
  tracked: 1000,
  clicked: proportion(90, 1000),
  atLeast: proportion(310, 1000),
  errorBound: {
    low: 0.27,
    high: 0.34,
    machinesCalledPeople: { count: 3, of: 1195, high: 0.0073 },
    peopleCalledMachines: { count: 0, of: 117, high: 0.032 },
    peopleUnknown: { count: 2, of: 117, high: 0.06 },
  },
  plausible: { low: 0.38, high: 0.55 },
  estimate: { share: 0.46, low: 0.38, high: 0.55 },
  notMeasurable: { ...proportion(380, 1000), causes: { prefetched: proportion(310, 1000), scanned: proportion(70, 1000) } },
  imagesBlocked: proportion(12, 90),
  assumptions: ['An assumption.'],
};

test('numbers have separators, and a number that a role may not see says so', () => {
  assert.deepEqual([0, 1234567, null].map(count), ['0', '1,234,567', 'hidden']);
  assert.equal(shortCount(1_234_567), '1.2M');
});

test('a small share has two digits, so that one complaint is not nothing', () => {
  assert.deepEqual([0, 1 / 3000, 0.0123, 0.0949, 0.5, 1].map(share), ['0%', '0.033%', '1.2%', '9.5%', '50%', '100%']);
  assert.deepEqual([shareOf(1, 0), shareOf(null, 5), shareOf(1, 4)], ['–', '–', '25%']);
});

test('a change needs something to compare with', () => {
  assert.deepEqual([change(12, 10), change(5, 10), change(3, 0)], ['+20%', '-50%', null]);
  assert.deepEqual([changeText(12, 10), changeText(3, 0), changeText(7, 7), changeText(7, null), changeText(null, 7)], [
    '+20% from 10',
    'up from 0',
    'no change',
    '',
    '',
  ]);
});

test('a figure leads to the rows behind it', () => {
  assert.match(markupOf(html`<${Tile} label="Bounces" now=${1234} before=${1000} href="#/returned" />`), /<a class="tile-number" href="#\/returned">1,234<\/a>.*\+23% from 1,000/s);
});

test('a figure leads nowhere for a role that may not see rows', () => {
  setSession({ role: 'analyst' });
  assert.doesNotMatch(markupOf(html`<${Tile} label="Bounces" now=${1} href="#/returned" />`), /href/);
  setSession({ role: 'read' });
});

test('strangers’ names in a list are text, whatever they hold', () => {
  for (const name of HOSTILE) {
    const rows = [{ key: name, name, href: '#/x', values: [1] }];
    const markup = markupOf(html`<${BarList} title="Names" columns=${['Name', 'Count']} rows=${rows} nothing="None" />`);
    assert.ok(markup.includes(`>${escaped(name)}</bdi>`), name.slice(0, 40));
    assert.ok(!isInjected(markup), markup.slice(0, 400));
  }
});

test('a tooltip has no ten thousand letters', () => {
  assert.equal(shortened('w'.repeat(10_000)).length, 301);
});

test('the bar of a list is as long as its part of the largest', () => {
  const rows = [['a', 10], ['b', 5], ['c', null]].map(([name, value]) => ({ key: name, name, values: [value] }));
  const markup = markupOf(html`<${BarList} title="x" columns=${['Name', 'Count']} rows=${rows} nothing="None" />`);
  assert.deepEqual([...markup.matchAll(/inline-size:\s?([\d.]+)%/g)].map(([, part]) => part), ['100', '50', '0']);
  assert.match(markupOf(html`<${BarList} title="x" columns=${[]} rows=${[]} nothing="None at all" />`), /None at all/);
});

test('a funnel compares each step with the one that it is a part of', () => {
  const steps = funnelOf({ sent: 200, accepted: 190, delivered: 180, seen: 60, clicked: 18, replied: 2, unsubscribed: 1 }, { sent: '#/deliveries' });
  const markup = markupOf(html`<${Funnel} steps=${steps} />`);
  assert.match(markup, /60<span class="hint"> 33% of delivered/);
  assert.match(markup, /180<span class="hint"> 95% of accepted/);
  assert.match(markup, /<a href="#\/deliveries">200<\/a>/);
});

test('a heat map has a cell and a number in its table for each hour of the week', () => {
  const markup = markupOf(html`<${HeatMap} title="Opens" cells=${[{ weekday: 1, hour: 9, value: 40 }, { weekday: 7, hour: 23, value: 8 }]} />`);
  assert.equal(markup.match(/<rect/g).length, 168);
  assert.equal(markup.match(/<td/g).length, 168);
  assert.match(markup, /Most on Monday at 09:00: 40/);
  assert.match(markup, /<title>Sunday, 23:00: 8<\/title>/);
});

test('a heat map without opens says so', () => {
  assert.match(markupOf(html`<${HeatMap} title="Opens" cells=${[]} />`), /No opens/);
});

test('cells outside a week are left out, and shades begin above zero', () => {
  assert.equal(gridOf([{ weekday: 8, hour: 1, value: 3 }, { weekday: 1, hour: 24, value: 3 }]).flat().reduce((a, b) => a + b), 0);
  assert.deepEqual([0, 1, 50, 51, 100].map((value) => levelOf(value, 100)), [0, 1, 3, 3, 5]);
});

test('an open rate is one sentence with its interval', () => {
  assert.equal(
    sentenceOf(RATE),
    'Between 38% and 55% of the recipients opened this mail. Best single guess: 46%. 31% were seen to open or click.',
  );
  assert.match(sentenceOf({ ...RATE, plausible: null, estimate: null }), /^At least 31% opened it/);
  assert.match(sentenceOf({ ...RATE, tracked: 0 }), /^Nothing can be measured/);
});

test('the drawing of an open rate lies within its width', () => {
  const boxes = boxesOf(RATE);
  assert.deepEqual(boxes.map((box) => box.class), ['rate-all', 'rate-least', 'rate-plausible', 'rate-estimate', 'rate-error']);
  assert.ok(boxes.every(({ x, width }) => x >= 0 && x + width <= 100), JSON.stringify(boxes));
  assert.equal(boxesOf({ ...RATE, plausible: null, estimate: null }).length, 3);
});

test('what cannot be measured is named with its causes', () => {
  const markup = markupOf(html`<${IntervalBar} rate=${RATE} unjudged=${12} />`);
  for (const text of ['For 38%, an open cannot be seen', '31% have their images fetched', '7% have their mail opened', '13% never loaded', 'An assumption.', '12 deliveries']) {
    assert.ok(markup.includes(text), text);
  }
});

test('an open rate of nothing has no drawing', () => {
  const nothing = { ...RATE, tracked: 0, clicked: { count: 0, of: 0, share: 0 }, imagesBlocked: null, plausible: null, estimate: null };
  assert.ok(!markupOf(html`<${IntervalBar} rate=${nothing} />`).includes('<svg'));
  const unestimated = { ...RATE, plausible: null, estimate: null };
  assert.ok(!markupOf(html`<${IntervalBar} rate=${unestimated} />`).includes('best guess'));
});

const route = (filters) => ({ path: ['overview'], filters });

test('the choice of a range keeps the other filters, and marks what is chosen', () => {
  const markup = markupOf(html`<${RangePicker} route=${route({ who: 'machines', days: '7', zone: 'UTC' })} go=${() => {}} />`);
  assert.match(markup, /href="#\/overview\?who=machines&amp;zone=UTC&amp;days=90"/);
  assert.match(markup, /aria-current="true">7 days</);
  assert.match(markup, /<option selected value="UTC"|<option value="UTC" selected/);
});

test('a range that is optional is not chosen by itself', () => {
  const markup = markupOf(html`<${RangePicker} route=${route({})} go=${() => {}} isOptional hasSeries=${false}>more</${RangePicker}>`);
  assert.doesNotMatch(markup, /aria-current|name="step"/);
  assert.match(markup, /more<\/div>$/);
});

test('what is saved as a file can be chosen', () => {
  const markup = markupOf(html`<${Download} name="figures" kinds=${{ links: '<b>' }} />`);
  assert.match(markup, /<option value="links">&lt;b><\/option>.*CSV.*NDJSON/s);
  assert.doesNotMatch(markupOf(html`<${Download} name="returned" onlyCsv />`), /<select|NDJSON/);
});

test('a range by hand stands on its button', () => {
  const markup = markupOf(html`<${RangePicker} route=${route({ from: '2026-01-01', to: '2026-01-31' })} go=${() => {}} />`);
  assert.match(markup, /2026-01-01 – 2026-01-31/);
  assert.doesNotMatch(markup, /aria-current/);
});

test('the first of alternatives needs no filter', () => {
  const markup = markupOf(html`<${Choices} route=${route({ days: '7' })} filter="who" label="By" options=${{ people: 'People', machines: 'Machines' }} />`);
  assert.match(markup, /href="#\/overview\?days=7" aria-current="true">People/);
  assert.match(markup, /href="#\/overview\?days=7&amp;who=machines">Machines/);
  assert.match(markupOf(html`<${Choices} route=${route({ who: 'toString' })} filter="who" label="By" options=${{ people: 'P' }} />`), /aria-current="true">P</);
});

test('the last days end today, also where the address holds nonsense', () => {
  const length = (days) => daysIn(rangeOf({ zone: 'UTC', days }));
  assert.deepEqual(['1', '7', '0', '-3', '1e9', 'x', undefined].map(length), [1, 7, 30, 30, 30, 30, 30]);
  assert.equal(daysIn({ from: '2026-02-02', to: '2026-01-01' }), 1);
  assert.equal(daysIn({ from: 'x', to: 'y' }), 1);
});

test('the step of a series fits its range', () => {
  const range = (to) => ({ from: '2026-01-01', to });
  assert.equal(granularityOf(range('2026-01-01')), 'hour');
  assert.equal(granularityOf(range('2026-01-30')), 'day');
  assert.equal(granularityOf(range('2026-12-31')), 'week');
  assert.equal(granularityOf(range('2029-12-31')), 'month');
  assert.equal(granularityOf(range('2026-01-05'), 'hour'), 'hour');
  assert.equal(granularityOf(range('2026-12-31'), 'hour'), 'week');
  assert.deepEqual(granularitiesOf(range('2026-01-20')), ['day', 'week']);
});

test('an hour is named in the zone of the range, not in the reader’s', () => {
  const { full, short } = stepFormats('hour', 'Asia/Kathmandu');
  assert.match(full('2026-11-22T18:15:00Z'), /^Mon,? 23 Nov,? 00:00$/);
  assert.equal(short('2026-11-22T18:15:00Z'), '00:00');
});

const POINTS = [{ from: '2026-11-21T00:00:00Z' }, { from: '2026-11-22T00:00:00Z' }];
const LINES = [{ label: 'Opens', values: [3, 7] }, { label: 'Clicks', values: [0, 1] }];

test('a chart over time has its numbers in a sentence and in a table', () => {
  const markup = markupOf(html`<${Series} title="Opens, Clicks" points=${POINTS} lines=${LINES} zone="UTC" granularity="day" />`);
  assert.match(markup, /Most: 7 \(Sun,? 22 Nov 2026\)/);
  assert.equal(markup.match(/<td/g).length, 4);
  assert.match(summaryOf('Opens', POINTS, [{ values: [0, 0] }], stepFormats('day', 'UTC')), /: none\.$/);
  assert.equal(summaryOf('Opens', [], LINES, stepFormats('day', 'UTC')), 'Opens');
});

test('arrow keys move along a chart and stop at its ends', () => {
  assert.equal(movedPlace('ArrowRight', null, 5), 0);
  assert.equal(movedPlace('ArrowLeft', null, 5), 4);
  assert.equal(movedPlace('ArrowRight', 4, 5), 4);
  assert.equal(movedPlace('Home', 3, 5), 0);
  assert.equal(movedPlace('a', 3, 5), undefined);
  assert.equal(movedPlace('End', null, 0), undefined);
});

test('an axis has few round numbers, and its last one is not exceeded', () => {
  assert.deepEqual(ticksOf(0), [0, 1]);
  assert.deepEqual(ticksOf(3), [0, 1, 2, 3]);
  assert.deepEqual(ticksOf(7), [0, 2, 4, 6, 8]);
  assert.deepEqual(ticksOf(480), [0, 100, 200, 300, 400, 500]);
  for (const most of [1, 9, 10, 11, 99, 101, 12_345, 9_999_999]) {
    assert.ok(ticksOf(most).at(-1) >= most && ticksOf(most).length <= 6, String(most));
  }
});

test('a line has a gap where a number is hidden, and one number is a dot', () => {
  assert.equal(pathOf([0, 5, null, 10], 10), 'M0 100h0L1 50M3 0h0');
  assert.equal(pathOf([5], 10), 'M0 50h0');
});

test('at most eight times are written below a chart', () => {
  assert.deepEqual(labelledPlaces(3), [0, 1, 2]);
  assert.deepEqual(labelledPlaces(30), [0, 4, 8, 12, 16, 20, 24, 28]);
  assert.deepEqual(labelledPlaces(0), []);
});

test('a pointer finds the nearest point', () => {
  assert.deepEqual([-0.1, 0.49, 0.51, 2].map((part) => placeAt(part, 2)), [0, 0, 1, 1]);
  assert.equal(placeAt(0.5, 0), null);
});
