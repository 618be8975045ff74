#!/usr/bin/env bash
# juice inlines the rules of <style media="..."> into style attributes, where they apply to every medium.
#
# HTML Living Standard, 4.2.6 "The style element": the media attribute defines the media that the styles apply to, so the
# style sheet below is for dark mode only, exactly like an @media block with the same query. juice keeps the @media block
# unchanged, but treats the element as if it had no media attribute.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages juice@12.2.0

cat > run.mjs << 'END'
import juice from 'juice';

const query = '(prefers-color-scheme: dark)';
const mails = {
  'style element with media': `<style media="${query}">p { color: white }</style><p>Hello</p>`,
  'the same as @media': `<style>@media ${query} { p { color: white } }</style><p>Hello</p>`,
};
for (const [name, html] of Object.entries(mails)) {
  console.log(`${name}: ${juice(html).replace(/\s+/g, ' ')}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
style element with media: <p style="color: white;">Hello</p>
the same as @media: <style> @media (prefers-color-scheme: dark) { p { color: white; } } </style><p>Hello</p>
END
