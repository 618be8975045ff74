import { saveAs } from '../../parts/download.js';
import { Problem, queryOf, request, send, sendGet } from '../../api.js';

/** Reads a page of a list of the API: `{items, next}`. */
export const pageOf = (path, items) => async (query, options) => {
  const answer = await request(`api/v1/${path}?${queryOf(query)}`, options);
  return { items: answer[items], next: answer.next };
};

/** All items of a list of the API. */
export async function allOf(path, items, options) {
  const read = pageOf(path, items);
  const all = [];
  let cursor;
  do {
    const page = await read({ limit: 200, cursor }, options);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

/** The answer to a GET of the API. */
export const read = (path, options) => request(`api/v1/${path}`, options);

/** Sends JSON to the API. */
export const sendJson = (method, path, body) => sendText(method, path, 'application/json', JSON.stringify(body));

/** Sends a text to the API. */
export const sendText = (method, path, type, body) => request(`api/v1/${path}`, { method, headers: { 'Content-Type': type }, body });

/** A request to the API without a body. */
export const sendEmpty = (method, path) => request(`api/v1/${path}`, { method });

/** Calls `send(query)` with the cursor of each answer until there is no next one; returns the sum of the answers' member `name`. */
export async function totalOf(name, send) {
  let total = 0;
  let query = '';
  while (query !== null) {
    const answer = await send(query);
    total += answer[name];
    query = answer.next && `?cursor=${answer.next}`;
  }
  return total;
}

/** The state of the node that answers, with the details that administrators get. */
export async function readHealth(options) {
  const { text } = await sendGet('health/ready', options); // 503 has the same content
  const health = JSON.parse(text);
  if (!health.reasons) {
    throw new Problem(health.title ? health : { status: 401 }); // without details, the session has ended
  }
  return health;
}

/** Saves the answer to a request as a file. */
export async function save(address, name, options) {
  const response = await send(address, options);
  saveAs(await response.blob(), name);
}
