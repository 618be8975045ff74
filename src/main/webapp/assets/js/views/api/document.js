/** The operations of an OpenAPI document, in its order. */
export function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      parameters: [],
      ...operation,
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      tag: operation.tags?.[0] ?? 'Other',
      roles: operation['x-roles'] ?? [],
    })),
  );
}

/** The operations that contain every word of a search, in the order of the document's tags: `[{ name, description, operations }]`. */
export function groupsOf(api, search = '') {
  const found = operationsOf(api).filter((operation) => matches(operation, search));
  return api.tags
    .map((tag) => ({ ...tag, operations: found.filter((operation) => operation.tag === tag.name) }))
    .filter(({ operations }) => operations.length > 0);
}

function matches({ method, path, id, summary, description, tag }, search) {
  const text = [method, path, id, summary, description, tag].join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** An object of the document, or the one that it refers to. */
export function resolved(api, object) {
  if (object?.$ref === undefined) {
    return object ?? {};
  }
  const names = object.$ref.slice(2).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return resolved(api, names.reduce((inside, name) => inside[name], api));
}

/** A schema with the members of all its parts. */
function merged(api, schema) {
  const own = resolved(api, schema);
  const parts = (own.allOf ?? []).map((part) => merged(api, part));
  return {
    ...Object.assign({}, ...parts),
    ...own,
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), own.properties),
    required: [...parts.flatMap(({ required = [] }) => required), ...(own.required ?? [])],
  };
}

/** The type of a schema in words, with its limits. */
export function typeOf(api, schema) {
  const { type, format, items, oneOf, enum: values, const: only, ...limits } = merged(api, schema);
  if (oneOf !== undefined) {
    return oneOf.map((one) => typeOf(api, one)).join(', or ');
  }
  if (values !== undefined || only !== undefined) {
    return (values ?? [only]).map((value) => JSON.stringify(value)).join(' | ');
  }
  const names = [type ?? (Object.keys(limits.properties).length > 0 ? 'object' : 'any')].flat();
  const main = names.map((name) => (name === 'array' && items ? `array of ${typeOf(api, items)}` : name)).join(' or ');
  return [main, format, ...boundsOf(limits)].filter(Boolean).join(', ');
}

function boundsOf({ minimum, maximum, minLength, maxLength, maxItems, pattern, default: usual }) {
  return [
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : minimum !== undefined && `from ${minimum}`,
    maxLength !== undefined && `${minLength ?? 0} to ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
    pattern && `matches ${pattern}`,
    usual !== undefined && `default ${JSON.stringify(usual)}`,
  ];
}

/** The members of an object, or of the objects in an array: `[{ name, required, schema }]`. */
export function membersOf(api, schema) {
  const { properties, required, items } = merged(api, schema);
  const own = Object.entries(properties).map(([name, member]) => ({ name, required: required.includes(name), schema: member }));
  return own.length === 0 && items ? membersOf(api, items) : own;
}

/** The alternative forms of a value; empty if it has only one. */
export function formsOf(api, schema) {
  return merged(api, schema).oneOf ?? [];
}

/** What a schema says about its values. */
export function descriptionOf(api, schema) {
  return schema?.description ?? resolved(api, schema).description ?? '';
}

/** The example of a body as text: the one in the document, or one made from its schema. */
export function exampleOf(api, { example, schema } = {}) {
  const value = example ?? sampleOf(api, schema);
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

const SAMPLES = { integer: 1, number: 0.5, boolean: true, null: null };
const FORMATS = { uuid: '01935b1e-7a3b-7d10-8f00-5c4d3e2f1a0b', date: '2026-11-22', 'date-time': '2026-11-22T12:00:00Z' };

function sampleOf(api, schema) {
  const { type, properties, required, items, format, enum: values, const: only, oneOf } = merged(api, schema);
  if (oneOf !== undefined) {
    return sampleOf(api, oneOf[0]);
  }
  if (values !== undefined || only !== undefined) {
    return only ?? values[0];
  }
  if (Object.keys(properties).length > 0) {
    const shown = Object.entries(properties).filter(([name]) => required.includes(name));
    return Object.fromEntries(shown.map(([name, member]) => [name, sampleOf(api, member)]));
  }
  const [first] = [type].flat();
  return first === 'array' ? [sampleOf(api, items)] : first === 'object' ? {} : SAMPLES[first] ?? FORMATS[format] ?? 'text';
}

/** The address of an operation for values by name; a parameter in the path without a value stays in braces. */
export function addressFor({ path, parameters }, values) {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (braces, name) => (values[name] ? encodeURIComponent(values[name]) : braces));
  const query = parameters.filter((one) => one.in === 'query' && values[one.name]).map(({ name }) => [name, values[name]]);
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

/** Whether the page may send a request of an operation: it changes nothing and sends no mail. */
export function isHarmless({ method, path }) {
  return method === 'GET' && /^\/(api|health|metrics)\b/.test(path);
}

/** The command that sends a request of an operation, for a POSIX shell. `base` is the address of the application. */
export function curlOf(api, operation, base) {
  const required = operation.parameters.filter((one) => one.in === 'query' && one.required);
  const values = Object.fromEntries(required.map(({ name, schema }) => [name, String(sampleOf(api, schema))]));
  const words = ['curl', ...(operation.method === 'GET' ? [] : ['-X', operation.method])];
  if (operation.security?.length > 0) {
    words.push('-H', quoted('Authorization: Bearer KEY'));
  }
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  if (body !== undefined) {
    words.push('-H', quoted(`Content-Type: ${body[0]}`), '--data-binary', quoted(exampleOf(api, body[1])));
  }
  return [...words, quoted(base + addressFor(operation, values))].join(' ');
}

function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
