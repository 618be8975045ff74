#!/usr/bin/env bash
# css-inline drops the fallback for clients that do not know a newer value, because it keeps only the last declaration.
#
# CSS 2.2, section 4.2: a client ignores a declaration with a value it does not support, so that of two declarations of a
# property the last one that it supports applies; style sheets rely on that. Declarations in a style attribute are kept.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages juice@12.2.0 @css-inline/css-inline-wasm@0.21.2

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { initWasm, inline } from '@css-inline/css-inline-wasm';
import juice from 'juice';

await initWasm({ module_or_path: readFileSync('node_modules/@css-inline/css-inline-wasm/index_bg.wasm') });
const declarations = 'background: #036; background: linear-gradient(#036, #69c)';
const mails = {
  'style element': `<style>p { ${declarations} }</style><p>Hi</p>`,
  'style attribute': `<style>p { color: white }</style><p style="${declarations}">Hi</p>`,
};
for (const [name, html] of Object.entries(mails)) {
  console.log(`${name}, css-inline: ${inline(html).match(/<p .*<\/p>/)[0]}`);
  console.log(`${name}, juice: ${juice(html)}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
style element, css-inline: <p style="background: linear-gradient(#036, #69c);">Hi</p>
style element, juice: <p style="background: #036; background: linear-gradient(#036, #69c);">Hi</p>
style attribute, css-inline: <p style="color: white;background: #036;background: linear-gradient(#036, #69c)">Hi</p>
style attribute, juice: <p style="color: white; background: #036; background: linear-gradient(#036, #69c);">Hi</p>
END
