import './browser.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser, EventStream, eventOf, parametersOf, waitAfter } from '../../main/webapp/assets/js/stream.js';
import { html } from '../../main/webapp/assets/js/ui.js';
import { EventList } from '../../main/webapp/assets/js/views/live/event-list.js';
import { NO_EVENTS, OpenAnnouncer, paused, whoOf, withEvents, withListed } from '../../main/webapp/assets/js/views/live/feed.js';
import { HOSTILE, escaped, isInjected } from './hostile.mjs';
import markupOf from './lib/render-to-string.mjs';

const EVENT = { id: 'e1', kind: 'open', at: '2026-11-22T10:00:00Z', delivery: 'd1', class: 'human-direct', confidence: 'certain', reasons: ['A reason.'] };
const events = (...ids) => ids.map((id) => ({ ...EVENT, id }));
const idsOf = ({ shown }) => shown.map(({ id }) => id).join('');

test('messages are read however the pieces are cut', () => {
  const text = 'retry: 1000\r\n\r\n: heartbeat\n\nid: 7\nevent: open\ndata: {"a":\ndata: 1}\n\ndata:x\n\n';
  const expected = [{ type: 'open', data: '{"a":\n1}' }, { type: 'message', data: 'x' }];
  for (let size = 1; size <= text.length; size++) {
    const parser = new EventParser();
    const found = [];
    for (let start = 0; start < text.length; start += size) {
      found.push(...parser.push(text.slice(start, start + size)));
    }
    assert.deepEqual(found, expected, `in pieces of ${size}`);
    assert.deepEqual([parser.id, parser.retry], ['7', 1000]);
  }
});

test('an unfinished message is not given, and its place does not count', () => {
  const parser = new EventParser();
  assert.deepEqual([parser.push('id: 1\n\nid: 2\ndata: x\n'), parser.id], [[], '1']);
});

test('pauses between connections grow, end at half a minute, and differ from page to page', () => {
  assert.deepEqual([0, 1, 3, 20].map((failures) => waitAfter(failures, 1000, 1)), [1000, 2000, 8000, 30_000]);
  assert.equal(waitAfter(0, 1000, 0), 500);
});

/** A server whose connections each answer with what stands here; later ones fail. */
function server(...answers) {
  const asked = [];
  const fetch = async (address, { headers, signal }) => {
    asked.push({ address, headers });
    const answer = answers.shift();
    if (answer === undefined) {
      throw new TypeError('failed');
    }
    if (answer.status) {
      return new Response('{"title": "No"}', { status: answer.status });
    }
    if (typeof answer === 'object') {
      return Response.json(answer);
    }
    const body = new ReadableStream({
      start(controller) {
        if (answer !== '') {
          controller.enqueue(new TextEncoder().encode(answer));
        }
        controller.close();
      },
    });
    signal.throwIfAborted();
    return new Response(body);
  };
  return { asked, fetch };
}

/** Follows until a number of states was seen. */
function followed({ fetch }, count, { onProblem = () => false } = {}) {
  const seen = { states: [], events: [], resets: 0, problems: [] };
  return new Promise((resolve) => {
    const timing = { minWait: 1, silence: 1000, pollInterval: 1, fetch };
    const stream = new EventStream({ kind: 'open', who: 'people' }, {
      onEvent: (event) => seen.events.push(event),
      onReset: () => seen.resets++,
      onProblem(problem) {
        seen.problems.push(problem.status);
        const isHandled = onProblem(problem);
        if (isHandled) {
          resolve(seen);
        }
        return isHandled;
      },
      onState(state) {
        seen.states.push(state);
        if (seen.states.length === count) {
          stream.close();
          resolve(seen);
        }
      },
    }, timing);
  });
}

test('the days of an address are those of its time zone', () => {
  assert.deepEqual(parametersOf({ who: 'people', from: '2026-11-01', to: '2026-11-30', zone: 'Asia/Kathmandu' }), {
    class: 'people',
    from: '2026-10-31T18:15:00.000Z',
    to: '2026-11-30T18:15:00.000Z',
  });
  assert.deepEqual([parametersOf({}).from, parametersOf({}).to], [undefined, undefined]);
});

