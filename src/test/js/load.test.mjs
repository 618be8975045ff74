import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Loader } from '../../main/webapp/assets/js/load.js';

/** Keeps what the loader says, in order. */
class Transcript {
  lines = [];
  waited = new Promise((resolve) => (this.wait = () => resolve(this.lines.push('wait'))));

  start(isSame) {
    this.lines.push(isSame ? 'start same' : 'start');
  }

  succeed() {
    this.lines.push('succeed');
  }

  fail(problem, again) {
    this.lines.push(`fail ${problem.message}`);
    this.again = again;
  }

  clear() {
    this.lines.push('clear');
  }
}

const unhandled = () => false;
const NEVER = 2 ** 30; // milliseconds, more than any test takes

/** A request that the test answers. */
function request() {
  const pending = {};
  pending.read = (signal) =>
    new Promise((resolve, reject) => {
      Object.assign(pending, { signal, answer: resolve, refuse: reject });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return pending;
}

function loading(onProblem = unhandled, patience = NEVER) {
  const status = new Transcript();
  const drawn = [];
  return { status, drawn, draw: (content) => drawn.push(content), loader: new Loader(status, onProblem, patience) };
}

test('what was read is drawn', async () => {
  const { status, drawn, draw, loader } = loading();

  assert.equal(await loader.load('a', async () => 'content', draw), true);

  assert.deepEqual(drawn, ['content']);
  assert.deepEqual(status.lines, ['start', 'succeed']);
  assert.equal(loader.isLoading, false);
});

test('a slow request shows that it is waiting, the same content read again does not', async () => {
  const { status, draw, loader } = loading(unhandled, 0);
  const slow = request();
  const loaded = loader.load('a', slow.read, draw);
  await status.waited;
  slow.answer('first');
  await loaded;
  await loader.load('a', () => new Promise((resolve) => setImmediate(resolve, 'again')), draw);

  assert.deepEqual(status.lines, ['start', 'wait', 'succeed', 'start same', 'succeed']);
});

test('a later request aborts the earlier one, which draws nothing', async () => {
  const { status, drawn, draw, loader } = loading();
  const slow = request();
  const earlier = loader.load('a', slow.read, draw);
  const later = loader.load('b', async () => 'later', draw);

  assert.equal(slow.signal.aborted, true);
  assert.deepEqual(await Promise.all([earlier, later]), [false, true]);
  assert.deepEqual(drawn, ['later']);
  assert.deepEqual(status.lines, ['start', 'start', 'succeed']);
});

test('an aborted request draws nothing even if it is answered', async () => {
  const { drawn, draw, loader } = loading();
  let answer;
  const deaf = loader.load('a', () => new Promise((resolve) => (answer = resolve)), draw);
  loader.clear();
  answer('too late');

  assert.equal(await deaf, false);
  assert.deepEqual(drawn, []);
});

test('a failed request is shown, and repeated by its retry', async () => {
  const { status, drawn, draw, loader } = loading();
  const answers = [() => Promise.reject(new Error('down')), async () => 'up'];

  assert.equal(await loader.load('a', () => answers.shift()(), draw), false);
  assert.equal(await status.again(), true);

  assert.deepEqual(drawn, ['up']);
  assert.deepEqual(status.lines, ['start', 'fail down', 'start', 'succeed']);
});

test('content that was shown stays the same content after a failure', async () => {
  const { status, draw, loader } = loading();
  await loader.load('a', async () => 1, draw);
  await loader.load('a', async () => Promise.reject(new Error('down')), draw);
  await loader.load('a', async () => 2, draw);
  await loader.load('b', async () => 3, draw);

  assert.deepEqual(
    status.lines.filter((line) => line.startsWith('start')),
    ['start', 'start same', 'start same', 'start'],
  );
});

test('content that made way for other content is not the same content any more', async () => {
  const { status, draw, loader } = loading();
  await loader.load('a', async () => 1, draw);
  await loader.load('b', async () => Promise.reject(new Error('down')), draw);
  await loader.load('a', async () => 2, draw);

  assert.deepEqual(status.lines, ['start', 'succeed', 'start', 'fail down', 'start', 'succeed']);
});

test('a problem that the page handles, such as a refused key, is not shown', async () => {
  const handled = [];
  const { status, draw, loader } = loading((problem) => handled.push(problem.status) > 0);

  assert.equal(await loader.load('a', async () => Promise.reject({ status: 401 }), draw), false);

  assert.deepEqual(handled, [401]);
  assert.deepEqual(status.lines, ['start']);
});

test('cleared content is not the same content any more', async () => {
  const { status, draw, loader } = loading();
  await loader.load('a', async () => 1, draw);
  loader.clear();
  await loader.load('a', async () => 2, draw);

  assert.deepEqual(status.lines, ['start', 'succeed', 'clear', 'start', 'succeed']);
});
