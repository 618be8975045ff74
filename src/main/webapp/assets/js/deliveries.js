import { queryOf, readFile, request } from './api.js';
import { instantsOf } from './time.js';

/** Deliveries as the API gives them, and what a person can do with one. */

/** One page of deliveries, newest first: `{items, next, searchedTo}`. The days `from` and `to` are those of the reader's time zone. */
export async function listDeliveries(query, options) {
  const { deliveries, next, searchedTo } = await request(`api/v1/deliveries?${parametersOf(query)}`, options);
  return { items: deliveries, next, searchedTo };
}

/** All deliveries that match, in a format such as `text/csv`, as a file. */
export function exportDeliveries(query, format, options) {
  return readFile('api/v1/deliveries', parametersOf(query), format, options);
}

function parametersOf({ from, to, ...query }) {
  return queryOf({ ...query, ...instantsOf({ from, to }) });
}

/** One delivery with its events. */
export function readDelivery(id, options) {
  return request(addressOf(id), options);
}

/** The mail of a delivery as it was sent, `{subject, from, html, text, source, keptUntil}`, while it is kept. */
export function readMail(id, options) {
  return request(`${addressOf(id)}/mail`, options);
}

/** Ends the pages in the browser of a message, those of all its recipients. */
export function endPages(message, options) {
  return request(`api/v1/messages/${encodeURIComponent(message)}/view`, { ...options, method: 'DELETE' });
}

/** Stores what a person says that an event of a delivery was: a class of verdicts. */
export function correctVerdict(delivery, event, type, options) {
  const headers = { 'Content-Type': 'application/json' };
  return request(correctionOf(event), { ...options, method: 'PUT', headers, body: JSON.stringify({ delivery, class: type }) });
}

/** Removes a correction; the rules apply again. */
export function removeCorrection(delivery, event, options) {
  return request(`${correctionOf(event)}?${queryOf({ delivery })}`, { ...options, method: 'DELETE' });
}

function addressOf(id) {
  return `api/v1/deliveries/${encodeURIComponent(id)}`;
}

function correctionOf(event) {
  return `api/v1/corrections/${encodeURIComponent(event)}`;
}
