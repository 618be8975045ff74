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

/** How often the image was loaded, and by whom or what, without claiming more than is known. */
export function opensInWords(opens) {
  if (opens.total === 0) {
    return 'The tracking image has not been loaded yet.';
  }
  return `Loaded ${times(opens.total)}: ${whoInWords(opens)}.`;
}

/** How often links were visited, and by whom or what. */
export function clicksInWords(clicks) {
  if (clicks.total === 0) {
    return 'No link has been visited yet.';
  }
  return `Visited ${times(clicks.total)}: ${whoInWords(clicks)}.`;
}

/** How often one link was visited, and by whom or what. */
export function visitsInWords(link) {
  return `${times(link.total)}, ${whoInWords(link)}`;
}

/** How many of some loads or visits were of whom. */
export function whoInWords({ people, machines, unknown }) {
  const parts = [
    [people, 'by people'],
    [machines, 'by programs'],
    [unknown, 'by nobody knows whom'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, who]) => `${count.toLocaleString('en')} ${who}`)
    .join(', ');
}

const CLASSES = new Map([
  ['human-direct', 'A person, with a program of their own'],
  ['human-via-proxy', 'A person, through their mail provider'],
  ['prefetch', 'Loaded in advance, whether or not anybody looked'],
  ['scanner', 'A scanner, looking for danger'],
  ['unfurler', 'A preview of a link that somebody passed on'],
  ['bot', 'Another program'],
  ['unknown', 'Nobody can tell'],
]);

/** Who or what an event came from, and how sure that is. */
export function meaningOf(event) {
  const meaning = CLASSES.get(event.class) ?? event.class;
  return event.class === 'unknown' ? meaning : `${meaning} (${event.confidence})`;
}

/** A share of 0 to 1. */
export function percent(share) {
  return `${Math.round(100 * share)} %`;
}

/** How many read a campaign, as short as honesty allows. */
export function readersInWords({ tracked, atLeast, plausible }) {
  if (tracked === 0) {
    return '–';
  }
  const least = `at least ${percent(atLeast.share)}`;
  return plausible === null ? least : `${least}, plausibly ${Math.round(100 * plausible.low)} to ${percent(plausible.high)}`;
}

/** How many followed a link in a campaign's mails, as short as honesty allows. */
export function clickersInWords({ clicked }) {
  return clicked.of === 0 ? '–' : `at least ${percent(clicked.share)}`;
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
