/** What each state of a delivery means, in the order in which a delivery passes through them. */
export const STATES = new Map([
  ['scheduled', 'Scheduled for later.'],
  ['queued', 'Queued for delivery.'],
  ['sending', 'Being sent to the mail server, by Telltale or by an external mailer.'],
  ['deferred', 'Temporarily rejected by the mail server; Telltale will try again.'],
  ['accepted', 'Accepted by the mail server.'],
  ['bounced', 'Accepted by the mail server, but a report says that it was not delivered.'],
  ['refused', 'Permanently rejected by the mail server.'],
  ['failed', 'Not sent, or its delivery could not be confirmed.'],
  ['suppressed', 'Not sent: the recipient is on the suppression list.'],
  ['cancelled', 'Not sent: cancelled by the sender.'],
]);

const FAILURES = new Set(['refused', 'failed', 'deferred']);

/** Whether a state is a failure, whose reason is shown first. */
export function isFailure(state) {
  return FAILURES.has(state);
}

const LEVELS = new Map([
  ['sent', 'Nobody known'],
  ['accepted', 'Nobody known'],
  ['machine-seen', 'Machines only'],
  ['seen-via-proxy', 'Seen, through an image proxy'],
  ['seen', 'Seen'],
  ['receipt', 'Confirmed by a receipt'],
  ['clicked', 'Clicked'],
  ['replied', 'Replied'],
]);

/** The strongest evidence that a delivery reached a person. */
export function levelLabel(level) {
  return LEVELS.get(level) ?? level;
}

/** A name of the API in words: `mailbox gone` for `mailbox-gone`. */
export function wordsOf(name) {
  return name.replaceAll('-', ' ');
}

/** A number of mails that came back, with an attribute such as `more `. */
export function reports(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'returned mail' : 'returned mails'}`;
}

/** A number of operations in the audit log, with an attribute such as `more `. */
export function operations(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'operation' : 'operations'}`;
}

/** A delivery's subject, or a substitute for an empty one. */
export function subjectOf(delivery) {
  return delivery.subject || '(no subject)';
}

/** Number of opens by source; unknown sources stay unknown. */
export function opensLabel(opens) {
  if (opens.total === 0) {
    return 'The tracking image has not been loaded yet.';
  }
  return `Tracking image loaded ${times(opens.total)}: ${sourcesLabel(opens)}.`;
}

/** Number of link clicks by source. */
export function clicksLabel(clicks) {
  if (clicks.total === 0) {
    return 'No link has been clicked yet.';
  }
  return `Clicked ${times(clicks.total)}: ${sourcesLabel(clicks)}.`;
}

/** Number of clicks of one link by source. */
export function linkClicksLabel(link) {
  return `${times(link.total)}, ${sourcesLabel(link)}`;
}

/** Counts of opens or clicks by source. */
export function sourcesLabel({ people, machines, unknown, repeated = 0 }) {
  const parts = [
    [people, 'by people'],
    [machines, 'by machines'],
    [unknown, 'unknown'],
    [repeated, 'repeated at once'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, who]) => `${count.toLocaleString('en')} ${who}`)
    .join(', ');
}

const CLASSES = new Map([
  ['human-direct', 'Person, directly from their mail client'],
  ['human-via-proxy', 'Person, through their mail provider’s image proxy'],
  ['prefetch', 'Prefetch by the mail provider or client, whether or not the message was read'],
  ['scanner', 'Security scanner'],
  ['unfurler', 'Link preview, after the link was shared'],
  ['bot', 'Other bot'],
  ['unknown', 'Unknown'],
  ['repeated', 'Repeated by the same client within a second'],
  ['unjudged', 'Not judged'],
]);

/** What the class of a verdict means. */
export function classLabel(name) {
  return CLASSES.get(name) ?? name;
}

const PROVIDERS = new Map([
  ['google', 'Google'],
  ['microsoft', 'Microsoft'],
  ['apple', 'Apple'],
  ['yahoo', 'Yahoo'],
  ['proofpoint', 'Proofpoint'],
  ['mimecast', 'Mimecast'],
  ['barracuda', 'Barracuda'],
  ['cisco', 'Cisco'],
  ['other', 'Others, or unknown'],
]);

/** The operator of a recipient's mail server. */
export function providerLabel(name) {
  return PROVIDERS.get(name) ?? name;
}

/** An event's verdict with its confidence. */
export function verdictLabel(event) {
  const label = classLabel(event.class);
  return event.class === 'unknown' ? label : `${label} (${event.confidence})`;
}

/** Formats a share from 0 to 1 as a percentage. */
export function percent(share) {
  return `${Math.round(100 * share)}%`;
}

/** A campaign's open rate in short form: lower bound and plausible range. */
export function readersLabel({ tracked, atLeast, plausible }) {
  if (tracked === 0) {
    return '–';
  }
  const least = `at least ${percent(atLeast.share)}`;
  return plausible === null ? least : `${least}, plausible ${Math.round(100 * plausible.low)} to ${percent(plausible.high)}`;
}

/** The measured errors of verdicts, a sentence for each label. */
export function errorLabels({ machinesCalledPeople, peopleCalledMachines, peopleUnknown }) {
  return [
    `Of ${labelled(machinesCalledPeople)} of machines, ${atMost(machinesCalledPeople)} counted as a person’s.`,
    `Of ${labelled(peopleUnknown)} of people, ${atMost(peopleCalledMachines)} counted as a machine’s, and ${atMost(peopleUnknown)} as unknown.`,
  ];
}

function labelled({ of }) {
  return `${of.toLocaleString('en')} labelled requests`;
}

function atMost({ count, high }) {
  return `${count.toLocaleString('en')} (at most ${percent(high)})`;
}

/** A share with its interval, or that there is nothing to measure. */
export function intervalLabel({ of, share, low, high }) {
  return of === 0 ? 'not measurable' : `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

/** A campaign's click rate in short form: a lower bound. */
export function clickersLabel({ clicked }) {
  return clicked.of === 0 ? '–' : `at least ${percent(clicked.share)}`;
}

/** `once`, or a number of times. */
export function times(count) {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
}

/** A number of deliveries, with an attribute such as `more `. */
export function deliveries(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'delivery' : 'deliveries'}`;
}

/** Why a campaign is held. */
export function heldLabel({ failures, attempts }) {
  return `Of ${deliveries(attempts)}, ${failures.toLocaleString('en')} failed because the mailbox does not exist. The others wait until you resume the campaign.`;
}

/** Failed and bounced deliveries by reason, the most frequent first. */
export function failuresLabel(failures) {
  const counts = Object.entries(failures).sort(([, one], [, other]) => other - one);
  return counts.map(([reason, count]) => `${reason} ${count.toLocaleString('en')}`).join(', ');
}

/** A number of campaigns, with an attribute such as `more `. */
export function campaigns(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'campaign' : 'campaigns'}`;
}