test('after an interruption the stream goes on behind the last event', async () => {
  const source = server('id: c0\n\n', 'id: c1\nevent: open\ndata: {"id": "e1", "verdict": {"class": "scanner"}}\n\n', ': hi\n\n');
  const { states, events: received } = await followed(source, 9);
  assert.deepEqual(states, ['connecting', 'live', 'waiting', 'connecting', 'live', 'waiting', 'connecting', 'live', 'waiting']);
  assert.deepEqual(received.map(({ id, class: type }) => [id, type]), [['e1', 'scanner']]);
  assert.deepEqual(source.asked.map(({ headers }) => headers['Last-Event-ID']), [undefined, 'c0', 'c1']);
  assert.equal(source.asked[0].address, 'api/v1/events/stream?kind=open&class=people');
});

test('the server says when events were missed', async () => {
  const { resets, events: received } = await followed(server('event: reset\ndata: {"reason": "expired"}\n\n'), 3);
  assert.deepEqual([resets, received], [1, []]);
});

test('the end of the session ends the stream', async () => {
  const { problems, states } = await followed(server({ status: 401 }), 99, { onProblem: ({ isSignedOut }) => isSignedOut });
  assert.deepEqual([problems, states], [[401], ['connecting']]);
});

test('where no stream gets through, events are asked for', async () => {
  const page = (...ids) => ({ events: events(...ids), next: null });
  const source = server('', '', page('b', 'a'), page('d', 'c', 'b'));
  const { states, events: received } = await followed(source, 9);
  assert.deepEqual(states.slice(-3), ['connecting', 'polling', 'polling']);
  assert.equal(source.asked.at(-1).address, 'api/v1/events?kind=open&class=people&limit=100');
  assert.deepEqual(received.map(({ id }) => id), ['c', 'd']);
});

test('an event is shown once, newest first', () => {
  const feed = withEvents(withEvents(NO_EVENTS, events('a', 'b')), events('b', 'c', 'c'));
  assert.equal(idsOf(feed), 'cba');
  assert.equal(idsOf(withListed(feed, events('c', 'b', 'z'))), 'cbaz');
  assert.equal(withEvents(feed, events('a')), feed);
});

test('while paused, events wait', () => {
  const feed = withEvents(paused(withEvents(NO_EVENTS, events('a')), true), events('a', 'b', 'c'));
  assert.equal(idsOf(feed), 'a');
  assert.equal(feed.held.length, 2);
  assert.equal(idsOf(paused(feed, false)), 'cba');
});

test('the list is bounded, also while paused', () => {
  const many = Array.from({ length: 1200 }, (_, at) => ({ ...EVENT, id: String(at) }));
  assert.equal(withEvents(NO_EVENTS, many).shown.length, 500);
  assert.equal(withEvents(NO_EVENTS, many).shown[0].id, '1199');
  assert.equal(withEvents(paused(NO_EVENTS, true), many).held.length, 500);
});

test('a person’s first open of a mail is announced, once, and not each by itself', () => {
  const told = [];
  const announcer = new OpenAnnouncer((number) => told.push(number), 60_000);
  const open = (delivery, type = 'human-direct') => ({ ...EVENT, delivery, class: type });
  announcer.know([open('old')]);
  announcer.take([open('old'), open('a'), open('a'), open('b'), open('c', 'scanner')]);
  announcer.take([open('d'), open('e')]);
  announcer.close();
  assert.deepEqual(told, [2]);
});

test('an event belongs to people, to machines, or to neither', () => {
  assert.deepEqual(['human-via-proxy', 'prefetch', 'unknown'].map((type) => whoOf({ class: type })), ['people', 'machines', 'unknown']);
  assert.equal(whoOf({}), 'unknown');
  assert.equal(whoOf({ class: 'human-direct', confidence: 'suspected' }), 'unknown');
});

test('an event of the API has its verdict beside its facts', () => {
  const { verdict, ...facts } = { ...EVENT, verdict: { class: 'scanner', confidence: 'probable' } };
  assert.equal(eventOf({ ...facts, verdict }).class, 'scanner');
  assert.equal(eventOf({ ...facts, verdict, client: { family: 'Thunderbird', device: 'unknown' } }).client, 'Thunderbird');
  assert.deepEqual([eventOf({ id: 'e1', verdict: null }).class, eventOf({ id: 'e1' }).client], ['unknown', '']);
});

test('strangers’ words in an event are text, whatever they hold', () => {
  for (const text of HOSTILE) {
    const event = { ...EVENT, recipient: text, campaign: text, client: text, reasons: [text], class: text, delivery: text, kind: text, link: text };
    const markup = markupOf(html`<${EventList} events=${[event]} isLive />`);
    assert.ok(!isInjected(markup), markup.slice(0, 600));
    assert.ok(markup.includes(escaped(text.slice(0, 300))), text.slice(0, 40));
  }
});
