import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { deliveredOf, filesOf, linked, textOf, withImports } from './webapp.mjs';

const MAIN = 'assets/js/main.js';
const FIRST_VIEW = 'assets/js/views/overview/view.js';
const MAX_FIRST_VIEW = 60_000;
const MAX_PAGE = 145_000;

const zipped = (paths) => paths.reduce((total, path) => total + gzipSync(deliveredOf(path), { level: 9 }).length, 0);

test('index.html links every stylesheet', () => {
  assert.deepEqual(linked('stylesheet').sort(), filesOf('.css').sort());
});

test('index.html preloads every module of the first view, and no other', () => {
  const modules = withImports(FIRST_VIEW, withImports(MAIN));
  modules.delete(MAIN);
  assert.deepEqual(linked('modulepreload').sort(), [...modules].sort());
});

test('the first view is smaller than 60 kB compressed', (t) => {
  const first = zipped(['index.html', MAIN, ...linked('stylesheet'), ...linked('modulepreload'), 'assets/icons/mark.svg']);
  t.diagnostic(`first view: ${first} bytes`);
  assert.ok(first < MAX_FIRST_VIEW, `${first} bytes`);
});

test('the whole page is smaller than 145 kB compressed', (t) => {
  const all = zipped(['index.html', 'preview.html', ...filesOf('.js'), ...filesOf('.css'), ...filesOf('.svg')]);
  t.diagnostic(`whole page: ${all} bytes`);
  assert.ok(all < MAX_PAGE, `${all} bytes`);
});

test('the lines that the build leaves out are comments', () => {
  const code = (text) => text.split('\n').filter((line) => line.trim() !== '').join('\n');
  for (const path of [...filesOf('.js'), ...filesOf('.css')].filter((path) => !path.includes('/lib/'))) {
    const withoutComments = textOf(path).replace(/^\s*\/\*[^]*?\*\/$/gm, '').replace(/^\s*\/\/.*$/gm, '');
    assert.equal(code(deliveredOf(path)), code(withoutComments), path);
  }
});

test('no markup needs what the Content-Security-Policy forbids', () => {
  for (const path of ['index.html', ...filesOf('.js').filter((path) => !path.includes('/lib/'))]) {
    // An attribute of a component is a property: style={…} and onClick={…} are set by script.
    assert.doesNotMatch(textOf(path), /<[^>]*\s(style|on\w+)=(?!\$\{)|<style|javascript:|<script(?! type="module" src=)/, path);
  }
});
