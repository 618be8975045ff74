import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const WEBAPP = fileURLToPath(new URL('../../main/webapp/', import.meta.url));

/** The text of a file of the page. */
export const textOf = (path) => readFileSync(WEBAPP + path, 'utf8');

/** The paths of all files of the page with an extension. */
export function filesOf(extension, folder = 'assets') {
  return readdirSync(WEBAPP + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(extension, path) : path.endsWith(extension) ? [path] : [];
  });
}

/** The files that index.html links, such as those of `stylesheet`. */
export const linked = (rel) => [...textOf('index.html').matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)"`, 'g'))].map(([, path]) => path);

/** A module and all that it imports statically, at any depth. */
export function withImports(path, known = new Set()) {
  if (!known.has(path)) {
    known.add(path);
    for (const [, imported] of textOf(path).matchAll(/\b(?:from|import)\s*["'](\.[^"']+)["']/g)) {
      withImports(join(dirname(path), imported), known);
    }
  }
  return known;
}
