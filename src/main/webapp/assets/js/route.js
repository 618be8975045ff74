/** The address of a view on this page: `addressOf(['deliveries', id], filters)`. */
export function addressOf(path, filters = {}) {
  const query = new URLSearchParams(filters).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

/**
 * The route of an address fragment, which is never sent to a server: the row of the table whose pattern matches, with
 * the path, the parameters named by the pattern, and the filters in the query. An empty address leads to the first
 * row, an unknown one to the substitute.
 */
export function routeOf(hash, rows, substitute) {
  const [, address, query] = /^#?\/?([^?]*)\??(.*)$/s.exec(hash);
  const given = address.split('/').filter(Boolean).map(decoded);
  const path = given.length === 0 ? [rows[0].pattern] : given;
  const row = rows.find(({ pattern }) => matches(pattern, path)) ?? substitute;
  return { ...row, path, params: paramsOf(row, path), filters: filtersOf(row, new URLSearchParams(query)) };
}

/** An address fragment with its first part as it is now, if it has been another one. */
export function currentAddress(hash, moved) {
  return hash.replace(/^#?\/?([^/?]+)(?=$|[/?])/, (all, first) => (Object.hasOwn(moved, first) ? `#/${moved[first]}` : all));
}

/** Whether two routes differ in their filters at most. */
export function isSamePlace(one, other) {
  return one.pattern === other.pattern && addressOf(one.path) === addressOf(other.path);
}

function matches(pattern, path) {
  const names = pattern.split('/');
  return names.length === path.length && names.every((name, place) => isParam(name) || name === path[place]);
}

function paramsOf({ pattern = '' }, path) {
  const named = pattern.split('/').map((name, place) => [name.slice(1, -1), path[place], isParam(name)]);
  return Object.fromEntries(named.filter(([, , param]) => param));
}

function isParam(name) {
  return name.startsWith('{');
}

function filtersOf({ filters = [] }, query) {
  const given = filters.map((name) => [name, query.get(name)?.trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
