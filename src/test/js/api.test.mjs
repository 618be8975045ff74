import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Problem,
  acceptReport,
  correctReport,
  listCampaignNames,
  listReports,
  publishMessage,
  readCampaign,
  readReportSource,
  removeCorrection,
  request,
  resumeCampaign,
  signInByKey,
  signInByLink,
  signInByUser,
  withdrawPublished,
} from '../../main/webapp/assets/js/api.js';
import { forgetLack } from '../../main/webapp/assets/js/notices.js';
import { notePresence } from '../../main/webapp/assets/js/presence.js';

/** Stands in for `fetch`: answers every request alike and keeps what was asked. */
function fetching(status, body, statusText = '') {
  const asked = [];
  const fetch = async (address, init) => {
    asked.push({ address, ...init });
    return new Response(status === 204 ? null : body, { status, statusText });
  };
  return { asked, fetch };
}

test('the session counts by a header that another site cannot send', async () => {
  const { asked, fetch } = fetching(200, '{"name": "a/b", "days": []}');

  await readCampaign('a/b', { from: '2026-11-01', to: '2026-11-30', zone: 'UTC' }, { fetch });

  assert.equal(asked[0].address, 'api/v1/campaigns?name=a%2Fb&from=2026-11-01&to=2026-11-30&zone=UTC');
  assert.equal(asked[0].headers['Telltale-Page'], '1');
  assert.equal(asked[0].headers.Authorization, undefined);
});

test('a campaign with a slash in its name is resumed at a path that servers accept', async () => {
  const { asked, fetch } = fetching(200, '{"name": "a/b 1", "held": null}');

  await resumeCampaign('a/b 1', { from: '2026-11-01', to: '2026-11-30', zone: 'UTC' }, { fetch });

  assert.equal(asked[0].address, 'api/v1/campaigns/a/b%201/resume?from=2026-11-01&to=2026-11-30&zone=UTC');
  assert.equal(asked[0].method, 'POST');
});

test('names of campaigns are searched for, and come without their counts', async () => {
  const { asked, fetch } = fetching(200, '{"campaigns": [{"name": "a"}, {"name": "b"}], "next": null}');

  assert.deepEqual(await listCampaignNames('50% &', { fetch }), ['a', 'b']);
  assert.equal(asked[0].address, 'api/v1/campaigns?fields=name&q=50%25+%26&limit=20');
});

test('a campaign publishes a message, and withdraws it', async () => {
  const { asked, fetch } = fetching(200, '{"url": "https://mail.example/archive/1"}');

  await publishMessage('a/b 1', '01a', { fetch });
  await withdrawPublished('a/b 1', { fetch });

  assert.deepEqual(asked.map(({ address, method, body }) => [address, method, body]), [
    ['api/v1/campaigns/a/b%201/archive', 'PUT', '{"message":"01a"}'],
    ['api/v1/campaigns/a/b%201/archive', 'DELETE', undefined],
  ]);
});

test('a mail is handed in as it is, with the envelope that is known', async () => {
  const { asked, fetch } = fetching(201, '{"id": "1", "new": true}');
  const mail = new Blob([new Uint8Array([0xff, 0x0a])]);

  await acceptReport({ mail, to: 'bounces+1@example.com' }, { fetch });

  const { address, method, headers, body } = asked[0];
  assert.deepEqual([address, method, headers['Content-Type'], headers['Envelope-To']], ['api/v1/inbound', 'POST', 'message/rfc822', 'bounces+1@example.com']);
  assert.ok(!('Envelope-From' in headers));
  assert.equal(body, mail);
});

test('returned mail is asked for by its filters, and paged by its cursor', async () => {
  const { asked, fetch } = fetching(200, '{"reports": [{"id": "1"}], "next": "1"}');

  const page = await listReports({ kind: 'bounce', class: 'hard', match: '', from: '2026-11-30', to: '2026-11-30', limit: 50, cursor: '2' }, { fetch });

  assert.deepEqual(page, { items: [{ id: '1' }], next: '1' });
  assert.equal(asked[0].address, 'api/v1/inbound?kind=bounce&class=hard&limit=50&cursor=2&from=2026-11-30T00%3A00%3A00.000Z&to=2026-12-01T00%3A00%3A00.000Z');
});

