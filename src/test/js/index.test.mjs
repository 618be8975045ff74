import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEBAPP = fileURLToPath(new URL('../../main/webapp/', import.meta.url));
const INDEX = readFileSync(`${WEBAPP}index.html`, 'utf8');

function filesOf(extension, folder = 'assets') {
  return readdirSync(WEBAPP + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(extension, path) : path.endsWith(extension) ? [path] : [];
  });
}

const linked = (rel) => [...INDEX.matchAll(new RegExp(`<link rel="${rel}" href="([^"]+)">`, 'g'))].map(([, path]) => path);

test('index.html links every stylesheet', () => {
  assert.deepEqual(linked('stylesheet').sort(), filesOf('.css').sort());
});

test('index.html preloads every module that main.js imports', () => {
  const modules = filesOf('.js').filter((path) => path !== 'assets/js/main.js');
  assert.deepEqual(linked('modulepreload').sort(), modules.sort());
});

test('no markup needs what the Content-Security-Policy forbids', () => {
  for (const path of ['index.html', ...filesOf('.js')]) {
    const source = readFileSync(WEBAPP + path, 'utf8');
    assert.doesNotMatch(source, /<[^>]*\s(style|on\w+)=|<style|javascript:|<script(?! type="module" src=)/, path);
  }
});
