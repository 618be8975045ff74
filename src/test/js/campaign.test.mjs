import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharesOf } from '../../main/webapp/assets/js/views/campaign/average.js';
import { badgesOf } from '../../main/webapp/assets/js/views/campaign/click-map.js';

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