test('the source of a returned mail is a text, also if it looks like JSON', async () => {
  const { fetch } = fetching(200, '{"a": 1}');

  assert.equal(await readReportSource('1/2', { fetch }), '{"a": 1}');
  await assert.rejects(readReportSource('1', { fetch: fetching(410, '{"detail": "Deleted."}').fetch }), /Deleted/);
});

test('a correction is put and removed', async () => {
  const { asked, fetch } = fetching(200, '{"id": "1"}');

  await correctReport('1', { kind: 'bounce', reason: 'mailbox-gone' }, { fetch });
  await removeCorrection('1', { fetch });

  assert.deepEqual(
    asked.map(({ method, address, body }) => [method, address, body]),
    [
      ['PUT', 'api/v1/inbound/1/correction', '{"kind":"bounce","reason":"mailbox-gone"}'],
      ['DELETE', 'api/v1/inbound/1/correction', undefined],
    ],
  );
});

test('a problem document becomes a Problem', async () => {
  const { fetch } = fetching(400, '{"title": "Bad state", "detail": "Unknown state.", "field": "state"}');

  await assert.rejects(listReports({}, { fetch }), (problem) => {
    assert.ok(problem instanceof Problem);
    assert.deepEqual(
      [problem.status, problem.title, problem.detail, problem.field, problem.isSignedOut],
      [400, 'Bad state', 'Unknown state.', 'state', false],
    );
    return true;
  });
});

test('the end of the session is recognized by the status alone, and a refusal is none', async () => {
  for (const status of [401, 403]) {
    const { fetch } = fetching(status, '<html>a proxy says no</html>', 'Unauthorized');

    await assert.rejects(listReports({}, { fetch }), (problem) => {
      assert.equal(problem.isSignedOut, status === 401);
      assert.match(problem.detail, new RegExp(`responded with ${status} Unauthorized without details`));
      return true;
    });
  }
});

test('a key, a user or a code is exchanged for a session', async () => {
  const { asked, fetch } = fetching(204, '');

  await signInByKey('tt_live_x', { fetch });
  await signInByUser('ann', 'pass', { fetch });
  await signInByLink('code', { fetch });

  assert.deepEqual(
    asked.map(({ method, address, body }) => [method, address, body]),
    [
      ['POST', 'api/v1/session', '{"key":"tt_live_x"}'],
      ['POST', 'api/v1/session', '{"user":"ann","password":"pass"}'],
      ['POST', 'api/v1/session', '{"code":"code"}'],
    ],
  );
});

test('a page that is only open does not prolong its session', async () => {
  const { asked, fetch } = fetching(200, '{"deliveries": [], "next": null}');

  notePresence(Date.now() - 61_000);
  await listReports({}, { fetch });
  notePresence();
  await listReports({}, { fetch });

  assert.deepEqual(asked.map(({ headers }) => headers['Telltale-Page']), ['auto', '1']);
});

test('a success that is not JSON is a problem', async () => {
  const { fetch } = fetching(200, '<html></html>');

  await assert.rejects(listReports({}, { fetch }), /Another program may be listening/);
});

test('a failed connection is a problem, an aborted one is not', async () => {
  const failing = async () => {
    throw new TypeError('Failed to fetch');
  };

  await assert.rejects(listReports({}, { fetch: failing }), { title: 'Telltale is unreachable.' });
  await assert.rejects(listReports({}, { fetch: failing, signal: AbortSignal.abort() }), TypeError);
});

test('the page says which shards the answers on it lack, until they are complete or another view is shown', async (t) => {
  const before = globalThis.document;
  const notice = { hidden: true, textContent: '' };
  globalThis.document = { getElementById: () => notice };
  t.after(() => (globalThis.document = before));
  const answer = (address, body) => request(address, { fetch: async () => Response.json(body) });

  await answer('api/v1/campaigns?limit=50', { campaigns: [], next: null, incomplete: [3, 7] });
  assert.match(notice.textContent, /^Shard 3 is unavailable: the numbers are lower bounds\. Shard 7 is /);
  await answer('api/v1/stats/totals', { rows: [], incomplete: [3] });
  await answer('api/v1/campaigns?limit=20', { campaigns: [], next: null });
  assert.match(notice.textContent, /^Shard 3 is unavailable: /);
  assert.equal(notice.hidden, false);
  forgetLack();
  await answer('api/v1/session', { role: 'admin' });
  assert.deepEqual(notice, { hidden: true, textContent: '' });
});
