import { wordsOf } from '../../labels.js';
import { addressOf } from '../../route.js';
import { DELIVERY } from '../../texts-mail.js';

const { moments: WHAT } = DELIVERY;

/** The times of a delivery that are moments of their own, as they stand in it. */
const STEPS = ['accepted', 'delivered', 'bounced', 'receipt', 'replied'];

/**
 * The moments of a delivery in chronological order: `{key, kind, what, at}`, with what is known about each: `reply`, `status`,
 * `text`, `href`, or the `event` itself.
 */
export function momentsOf(delivery) {
  const moments = [
    { key: 'created', kind: 'created', what: delivery.state === 'scheduled' ? WHAT.scheduled : WHAT.created, at: delivery.createdAt },
    ...(delivery.attempts ?? []).map((attempt, place) => ({ key: `attempt ${place}`, kind: 'attempt', what: WHAT.attempt(attempt.server), ...attempt })),
    ...STEPS.filter((step) => delivery[`${step}At`]).map((step) => stepOf(step, delivery)),
    ...delivery.events.map((event) => ({ key: event.id, kind: event.kind, who: whoOf(event.class), what: eventLabel(event), at: event.at, event })),
    ...delivery.reports.map(reportMoment),
  ];
  return moments.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function stepOf(step, delivery) {
  const moment = { key: step, kind: step, what: WHAT[step], at: delivery[`${step}At`] };
  // The last reply of the mail server is that to the mail that it accepted.
  return step === 'accepted' ? { ...moment, what: WHAT.accepted(delivery.server), reply: delivery.detail } : moment;
}

function reportMoment({ id, kind, summary, receivedAt }) {
  return { key: `report ${id}`, kind: 'report', what: WHAT.report(wordsOf(kind)), href: addressOf(['returned', id]), at: receivedAt, text: summary };
}

function eventLabel({ kind, link, method, via }) {
  if (kind === 'click') {
    return WHAT.click(link, method === 'HEAD', via === 'view');
  }
  return kind === 'open' ? WHAT.open : kind;
}

function whoOf(type) {
  if (type === 'unknown') {
    return 'unknown';
  }
  return type.startsWith('human') ? 'person' : 'program';
}

/** The reader's mail client and device, as far as known. */
export function readerOf({ reader, device }) {
  return [reader, device].filter((word) => word && word !== 'unknown').join(', ');
}

/** Whether a person said what an event is. */
export function isCorrected({ rules }) {
  return rules.includes('corrected');
}

/** What a correction changed in a delivery, a sentence for each figure that differs. */
export function changesOf(before, after, levelLabel) {
  const figures = [
    [DELIVERY.changes.level, ({ level }) => levelLabel(level)],
    [DELIVERY.changes.opensByPeople, ({ opens }) => opens.people],
    [DELIVERY.changes.opensByMachines, ({ opens }) => opens.machines],
    [DELIVERY.changes.clicksByPeople, ({ clicks }) => clicks.people],
    [DELIVERY.changes.clicksByMachines, ({ clicks }) => clicks.machines],
  ];
  return figures
    .map(([name, valueOf]) => [name, valueOf(before), valueOf(after)])
    .filter(([, old, now]) => old !== now)
    .map(([name, old, now]) => DELIVERY.changes.from(name, old, now));
}
