import { showLack } from './notices.js';
import { isPresent } from './presence.js';
import { instantsOf } from './time.js';

/** An unsuccessful response: a problem document (RFC 9457), or a substitute for one. */
export class Problem extends Error {
  constructor({ status = 0, title = 'Something went wrong', detail = '', field = null, id = null, errors = null }) {
    super(detail || title);
    Object.assign(this, { status, title, detail, field, id, errors });
  }

  /** Whether there is no session, or not any more. */
  get isSignedOut() {
    return this.status === 401;
  }
}

/** One page of campaigns with their counts over a range of days, newest first: `{items, next}`. */
export async function listCampaigns({ from, to, zone, profile, q, limit, cursor }, options) {
  const query = queryOf({ from, to, zone, profile, q, limit, cursor });
  const { campaigns, next } = await request(`api/v1/campaigns?${query}`, options);
  return { items: campaigns, next };
}

/** The names of the newest campaigns that contain a text, without their figures. */
export async function listCampaignNames(part, options) {
  const { campaigns } = await request(`api/v1/campaigns?${queryOf({ fields: 'name', q: part, limit: 20 })}`, options);
  return campaigns.map(({ name }) => name);
}

/** One campaign by day. The name is a query parameter: a path would not carry every name unchanged. */
export function readCampaign(name, { from, to, zone, profile }, options) {
  return request(`api/v1/campaigns?${queryOf({ name, from, to, zone, profile })}`, options);
}

/** A name within a path. A slash stays as it is: servers refuse an escaped one. */
function pathOf(name) {
  return name.split('/').map(encodeURIComponent).join('/');
}

/** Resumes a held campaign, and returns it by day. */
export function resumeCampaign(name, { from, to, zone }, options) {
  return request(`api/v1/campaigns/${pathOf(name)}/resume?${queryOf({ from, to, zone })}`, { method: 'POST', ...options });
}

/** The latest mail of a campaign without personal values, `{subject, html, links}`; the HTML is null if its content is not kept. */
export function readCampaignMail(name, options) {
  return request(`api/v1/campaigns/${pathOf(name)}/mail`, options);
}

/** The latest mail of a campaign and what it has published, `{message, published}`; each is null if there is none. */
export function readPublished(campaign, options) {
  return request(`api/v1/campaigns/${pathOf(campaign)}/mail?fields=message,published`, options);
}

/** Publishes a message of a campaign in place of the one before: `{url, message, publishedAt, warnings}`. */
export function publishMessage(campaign, message, options) {
  return request(archiveOf(campaign), { ...options, method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) });
}

/** Withdraws what a campaign has published. */
export function withdrawPublished(campaign, options) {
  return request(archiveOf(campaign), { ...options, method: 'DELETE' });
}

function archiveOf(campaign) {
  return `api/v1/campaigns/${pathOf(campaign)}/archive`;
}

/** Compares two campaigns over a range of days: `{first, second, difference, isClear, summary}`. */
export function compareCampaigns({ first, second }, { from, to, zone, profile }, options) {
  return request(`api/v1/comparison?${queryOf({ first, second, from, to, zone, profile })}`, options);
}

/** One page of mails that came back, newest first: `{items, next}`. */
export async function listReports(query, options) {
  const { reports, next } = await request(`api/v1/inbound?${reportQuery(query)}`, options);
  return { items: reports, next };
}

/** All mails that came back and match, in a format such as `text/csv`, as a file. */
export function exportReports(query, format) {
  return readFile('api/v1/inbound', reportQuery(query), format);
}

function reportQuery({ from, to, ...query }) {
  return queryOf({ ...query, ...instantsOf({ from, to }) });
}

/** Hands in a mail that came back, a File, with the addresses of its envelope, if they are known; returns its report. */
export function acceptReport({ mail, from, to }, options) {
  const headers = { 'Content-Type': 'message/rfc822', ...(from && { 'Envelope-From': from }), ...(to && { 'Envelope-To': to }) };
  return request('api/v1/inbound', { ...options, method: 'POST', headers, body: mail });
}

/** One page of the audit log, newest first: `{items, next}`. The days are in UTC, and `to` is the last one. */
export async function listOperations({ actor, operation, address, from, to, limit, cursor }, options) {
  const query = queryOf({ actor, operation, address, ...instantsOf({ from, to, zone: 'UTC' }), limit, cursor });
  const { operations, next } = await request(`api/v1/audit?${query}`, options);
  return { items: operations, next };
}

/** The kinds, classes, reasons and matches of mails that came back, in words. */
export function readReportTerms(options) {
  return request('api/v1/inbound/terms', options);
}

/** One mail that came back, with what followed. */
export function readReport(id, options) {
  return request(reportAddress(id), options);
}

/** The beginning of a mail that came back, as it arrived. */
export async function readReportSource(id, options) {
  const response = await send(`${reportAddress(id)}/raw`, options);
  return response.text();
}

/** Stores what a person says that a mail is, `{kind, reason}`; returns it with what follows. */
export function correctReport(id, correction, options) {
  const headers = { 'Content-Type': 'application/json' };
  return request(`${reportAddress(id)}/correction`, { ...options, method: 'PUT', headers, body: JSON.stringify(correction) });
}

