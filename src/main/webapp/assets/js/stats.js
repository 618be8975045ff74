import { queryOf, request } from './api.js';

/**
 * The statistics of the API, in the shape that the views draw: `accepted`, `delivered`, `failed`, `bounced`, `complained`,
 * `unsubscribed`, `replied`, `seen` and `clicked` count deliveries; `opens` and `clicks` are `{people, machines, unknown}`.
 * A number that the reader's role may not see is null. They are of mail under one privacy profile: that of the query, or the
 * least strict one that there is mail of.
 */
const DELIVERIES = ['accepted', 'delivered', 'failed', 'bounced', 'complained', 'unsubscribed', 'replied', 'seen', 'clicked'];
const SOURCES = ['people', 'machines', 'unknown'];

/** Totals of a range, `{now, before, isRecounting, copyAge, profiles, profile}`; `before` are those of the range before. */
export async function readTotals(query, options) {
  const { rows, recounting = 0, copyAge, profiles } = await read('totals', { ...query, compare: 'previous' }, options);
  const [total] = rows;
  const profile = query.profile ?? profiles[0];
  return { now: countsOf(total), before: countsOf(total.previous), isRecounting: recounting > 0, copyAge, profiles, profile };
}

/** Whether opens and clicks of single recipients are recorded under a privacy profile. */
export function isMeasured(profile) {
  return !['hygiene', 'aggregated', 'none'].includes(profile);
}

/** The figures of each step of a range: `[{from, ...counts}]`. */
export function readSeries(query, options) {
  return readRows('series', query, options, ({ from }) => ({ from }));
}

/** Mailbox providers, the one with most mail first: `[{key, ...counts}]`. */
export function readProviders(query, options) {
  return readRows('providers', query, options, ({ provider }) => ({ key: provider }));
}

/** Programs that people read with, the most frequent first: `[{key, ...counts}]`. */
export function readClients(query, options) {
  return readRows('clients', query, options, ({ client }) => ({ key: client }));
}

/** The links of a campaign, or of all mail the hosts that links lead to, by clicks of people: `[{key, url, ...counts}]`. */
export function readLinks(query, options) {
  return readRows('links', query, options, ({ link, url, host }) => ({ key: link ?? host, url: url ?? host }));
}

/** Campaigns, the one with most readers first: `[{key, ...counts}]`. */
export function readCampaigns(query, options) {
  return readRows('campaigns', query, options, ({ campaign }) => ({ key: campaign }));
}

/** Requests by the class of their verdict: `[{key, by, opens, clicks}]`, with plain numbers. */
export async function readClasses(query, options) {
  const { rows } = await read('classes', query, options);
  return rows.map(({ class: key, by, opens = null, clicks = null }) => ({ key, by, opens, clicks }));
}

/** The figures of each hour of the week; the first day is Monday, 1: `[{weekday, hour, ...counts}]`. */
export function readHours(query, options) {
  return readRows('hours', query, options, ({ weekday, hour }) => ({ weekday, hour }));
}

async function readRows(what, query, options, keysOf) {
  const { rows } = await read(what, query, options);
  return rows.map((row) => ({ ...keysOf(row), ...countsOf(row) }));
}

async function read(what, query, options) {
  const answer = await request(`api/v1/stats/${what}?${queryOf(query)}`, options);
  const { profiles: [first] } = answer;
  return { ...answer, rows: answer.rows.filter(({ profile }) => profile === (query.profile ?? first)) };
}

/** The figures of a row; those that it lacks because it is hidden are null. */
function countsOf(row = {}) {
  return { ...picked(row, DELIVERIES), opens: picked(row.opens, SOURCES), clicks: picked(row.clicks, SOURCES) };
}

function picked(numbers, names) {
  return Object.fromEntries(names.map((name) => [name, numbers?.[name] ?? null]));
}
