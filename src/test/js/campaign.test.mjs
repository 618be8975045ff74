import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharesOf } from '../../main/webapp/assets/js/views/campaign/average.js';
import { Page } from '../../main/webapp/assets/js/views/campaign/archive.js';
import { badgesOf } from '../../main/webapp/assets/js/views/campaign/click-map.js';
import { Pooled, wordsOf } from '../../main/webapp/assets/js/views/campaign/pooled.js';
import { Result } from '../../main/webapp/assets/js/views/campaign/comparison.js';
import { CAMPAIGN_LISTING } from '../../main/webapp/assets/js/views/campaigns/list.js';
import { ItemTable } from '../../main/webapp/assets/js/parts/listing.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

const RATE = { tracked: 3, clicked: { of: 3, share: 0.1 }, atLeast: { share: 0.5 }, plausible: null };
const listed = (name, change = {}) => ({ name, deliveries: 1234, accepted: 0, opens: { total: 7 }, openRate: RATE, held: null, profile: 'individual', ...change });
const listOf = (items, filters = {}) => markupOf(html`<${ItemTable} description=${CAMPAIGN_LISTING} feed=${{ items, next: null }} filters=${filters} />`);

test('the list of campaigns has their figures, and leads to each with the range', () => {
  const markup = listOf([listed('spring', { held: { failures: 1 } })], { q: 'spr', days: '7' });
  assert.match(markup, /href="#\/campaigns\/spring\?days=7"/);
  for (const text of ['1,234', 'at least 50%', 'at least 10%', '>held<', '1 campaign<']) {
    assert.ok(markup.includes(text), text);
  }
});

test('the numbers of each privacy profile stand by themselves', () => {
  const under = (profile, total) => ({ profile, opens: { total }, openRate: RATE });
  const markup = listOf([listed('spring', { profile: undefined, profiles: [under('individual', 8), under('consent', 4)] })]);
  assert.match(markup, /individual<\/span> <span class>8</);
  assert.match(markup, /consent<\/span> <span class>4</);
});

test('figures that a role may not see are hidden in the list', () => {
  const markup = markupOf(html`<${ItemTable} description=${CAMPAIGN_LISTING} feed=${{ items: [{ name: 'few', hidden: true, held: null, profile: 'individual' }], next: null }} filters=${{}} />`);
  assert.equal(markup.match(/hidden</g).length, 5);
});

test('strangers’ texts in the views of campaigns are text, whatever they hold', () => {
  for (const text of HOSTILE) {
    const side = { name: text, count: 1, of: 2, share: 0.5, low: 0, high: 1 };
    const markup = [
      listOf([listed(text)]),
      markupOf(html`<${Result} comparison=${{ first: side, second: side, summary: text }} />`),
      markupOf(html`<${Page} url="https://mail.example/archive/1" message=${text} publishedAt="2026-12-01T12:00:00.000Z" />`),
    ].join('');
    assert.ok(markup.includes(`<bdi>${escaped(text)}</bdi>`), text.slice(0, 40));
    assert.ok(!isInjected(markup), markup.slice(0, 400));
  }
});

const campaign = (deliveries, seen) => ({
  deliveries,
  delivered: deliveries,
  bounced: 0,
  complained: 0,
  openRate: { atLeast: { count: seen, of: deliveries }, clicked: { count: 0, of: deliveries } },
});

test('the average of the other campaigns counts each recipient once', () => {
  const seen = sharesOf(campaign(10, 5), [campaign(100, 10), campaign(300, 90)]).find(({ key }) => key === 'seen');
  assert.deepEqual(seen, { key: 'seen', own: '50%', average: '25%' });
});

test('each link of the mail has the clicks of its address', () => {
  const mail = { links: [{ number: 1, url: 'https://a.example/' }, { number: 2, url: 'https://b.example/' }, { number: 3, url: 'https://a.example/' }] };
  assert.deepEqual(badgesOf(mail, [{ url: 'https://a.example/', clicks: { people: 1200 } }]), [
    { link: 1, label: '1,200' },
    { link: 2, label: '0' },
    { link: 3, label: '1,200' },
  ]);
});

test('mail with shared pixels has its openers with their limits, or why there is no number', () => {
  const pooled = { status: 'estimated', recipients: 1000, pools: 200, opens: { estimate: 251, low: 220, high: 280 } };
  assert.equal(wordsOf(pooled), 'About 251 of 1,000 recipients opened it: between 220 and 280 (95% confidence interval).');
  assert.match(wordsOf({ status: 'saturated', recipients: 10 }), /cannot be estimated/);
  assert.match(wordsOf({ status: 'too-few', recipients: 10 }), /^Too few/);
  const clicks = { total: 1234, links: [{ link: 1, clicks: 1000 }, { link: 4, clicks: 234 }] };
  const markup = markupOf(html`<${Pooled} pooled=${{ ...pooled, clicks }} />`);
  for (const text of ['Clicks by people: 1,234.', 'Link 4: 234']) {
    assert.ok(markup.includes(text), text);
  }
});
