import { queryOf, readFile, request, send } from './api.js';
import { instantsOf } from './time.js';

const MIN_WAIT = 1_000;
const MAX_WAIT = 30_000;
const SILENCE = 40_000; // the server sends a heartbeat every 15 seconds
const POLL_INTERVAL = 5_000;
const MAX_SILENT = 2; // connections that carried nothing, as behind a proxy that collects the answer

/** One page of events, newest first: `{events, next}`. */
export async function readEvents(query, options) {
  const { events, next } = await request(`api/v1/events?${queryOf(parametersOf(query))}`, options);
  return { events: events.map(eventOf), next };
}

/** All events that match, in a format such as `text/csv`, as a file. */
export function exportEvents(query, format) {
  return readFile('api/v1/events', queryOf(parametersOf(query)), format);
}

/** The parameters of the API for the filters of an address, whose days are those of its time zone. */
export function parametersOf({ who, from, to, zone, ...query }) {
  return { ...query, class: who, ...instantsOf({ from, to, zone }) };
}

/** An event in the shape that the views draw; one without a verdict is not among those of its delivery that are judged. */
export function eventOf({ verdict, client, ...event }) {
  return { ...event, class: 'unknown', confidence: '', reasons: [], ...verdict, client: clientOf(client) };
}

/** A client in words, without what is not known. */
function clientOf({ family, device } = {}) {
  return [family, device].filter((part) => part && part !== 'unknown').join(', ');
}

/** Reads server-sent events from pieces of text, which may end anywhere (HTML standard, section 9.2.6). */
export class EventParser {
  #rest = '';
  #message = { type: '', data: [] };
  #id = '';

  /** The place behind the last complete message, also of one without data; `''` if the server did not say. */
  id = '';
  /** How long the server wants clients to wait before they connect again, in milliseconds; null if it did not say. */
  retry = null;

  /** The messages that a piece of text completes: `[{type, data}]`. */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#read(line)).filter((message) => message !== null);
  }

  #read(line) {
    if (line === '') {
      const { type, data } = this.#message;
      this.#message = { type: '', data: [] };
      this.id = this.#id;
      return data.length === 0 ? null : { type: type || 'message', data: data.join('\n') };
    }
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'data') {
      this.#message.data.push(value);
    } else if (field === 'event') {
      this.#message.type = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    } else if (field === 'retry' && /^\d+$/.test(value)) {
      this.retry = Number(value);
    }
    return null;
  }
}

/**
 * Follows the events that match a query until `close` is called: by the event stream, which is read by `fetch`, because an
 * `EventSource` sends no key; or by asking again and again where no stream gets through. After an interruption it goes on
 * behind the last event. `onEvent` gets each event, `onReset` is called when events were missed, `onState` gets `connecting`,
 * `live`, `polling` or `waiting`, and `onProblem` returns true for a problem that ends it.
 */
export class EventStream {
  #query;
  #handlers;
  #timing;
  #lastId = null;
  #failures = 0;
  #silent = 0;
  #ending = new AbortController();

  constructor(query, handlers, timing = {}) {
    this.#query = parametersOf(query);
    this.#handlers = handlers;
    this.#timing = { minWait: MIN_WAIT, silence: SILENCE, pollInterval: POLL_INTERVAL, ...timing };
    this.#run();
  }

  close() {
    this.#ending.abort();
  }

  async #run() {
    while (!this.#isEnded()) {
      this.#handlers.onState('connecting');
      if (this.#silent >= MAX_SILENT) {
        await this.#poll();
        return;
      }
      await this.#connect();
      if (!this.#isEnded()) {
        this.#handlers.onState('waiting');
        await this.#wait(waitAfter(this.#failures, this.#timing.minWait));
      }
    }
  }

  /** Reads one connection to its end. */
  async #connect() {
    const connection = new AbortController();
    const end = () => connection.abort();
    this.#ending.signal.addEventListener('abort', end);
    let watchdog = setTimeout(end, this.#timing.silence);
    let isSilent = true;
    try {
      const response = await this.#open(connection.signal);
      this.#handlers.onState('live');
      const parser = new EventParser();
      const decoder = new TextDecoder();
      for await (const bytes of piecesOf(response.body)) {
        clearTimeout(watchdog);
        watchdog = setTimeout(end, this.#timing.silence);
        isSilent = false;
        this.#failures = 0;
        parser.push(decoder.decode(bytes, { stream: true })).forEach((message) => this.#take(message));
        this.#lastId = parser.id || this.#lastId;
        this.#timing.minWait = parser.retry ?? this.#timing.minWait;
      }
    } catch (problem) {
      this.#failures++;
      if (!this.#isEnded() && this.#handlers.onProblem(problem)) {
        this.close();
      }
    } finally {
      clearTimeout(watchdog);
      this.#ending.signal.removeEventListener('abort', end);
      this.#silent = isSilent ? this.#silent + 1 : 0;
    }
  }

  #open(signal) {
    const headers = { Accept: 'text/event-stream', ...(this.#lastId && { 'Last-Event-ID': this.#lastId }) };
    return send(`api/v1/events/stream?${queryOf(this.#query)}`, { headers, signal, fetch: this.#timing.fetch });
  }

  #take({ type, data }) {
    if (type === 'reset') {
      this.#handlers.onReset();
    } else {
      this.#handlers.onEvent(eventOf(JSON.parse(data)));
    }
  }

  /** Asks for the newest events at intervals; one that was seen is not given again. */
  async #poll() {
    let known = null;
    while (!this.#isEnded()) {
      try {
        const { events } = await request(`api/v1/events?${queryOf({ ...this.#query, limit: 100 })}`, { signal: this.#ending.signal, fetch: this.#timing.fetch });
        this.#handlers.onState('polling');
        const fresh = known === null ? [] : events.filter(({ id }) => !known.has(id));
        fresh.reverse().forEach((event) => this.#handlers.onEvent(eventOf(event)));
        known = new Set(events.map(({ id }) => id));
      } catch (problem) {
        if (!this.#isEnded() && this.#handlers.onProblem(problem)) {
          return;
        }
        this.#handlers.onState('waiting');
      }
      await this.#wait(this.#timing.pollInterval);
    }
  }

  #wait(time) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, time);
      this.#ending.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    });
  }

  #isEnded() {
    return this.#ending.signal.aborted;
  }
}

/** How long to wait before the next connection: twice as long after each failure, and never in step with other pages. */
export function waitAfter(failures, least = MIN_WAIT, random = Math.random()) {
  return Math.min(least * 2 ** failures, MAX_WAIT) * (0.5 + random / 2);
}

/** The pieces of a body as they arrive; not every browser can iterate over a body itself. */
async function* piecesOf(body) {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    yield value;
  }
}
