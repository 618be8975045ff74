#!/usr/bin/env bash
# The text that mailparser makes of an HTML mail contains the address of each image, even of a decorative one, and joins the
# cells of a row without a space.
#
# HTML, section 4.8.4.4: an image with an empty alt attribute is decorative and represents nothing in text. CSS 2.2, section 17: cells
# are boxes beside each other; browsers put a tab between them when a row is copied as text.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mailparser@3.14.2

cat > run.mjs << 'END'
import { simpleParser } from 'mailparser';

const bodies = [
  '<p>Hello</p><img src="https://t.example/pixel?t=abc" width="1" height="1" alt="">',
  '<p>Hello</p><img src="https://t.example/logo.png" alt="Example">',
  '<table><tr><td>Total</td><td>100 EUR</td></tr></table>',
  '<table><tr><td>Order</td><td>4711</td><td>2 pieces</td></tr></table>',
];
for (const html of bodies) {
  const mail = await simpleParser(`From: ann@example.com\r\nContent-Type: text/html\r\n\r\n${html}\r\n`);
  console.log(`${html} => ${JSON.stringify(mail.text)}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
<p>Hello</p><img src="https://t.example/pixel?t=abc" width="1" height="1" alt=""> => "Hello\n\n[https://t.example/pixel?t=abc]"
<p>Hello</p><img src="https://t.example/logo.png" alt="Example"> => "Hello\n\nExample [https://t.example/logo.png]"
<table><tr><td>Total</td><td>100 EUR</td></tr></table> => "Total100 EUR"
<table><tr><td>Order</td><td>4711</td><td>2 pieces</td></tr></table> => "Order47112 pieces"
END
