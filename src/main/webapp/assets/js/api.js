import { currentKey } from './key.js';

/** An answer other than the wanted one: a problem document (RFC 9457), or what stands for it. */
export class Problem extends Error {
  constructor({ status = 0, title = 'Something went wrong', detail = '', field = null, id = null }) {
    super(detail || title);
    Object.assign(this, { status, title, detail, field, id });
  }

  get isAboutTheKey() {
    return this.status === 401 || this.status === 403;
  }
}

/** One page of deliveries, newest first: `{deliveries, nextCursor}`. */
export function listDeliveries({ to, campaign, state, limit, cursor }, options) {
  return ask(`api/v1/deliveries?${queryOf({ to, campaign, state, limit, cursor })}`, options);
}

/** One delivery with its events. */
export function readDelivery(id, options) {
  return ask(`api/v1/deliveries/${encodeURIComponent(id)}`, options);
}

/** One page of campaigns with their counts over some days, the newest campaign first: `{campaigns, nextCursor, …}`. */
export function listCampaigns({ from, to, zone, limit, cursor }, options) {
  return ask(`api/v1/campaigns?${queryOf({ from, to, zone, limit, cursor })}`, options);
}

/** One campaign by day. Its name goes into the query, where every name arrives as it is. */
export function readCampaign(name, { from, to, zone }, options) {
  return ask(`api/v1/campaigns?${queryOf({ name, from, to, zone })}`, options);
}

/** By how much two campaigns differ over some days: `{first, second, difference, isClear, inWords}`. */
export function compareCampaigns({ first, second }, { from, to, zone }, options) {
  return ask(`api/v1/comparison?${queryOf({ first, second, from, to, zone })}`, options);
}

/** Sends one mail and waits for the mail server's word. */
export function sendMail(mail) {
  const headers = { 'Content-Type': 'application/json' };
  return ask('track', { method: 'POST', headers, body: JSON.stringify(mail) });
}

/** Whether this browser is signed in by its session, without a key. */
export async function isSignedIn() {
  const { role } = await ask('api/v1/session');
  return role === 'admin';
}

/** Exchanges the code of the sign-in link for a session. */
export function signInByLink(code) {
  const headers = { 'Content-Type': 'application/json' };
  return ask('api/v1/session', { method: 'POST', headers, body: JSON.stringify({ code }) });
}

/** Ends the session of this browser, if it has one. */
export function signOut() {
  return ask('api/v1/session', { method: 'DELETE', keepalive: true });
}

/** Sends a request with the key in use, or with one that is still to be tried; without a key, the session counts. */
async function ask(address, { key = currentKey(), headers, ...request } = {}) {
  const identity = key === null ? { 'Telltale-Page': '1' } : { Authorization: `Bearer ${key}` };
  let response;
  try {
    response = await fetch(address, {
      ...request,
      headers: { ...headers, Accept: 'application/json, application/problem+json', ...identity },
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  } catch (cause) {
    throw request.signal?.aborted ? cause : unreachable();
  }
  if (response.status === 204) {
    return null;
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw problemOf(response, answer);
  }
  if (answer === null) {
    throw new Problem({ status: response.status, detail: 'The answer was not JSON. Does another program answer here?' });
  }
  return answer;
}

function queryOf(fields) {
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value));
}

function unreachable() {
  return new Problem({
    title: 'Telltale does not answer.',
    detail: 'The connection failed. Is the server running, and is this computer connected?',
  });
}

function problemOf(response, answer) {
  const detail = `The server answered ${response.status} ${response.statusText}`.trim() + ' and did not say why.';
  return new Problem({ title: `Error ${response.status}`, detail, ...answer, status: response.status });
}