/** Removes a correction; returns the mail with what follows. */
export function removeCorrection(id, options) {
  return request(`${reportAddress(id)}/correction`, { ...options, method: 'DELETE' });
}

function reportAddress(id) {
  return `api/v1/inbound/${encodeURIComponent(id)}`;
}

/** Queues a message or a batch, `{type, body}`: the response. A key makes a repeated request harmless. */
export function submitMessage({ type, body }, key, options) {
  return send('api/v1/messages', { ...options, method: 'POST', headers: { 'Content-Type': type, 'Idempotency-Key': key }, body });
}

/** What the recipients of a message or a batch would miss, and who of them would not get it. */
export function checkMessage({ type, body }, options) {
  return request('api/v1/messages?check=true', { ...options, method: 'POST', headers: { 'Content-Type': type }, body });
}

/** The progress of a message: `{total, deliveries: {queued, …}}`. */
export function readProgress(id, options) {
  return request(`api/v1/messages/${encodeURIComponent(id)}`, options);
}

/** The names of the templates. */
export async function listTemplates(options) {
  const { templates } = await request('api/v1/templates?limit=200', options);
  return templates.map(({ name }) => name);
}

/** The texts of a template, or of one of its versions. */
export function readTemplate(name, version, options) {
  return request(`${templateAddress(name)}?${queryOf({ version })}`, options);
}

/** One page of the versions of a template, newest first: `{versions, next}`. */
export function listVersions(name, cursor, options) {
  return request(`${templateAddress(name)}/versions?${queryOf({ limit: 10, cursor })}`, options);
}

/** Stores a template, `{subject, html, text}`. */
export function storeTemplate(name, texts, options) {
  const headers = { 'Content-Type': 'application/json' };
  return request(templateAddress(name), { ...options, method: 'PUT', headers, body: JSON.stringify(texts) });
}

/** Deletes a template with its history. */
export function deleteTemplate(name, options) {
  return request(templateAddress(name), { ...options, method: 'DELETE' });
}

function templateAddress(name) {
  return `api/v1/templates/${encodeURIComponent(name)}`;
}

/** Who is signed in, and how one can sign in: `{role, name, method, expiresAt, oidc, realm}`. */
export function readSession(options) {
  return request('api/v1/session', options);
}

/** Exchanges the code of a sign-in link for a session. */
export function signInByLink(code, options) {
  return openSession({ code }, options);
}

/** Exchanges a key for a session. */
export function signInByKey(key, options) {
  return openSession({ key }, options);
}

/** Opens a session for a user of the server's realm. */
export function signInByUser(user, password, options) {
  return openSession({ user, password }, options);
}

function openSession(credentials, options) {
  const headers = { 'Content-Type': 'application/json' };
  return request('api/v1/session', { ...options, method: 'POST', headers, body: JSON.stringify(credentials) });
}

/** Ends the session of this browser, if it has one. */
export function signOut() {
  return request('api/v1/session', { method: 'DELETE', keepalive: true });
}

/** Ends all sessions of the signed-in user, in every browser. */
export function signOutEverywhere() {
  return request('api/v1/sessions', { method: 'DELETE' });
}

/** The OpenAPI document of the API. */
export function readApiDocument(options) {
  return request('api/v1/openapi.json', options);
}

/** Sends a GET, and returns its status and its text, whatever they are. */
export async function sendGet(address, options) {
  const response = await exchange(address, options);
  return { code: response.status, text: await response.text() };
}

/** The JSON that a request is answered with, or null if the answer has no content. */
export async function request(address, options) {
  const response = await send(address, options);
  if (response.status === 204) {
    return null;
  }
  const answer = await response.json().catch(() => null);
  if (answer === null) {
    throw new Problem({ status: response.status, detail: 'The response was not JSON. Another program may be listening at this address.' });
  }
  if (globalThis.document) {
    showLack(address.split('?')[0], answer.incomplete);
  }
  return answer;
}

/** The answer to a GET in a format such as `text/csv`, as a file. */
export async function readFile(path, query, format, options) {
  const response = await send(`${path}?${query}`, { ...options, headers: { Accept: `${format}, application/problem+json` } });
  return response.blob();
}

/** The successful response to a request. */
export async function send(address, options) {
  const response = await exchange(address, options);
  if (!response.ok) {
    throw problemOf(response, await response.json().catch(() => null));
  }
  return response;
}

/** Sends a request of this page, which its session counts in; without the reader it does not prolong the session. */
async function exchange(address, { fetch = globalThis.fetch, headers, ...init } = {}) {
  const page = { 'Telltale-Page': isPresent() ? '1' : 'auto' };
  try {
    return await fetch(address, {
      ...init,
      headers: { Accept: 'application/json, application/problem+json', ...headers, ...page },
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  } catch (cause) {
    throw init.signal?.aborted ? cause : unreachable();
  }
}

/** A query string of the fields that have a value. */
export function queryOf(fields) {
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
}

function unreachable() {
  return new Problem({
    title: 'Telltale is unreachable.',
    detail: 'The connection failed. Check that the server is running and that this computer is online.',
  });
}

function problemOf(response, answer) {
  const detail = `The server responded with ${response.status} ${response.statusText}`.trim() + ' without details.';
  return new Problem({ title: `Error ${response.status}`, detail, ...answer, status: response.status });
}
