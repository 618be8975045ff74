import { COMPOSE } from '../../compose-texts.js';

/** The recipients of one message; the server's setting may be lower or higher, and then says so. */
const MAX_ROWS = 100_000;
const ADDRESS_COLUMNS = ['to', 'email', 'e-mail', 'address', 'email address', 'e-mail address', 'mail'];

/** Whether a text may be an address; the server decides. */
const isAddress = (text) => /^[^@\s]+@[^@\s]+$/.test(text) || /<[^@\s]+@[^@\s]+>$/.test(text);

/**
 * The records of a text in CSV (RFC 4180), separated by what the first line has most of: commas, semicolons or tabs. Returns
 * `{records: [{line, cells}], error: {line, detail} or null}`; after an error, nothing further is read.
 */
export function parseCsv(given) {
  const text = given.replace(/^\uFEFF/, '');
  const separator = separatorOf(text);
  const end = new RegExp(`[${separator}\\r\\n]`, 'g');
  const records = [];
  let cells = [];
  let line = 1; // where the record begins
  let breaks = 0; // line breaks in quoted cells
  for (let at = 0; at <= text.length; ) {
    let value;
    let next;
    if (text[at] === '"') {
      const closing = closingQuote(text, at);
      if (closing < 0) {
        return { records, error: { line, detail: COMPOSE.csv.unclosed } };
      }
      value = text.slice(at + 1, closing).replaceAll('""', '"');
      breaks += value.split('\n').length - 1;
      next = closing + 1;
      if (next < text.length && !`${separator}\r\n`.includes(text[next])) {
        return { records, error: { line, detail: COMPOSE.csv.afterQuote } };
      }
    } else {
      end.lastIndex = at;
      next = end.exec(text)?.index ?? text.length;
      value = text.slice(at, next);
    }
    cells.push(value);
    at = next + 1;
    if (text[next] !== separator) {
      if (cells.some((cell) => cell.trim() !== '')) {
        records.push({ line, cells });
      }
      cells = [];
      line += breaks + 1;
      breaks = 0;
      at += text[next] === '\r' && text[next + 1] === '\n' ? 1 : 0;
    }
  }
  return { records, error: null };
}

function closingQuote(text, opening) {
  let at = text.indexOf('"', opening + 1);
  while (at >= 0 && text[at + 1] === '"') {
    at = text.indexOf('"', at + 2);
  }
  return at;
}

function separatorOf(text) {
  const [first] = text.trimStart().split(/[\r\n]/, 1);
  const outside = first.replace(/"[^"]*"/g, '');
  const times = (sign) => outside.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (times(sign) > times(best) ? sign : best));
}

/**
 * The recipients in a CSV text whose first record names the columns, unless it has an address itself. Returns `{columns, people:
 * [{line, to, data}], errors: [{line, detail}]}`; a record with an error is left out.
 */
export function recipientsOf(text) {
  const { records, error } = parseCsv(text);
  const errors = [];
  if (records.length === 0) {
    return { columns: [], people: [], errors: error === null ? [] : [error] };
  }
  const hasHeader = !records[0].cells.some(isAddress);
  const columns = hasHeader ? records[0].cells.map((name) => name.trim()) : records[0].cells.map((_, place) => (place === 0 ? 'to' : ''));
  const place = columns.findIndex((name) => ADDRESS_COLUMNS.includes(name.toLowerCase()));
  if (place < 0) {
    return { columns, people: [], errors: [{ line: records[0].line, detail: COMPOSE.csv.noColumn }] };
  }
  const people = [];
  for (const { line, cells } of hasHeader ? records.slice(1) : records) {
    const to = cells[place]?.trim() ?? '';
    const detail = problemOf(cells, columns, to, people);
    if (detail === null) {
      people.push({ line, to, data: dataOf(columns, cells) });
    } else {
      errors.push({ line, detail });
    }
  }
  return { columns: columns.filter(Boolean), people, errors: error === null ? errors : [...errors, error] };
}

function problemOf(cells, columns, to, people) {
  if (cells.length > columns.length) {
    return COMPOSE.csv.tooManyCells(cells.length, columns.length);
  }
  if (!isAddress(to)) {
    return to === '' ? COMPOSE.csv.noAddress : COMPOSE.csv.badAddress(to.slice(0, 100));
  }
  return people.length === MAX_ROWS ? COMPOSE.csv.tooMany(MAX_ROWS) : null;
}

/** The cells of a record by the names of their columns. */
function dataOf(columns, cells) {
  const data = Object.create(null);
  columns.forEach((name, place) => {
    if (name !== '') {
      data[name] = cells[place] ?? '';
    }
  });
  return data;
}
