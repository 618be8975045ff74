import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOf, linked, textOf, withImports } from './webapp.mjs';

const MAIN = 'assets/js/main.js';
const FIRST_VIEW = 'assets/js/views/overview/view.js';

test('index.html links every stylesheet', () => {
  assert.deepEqual(linked('stylesheet').sort(), filesOf('.css').sort());
});

test('index.html preloads every module of the first view, and no other', () => {
  const modules = withImports(FIRST_VIEW, withImports(MAIN));
  modules.delete(MAIN);
  assert.deepEqual(linked('modulepreload').sort(), [...modules].sort());
});

test('no markup needs what the Content-Security-Policy forbids', () => {
  for (const path of ['index.html', ...filesOf('.js').filter((path) => !path.includes('/lib/'))]) {
    // An attribute of a component is a property: style={…} and onClick={…} are set by script.
    assert.doesNotMatch(textOf(path), /<[^>]*\s(style|on\w+)=(?!\$\{)|<style|javascript:|<script(?! type="module" src=)/, path);
  }
});
