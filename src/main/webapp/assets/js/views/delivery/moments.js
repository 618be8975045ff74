import { verdictLabel, wordsOf } from '../../labels.js';
import { addressOf } from '../../route.js';

/** The moments of a delivery in chronological order. */
export function momentsOf(delivery) {
  const moments = [{ key: 'created', kind: 'created', what: 'Created', at: delivery.createdAt }];
  if (delivery.acceptedAt) {
    moments.push({
      key: 'accepted',
      kind: 'accepted',
      what: 'Accepted by the mail server',
      at: delivery.acceptedAt,
      facts: [{ name: 'Reply', value: delivery.detail, mono: true }],
    });
  }
  for (const event of delivery.events) {
    moments.push({
      // Later events may change an event's verdict; it is then redrawn.
      key: [event.id, event.class, event.confidence, ...event.rules].join(' '),
      kind: event.kind,
      who: whoOf(event.class),
      what: eventLabel(event),
      at: event.at,
      facts: [
        { name: 'Verdict', value: verdictLabel(event) },
        { name: 'Reasons', value: event.reasons.join(' ') },
        { name: 'Mail client', value: readerOf(event) },
        { name: 'User agent', value: event.agent || 'none', mono: Boolean(event.agent) },
        { name: 'Network', value: event.network ?? 'unknown' },
      ],
    });
  }
  for (const report of delivery.reports) {
    moments.push({
      // A correction changes what it is.
      key: ['report', report.id, report.kind, report.summary].join(' '),
      kind: 'report',
      what: `Came back: ${wordsOf(report.kind)}`,
      href: addressOf(['returned', report.id]),
      at: report.receivedAt,
      facts: [{ name: 'Meaning', value: report.summary }],
    });
  }
  return moments.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function eventLabel({ kind, link, method, via }) {
  if (kind === 'click') {
    const page = via === 'view' ? ' via view in browser' : '';
    return method === 'HEAD' ? `Link ${link} requested (HEAD)${page}` : `Link ${link} clicked${page}`;
  }
  return kind === 'open' ? 'Tracking image loaded' : kind;
}

function whoOf(type) {
  if (type === 'unknown') {
    return 'unknown';
  }
  return type.startsWith('human') ? 'person' : 'program';
}

/** The reader's mail client and device, as far as known. */
function readerOf({ reader, device }) {
  return [reader, device].filter((word) => word && word !== 'unknown').join(', ');
}
