import { COMPOSE } from '../../compose-texts.js';

/** The addresses in a text, which are separated by commas, semicolons or line breaks outside of quotation marks. */
export function addressesIn(text) {
  return trimmed(text.match(/(?:"(?:\\.|[^"\\])*"|[^,;\n])+/g) ?? []);
}

/** An address with its display name, which is empty if there is none: `{name, address}`. */
export function mailboxOf(text) {
  const [, name, address] = /^(.*)<([^<>]*)>\s*$/s.exec(text) ?? [null, '', text];
  return { name: name.trim().replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1'), address: address.trim() };
}

/** The words of a text, which are separated by commas or white space. */
export function wordsIn(text) {
  return trimmed(text.split(/[,\s]+/));
}

/** The values in a text of lines such as `Name: value`, and the first error: `{values, error: a sentence or null}`. */
export function namedValuesIn(text) {
  const values = new Map();
  for (const [place, line] of text.split('\n').entries()) {
    const [, name, value] = /^\s*([^\s:][^:]*):(.*)$/.exec(line) ?? [];
    if (name === undefined ? line.trim() !== '' : values.has(name.trim())) {
      return { values: {}, error: (name === undefined ? COMPOSE.lines.noName : COMPOSE.lines.twice)(place + 1) };
    }
    if (name !== undefined) {
      values.set(name.trim(), value.trim());
    }
  }
  return { values: Object.fromEntries(values), error: null };
}

function trimmed(texts) {
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
