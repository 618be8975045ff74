const LIST_FILTERS = ['to', 'campaign', 'state'];
/** The rooms, and what the query of an address may say in each. */
const ROOMS = {
  deliveries: LIST_FILTERS,
  send: LIST_FILTERS,
  campaigns: ['from', 'to', 'zone'],
};

/**
 * Where the reader is, read from the part of the address after `#`, which no server ever sees: `#/deliveries`,
 * `#/deliveries/{id}` or `#/send`, each with the list's filters as its query; `#/campaigns` or `#/campaigns/{name}`,
 * each with the range of days.
 */
export function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [asked, id] = path.split('/');
  const room = Object.hasOwn(ROOMS, asked) ? asked : 'deliveries';
  const hasId = room === asked && room !== 'send' && Boolean(id);
  return { room, id: hasId ? decoded(id) : null, filters: filtersOf(room, new URLSearchParams(query)) };
}

/** The address of a place on this page. */
export function addressOf({ room = 'deliveries', id = null, filters = {} }) {
  const query = new URLSearchParams(filters).toString();
  return `#/${room}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

function filtersOf(room, query) {
  const filters = {};
  for (const name of ROOMS[room]) {
    const value = query.get(name)?.trim();
    if (value) {
      filters[name] = value;
    }
  }
  return filters;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
