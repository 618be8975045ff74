import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  campaigns,
  clickersLabel,
  clicksLabel,
  deliveries,
  errorLabels,
  failuresLabel,
  heldLabel,
  intervalLabel,
  levelLabel,
  opensLabel,
  percent,
  readersLabel,
  reports,
  sourcesLabel,
  subjectOf,
  times,
  verdictLabel,
  wordsOf,
} from '../../main/webapp/assets/js/labels.js';

test('a share is shown in whole percent', () => {
  assert.deepEqual([0, 0.004, 0.005, 0.125, 1].map(percent), ['0%', '0%', '1%', '13%', '100%']);
});

test('an interval follows its share, and is missing where nothing could be measured', () => {
  assert.equal(intervalLabel({ of: 40, share: 0.25, low: 0.142, high: 0.402 }), '25% (14% to 40%)');
  assert.equal(intervalLabel({ of: 0, share: 0, low: 0, high: 1 }), 'not measurable');
});

test('an open rate is a lower bound with a plausible range', () => {
  const rate = { tracked: 10, atLeast: { share: 0.2 }, plausible: { low: 0.3, high: 0.5 } };
  assert.equal(readersLabel(rate), 'at least 20%, plausible 30 to 50%');
  assert.equal(readersLabel({ ...rate, plausible: null }), 'at least 20%');
  assert.equal(readersLabel({ ...rate, tracked: 0 }), '–');
});

test('errors are counts with the upper ends of their intervals', () => {
  const errors = {
    machinesCalledPeople: { count: 3, of: 1195, high: 0.0073 },
    peopleCalledMachines: { count: 0, of: 117, high: 0.032 },
    peopleUnknown: { count: 2, of: 117, high: 0.06 },
  };
  assert.deepEqual(errorLabels(errors), [
    'Of 1,195 labelled requests of machines, 3 (at most 1%) counted as a person’s.',
    'Of 117 labelled requests of people, 0 (at most 3%) counted as a machine’s, and 2 (at most 6%) as unknown.',
  ]);
});

test('a click rate is a lower bound', () => {
  assert.equal(clickersLabel({ clicked: { of: 8, share: 0.5 } }), 'at least 50%');
  assert.equal(clickersLabel({ clicked: { of: 0, share: 0 } }), '–');
});

test('counts are named by their sources, without those of zero', () => {
  const seen = { total: 1203, people: 1, machines: 1200, unknown: 2 };
  assert.equal(sourcesLabel(seen), '1 by people, 1,200 by machines, 2 unknown');
  assert.equal(opensLabel(seen), 'Tracking image loaded 1,203 times: 1 by people, 1,200 by machines, 2 unknown.');
  assert.equal(clicksLabel({ total: 1, people: 1, machines: 0, unknown: 0 }), 'Clicked once: 1 by people.');
});

test('nothing opened and nothing clicked are sentences', () => {
  assert.equal(opensLabel({ total: 0 }), 'The tracking image has not been loaded yet.');
  assert.equal(clicksLabel({ total: 0 }), 'No link has been clicked yet.');
});

test('a verdict has a confidence unless it is unknown', () => {
  assert.equal(verdictLabel({ class: 'scanner', confidence: 'certain' }), 'Security scanner (certain)');
  assert.equal(verdictLabel({ class: 'unknown', confidence: 'none' }), 'Unknown');
  assert.equal(verdictLabel({ class: 'of-a-newer-server', confidence: 'likely' }), 'of-a-newer-server (likely)');
});

test('a held campaign says how many mailboxes do not exist', () => {
  assert.equal(
    heldLabel({ failures: 1025, attempts: 20000 }),
    'Of 20,000 deliveries, 1,025 failed because the mailbox does not exist. The others wait until you resume the campaign.',
  );
});

test('failures are listed by reason, the most frequent first', () => {
  assert.equal(failuresLabel({ policy: 2, 'mailbox-gone': 1200 }), 'mailbox-gone 1,200, policy 2');
  assert.equal(failuresLabel({}), '');
});

test('one is singular', () => {
  assert.deepEqual([times(1), times(2)], ['once', '2 times']);
  assert.deepEqual([deliveries(1), deliveries(1000, 'more ')], ['1 delivery', '1,000 more deliveries']);
  assert.deepEqual([campaigns(1), campaigns(0)], ['1 campaign', '0 campaigns']);
  assert.deepEqual([reports(1), reports(2, 'more ')], ['1 returned mail', '2 more returned mails']);
});

test('every level has a label, and one of a newer server its name', () => {
  assert.deepEqual(['accepted', 'machine-seen', 'receipt', 'replied', 'of-a-newer-server'].map(levelLabel), [
    'Nobody known',
    'Machines only',
    'Confirmed by a receipt',
    'Replied',
    'of-a-newer-server',
  ]);
});

test('a name of the API is shown in words', () => {
  assert.equal(wordsOf('not-a-machine'), 'not a machine');
});

test('a delivery without a subject has a substitute', () => {
  assert.equal(subjectOf({ subject: '' }), '(no subject)');
});
