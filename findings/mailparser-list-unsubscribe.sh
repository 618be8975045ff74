#!/usr/bin/env bash
# mailparser returns the wrong unsubscribe address if it is folded, has parentheses, or is one of two.
#
# RFC 2369, section 2: each address is in angle brackets, white space inside them is ignored (so a long address may be
# folded), comments in parentheses are outside of them, and the addresses, whatever their schemes, are in order of
# preference. RFC 3986, section 2.2 allows parentheses in an address.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mailparser@3.14.2

cat > run.mjs << 'END'
import { simpleParser } from 'mailparser';

const fields = {
  plain: '<https://example.com/u/abcdef>',
  folded: '<https://example.com/u/abc\r\n def>',
  'with parentheses': '<https://example.com/u/abc(def)>',
  'two of a kind': '<https://example.com/first>, <https://example.com/second>',
};
for (const [name, field] of Object.entries(fields)) {
  const mail = await simpleParser(`From: news@example.com\r\nList-Unsubscribe: ${field}\r\n\r\nHello\r\n`);
  console.log(`${name}: ${JSON.stringify(field)} => ${JSON.stringify(mail.headers.get('list').unsubscribe)}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
plain: "<https://example.com/u/abcdef>" => {"url":"https://example.com/u/abcdef"}
folded: "<https://example.com/u/abc\r\n def>" => {"url":"https://example.com/u/abc def"}
with parentheses: "<https://example.com/u/abc(def)>" => {"name":"def","id":"https://example.com/u/abc"}
two of a kind: "<https://example.com/first>, <https://example.com/second>" => {"url":"https://example.com/second"}
END
