#!/usr/bin/env bash
# mailparser returns the current time if it cannot parse the Date field, even one that is an example in RFC 5322.
#
# The field is from RFC 5322, appendix A.6.3: white space and a comment between its tokens, which section 4.3
# (obs-hour, obs-minute, obs-second) requires a parser to accept. The other date is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mailparser@3.14.2

cat > run.mjs << 'END'
import { simpleParser } from 'mailparser';

const dates = ['Fri, 21 Nov 1997 09:55:06 -0600', 'Fri, 21 Nov 1997 09(comment):   55  :  06 -0600'];
for (const date of dates) {
  const mail = await simpleParser(`Date: ${date}\r\nFrom: jdoe@example.com\r\n\r\nHello\r\n`);
  const age = Date.now() - mail.date.getTime();
  const read = Math.abs(age) < 60_000 ? 'the current time' : mail.date.toISOString();
  console.log(`${date} => ${read} (in the headers: ${mail.headers.get('date') === undefined ? 'nothing' : 'a value'})`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
Fri, 21 Nov 1997 09:55:06 -0600 => 1997-11-21T15:55:06.000Z (in the headers: a value)
Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 => the current time (in the headers: a value)
END
