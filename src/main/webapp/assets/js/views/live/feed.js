const MAX_EVENTS = 500;

/** What the live view shows: the newest events first, at most 500, and those that arrive while the reader paused it. */
export const NO_EVENTS = { shown: [], held: [], isPaused: false };

/** The feed with events that arrived, oldest first; one that is known already is left out. */
export function withEvents(feed, arrived) {
  const known = new Set([...feed.shown, ...feed.held].map(({ id }) => id));
  const fresh = [];
  for (const event of arrived) {
    if (!known.has(event.id)) {
      known.add(event.id);
      fresh.unshift(event);
    }
  }
  if (fresh.length === 0) {
    return feed;
  }
  return feed.isPaused
    ? { ...feed, held: bounded([...fresh, ...feed.held]) }
    : { ...feed, shown: bounded([...fresh, ...feed.shown]) };
}

/** The feed after a list of the newest events was read, newest first; what the stream brought meanwhile stays in front. */
export function withListed(feed, listed) {
  const known = new Set(feed.shown.map(({ id }) => id));
  return { ...feed, shown: bounded([...feed.shown, ...listed.filter(({ id }) => !known.has(id))]) };
}

/** The paused feed, or the running one with what was held back. */
export function paused(feed, isPaused) {
  return isPaused ? { ...feed, isPaused } : { shown: bounded([...feed.held, ...feed.shown]), held: [], isPaused };
}

function bounded(events) {
  return events.length > MAX_EVENTS ? events.slice(0, MAX_EVENTS) : events;
}

/** Whether an event counts as a person's, a machine's, or neither, as one that is merely suspected. */
export function whoOf({ class: type = 'unknown', confidence }) {
  if (confidence === 'suspected') {
    return 'unknown';
  }
  return type.startsWith('human') ? 'people' : type === 'unknown' ? 'unknown' : 'machines';
}

/** Counts opens by people of mails that this page has not seen opened, and announces them at most every few seconds. */
export class OpenAnnouncer {
  #announce;
  #interval;
  #seen = new Set();
  #count = 0;
  #timer = null;

  constructor(announce, interval = 10_000) {
    this.#announce = announce;
    this.#interval = interval;
  }

  /** Marks mails that were opened before, which are not announced. */
  know(events) {
    events.forEach((event) => this.#isFirst(event));
  }

  take(events) {
    this.#count += events.filter((event) => this.#isFirst(event)).length;
    if (this.#count > 0 && this.#timer === null) {
      this.#flush();
    }
  }

  close() {
    clearTimeout(this.#timer);
  }

  #isFirst(event) {
    if (event.kind !== 'open' || whoOf(event) !== 'people' || this.#seen.has(event.delivery)) {
      return false;
    }
    if (this.#seen.size >= 10 * MAX_EVENTS) {
      this.#seen.clear();
    }
    this.#seen.add(event.delivery);
    return true;
  }

  #flush() {
    this.#timer = null;
    if (this.#count > 0) {
      this.#announce(this.#count);
      this.#count = 0;
      this.#timer = setTimeout(() => this.#flush(), this.#interval);
    }
  }
}
