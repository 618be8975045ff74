const LIST_FILTERS = ['to', 'campaign', 'state'];
/** The sections of the page, and the query parameters of each. */
const SECTIONS = {
  deliveries: LIST_FILTERS,
  send: LIST_FILTERS,
  campaigns: ['from', 'to', 'zone'],
};

/**
 * Parses the address fragment, which is never sent to a server: `#/deliveries`,
 * `#/deliveries/{id}` or `#/send`, each with the list's filters as its query; `#/campaigns` or `#/campaigns/{name}`,
 * each with the range of days.
 */
export function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, id] = path.split('/');
  const section = Object.hasOwn(SECTIONS, name) ? name : 'deliveries';
  const hasId = section === name && section !== 'send' && Boolean(id);
  return { section, id: hasId ? decoded(id) : null, filters: filtersOf(section, new URLSearchParams(query)) };
}

/** The address of a view on this page. */
export function addressOf({ section = 'deliveries', id = null, filters = {} }) {
  const query = new URLSearchParams(filters).toString();
  return `#/${section}${id ? `/${encodeURIComponent(id)}` : ''}${query ? `?${query}` : ''}`;
}

function filtersOf(section, query) {
  const filters = {};
  for (const name of SECTIONS[section]) {
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
