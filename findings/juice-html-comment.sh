#!/usr/bin/env bash
# juice loses the first rule of a style element whose rules are inside <!-- and -->.
#
# CSS Syntax Level 3, section 5.5.1 (and CSS 2.2, section 4.1.1): <!-- and --> between the rules of a style sheet are tokens of
# their own (CDO and CDC), which are discarded; they hide rules from very old browsers. The rule disappears completely: it is neither inlined nor left in the element.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages juice@12.2.0 @css-inline/css-inline-wasm@0.21.2

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { initWasm, inline } from '@css-inline/css-inline-wasm';
import juice from 'juice';

await initWasm({ module_or_path: readFileSync('node_modules/@css-inline/css-inline-wasm/index_bg.wasm') });
const rules = 'p { color: green } a { color: blue }';
const styles = {
  plain: rules,
  commented: `<!-- ${rules} -->`,
  'commented twice': `<!-- /* colors */ ${rules} --> <!-- b { color: red } -->`,
};
for (const [name, style] of Object.entries(styles)) {
  const html = `<html><head><style>${style}</style></head><body><p>Hi <a>all</a> <b>of you</b></p></body></html>`;
  console.log(`${name}, juice: ${juice(html).replace(/\s+/g, ' ')}`);
  console.log(`${name}, css-inline: ${inline(html)}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
plain, juice: <html><head></head><body><p style="color: green;">Hi <a style="color: blue;">all</a> <b>of you</b></p></body></html>
plain, css-inline: <html><head></head><body><p style="color: green;">Hi <a style="color: blue;">all</a> <b>of you</b></p></body></html>
commented, juice: <html><head></head><body><p>Hi <a style="color: blue;">all</a> <b>of you</b></p></body></html>
commented, css-inline: <html><head></head><body><p style="color: green;">Hi <a style="color: blue;">all</a> <b>of you</b></p></body></html>
commented twice, juice: <html><head></head><body><p>Hi <a style="color: blue;">all</a> <b>of you</b></p></body></html>
commented twice, css-inline: <html><head></head><body><p style="color: green;">Hi <a style="color: blue;">all</a> <b style="color: red;">of you</b></p></body></html>
END
