import { queryOf, request } from './api.js';

/**
 * The statistics of the API, in the shape that the views draw. Opens and clicks are `{people, machines, unknown}`; a number
 * that the reader's role may not see is null.
 */
const NO_SOURCES = { people: 0, machines: 0, unknown: 0 };

/** Totals of a range, `{now, before, isRecounting}`; `before` are those of the range before, or null. */
export async function readTotals(query, options) {
  const { totals, previous, recounting } = await read('totals', { ...query, compare: 'previous' }, options);
  return { now: countsOf(totals), before: previous ? countsOf(previous) : null, isRecounting: Boolean(recounting) };
}

/** The figures of each step of a range: `[{from, ...counts}]`. */
export async function readSeries(query, options) {
  const { points } = await read('series', query, options);
  return points.map((point) => ({ from: point.from, ...countsOf(point) }));
}

/** Mailbox providers, the one with most deliveries first: `[{key, ...counts}]`. */
export async function readProviders(query, options) {
  const { providers } = await read('providers', query, options);
  return providers.map((row) => ({ key: row.provider, ...countsOf(row) }));
}

/** Programs that people read with, the most frequent first: `[{key, opens, clicks}]`. */
export async function readClients(query, options) {
  const { clients } = await read('clients', query, options);
  return clients.map((row) => ({ key: row.client, ...countsOf(row) }));
}

/** Links by clicks of people: `[{key, url, opens, clicks}]`. */
export async function readLinks(query, options) {
  const { links } = await read('links', { limit: 20, ...query }, options);
  return links.map((row) => ({ key: row.link, url: row.url ?? null, ...countsOf(row) }));
}

/** Requests by the class of their verdict: `[{key, opens, clicks}]`, with plain numbers. */
export async function readClasses(query, options) {
  const { classes } = await read('classes', query, options);
  return classes.map((row) => ({ key: row.class, opens: row.opens, clicks: row.clicks }));
}

/** Opens and clicks by day of the week (1 is Monday) and hour of the day: `[{weekday, hour, opens, clicks}]`. */
export async function readHours(query, options) {
  const { hours } = await read('hours', query, options);
  return hours.map((cell) => ({ weekday: cell.weekday, hour: cell.hour, ...countsOf(cell) }));
}

function read(what, query, options) {
  return request(`api/v1/stats/${what}?${queryOf(query)}`, options);
}

function countsOf({ opens, clicks, seen, clicked, ...others }) {
  return {
    accepted: 0,
    delivered: 0,
    bounced: 0,
    complained: 0,
    unsubscribed: 0,
    replied: 0,
    ...others,
    seen: seen ?? 0,
    clicked: clicked ?? 0,
    opens: { ...NO_SOURCES, ...opens },
    clicks: { ...NO_SOURCES, ...clicks },
  };
}
