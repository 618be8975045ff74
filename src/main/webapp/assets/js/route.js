const FILTERS = ['to', 'campaign', 'state'];

/**
 * Where the reader is, read from the part of the address after `#`, which no server ever sees:
 * `#/deliveries`, `#/deliveries/{id}` or `#/send`, each with the list's filters as its query.
 */
export function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [room, id] = path.split('/');
  const asked = new URLSearchParams(query);
  const filters = {};
  for (const name of FILTERS) {
    const value = asked.get(name)?.trim();
    if (value) {
      filters[name] = value;
    }
  }
  return { room: room === 'send' ? 'send' : 'deliveries', id: room === 'deliveries' && id ? decoded(id) : null, filters };
}

/** The address of a place on this page. */
export function addressOf({ room = 'deliveries', id = null, filters = {} }) {
  const query = new URLSearchParams(filters).toString();
  return `#/${room}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
