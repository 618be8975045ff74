/** What each state of a delivery means, in the order that a delivery goes through them. */
export const STATES = new Map([
  ['scheduled', 'It waits for its time.'],
  ['queued', 'It waits for its turn.'],
  ['sending', 'It is being handed to a mail server, by Telltale or by the mailer that tracks with it.'],
  ['deferred', 'The mail server asked to try again later.'],
  ['accepted', 'The mail server took it.'],
  ['refused', 'The mail server refused it for good.'],
  ['failed', 'It could not be handed over, or nobody knows whether it was.'],
  ['suppressed', 'Not sent, because the recipient does not want it.'],
  ['cancelled', 'Not sent, because the sender took it back.'],
]);

const NOT_TAKEN = new Set(['refused', 'failed', 'deferred']);

/** Whether what the server said, or what went wrong, is the first thing to read. */
export function wentWrong(state) {
  return NOT_TAKEN.has(state);
}

/** A subject, or what stands for none. */
export function subjectOf(delivery) {
  return delivery.subject || '(no subject)';
}

/** How often the image was loaded, without claiming that anyone read the mail. */
export function opensInWords({ total }) {
  if (total === 0) {
    return 'The tracking image has not been loaded yet.';
  }
  return `Loaded ${times(total)}. Who or what loaded it is not judged in this version.`;
}

/** How often links were visited, in all and each. */
export function clicksInWords({ total, links = [] }) {
  if (total === 0) {
    return 'No link has been visited yet.';
  }
  const each = links.map(({ link, total: visits }) => `link ${link} ${times(visits)}`).join(', ');
  return each ? `Visited ${times(total)}: ${each}.` : `Visited ${times(total)}.`;
}

export function times(count) {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
}

export function deliveries(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'delivery' : 'deliveries'}`;
}

export function campaigns(count, attribute = '') {
  return `${count.toLocaleString('en')} ${attribute}${count === 1 ? 'campaign' : 'campaigns'}`;
}
