#!/usr/bin/env bash
# mailparser dates a mail with now when it cannot read the Date field, even one from RFC 5322 itself.
#
# The field is the one of RFC 5322, appendix A.6.3: white space and a comment between its tokens, which section 4.3
# (obs-hour, obs-minute, obs-second) obliges a reader to accept. The other date is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mailparser@3.14.2

cat > run.mjs << 'END'
import { simpleParser } from 'mailparser';

const dates = ['Fri, 21 Nov 1997 09:55:06 -0600', 'Fri, 21 Nov 1997 09(comment):   55  :  06 -0600'];
for (const date of dates) {
  const mail = await simpleParser(`Date: ${date}\r\nFrom: jdoe@example.com\r\n\r\nHello\r\n`);
  const age = Date.now() - mail.date.getTime();
  const read = Math.abs(age) < 60_000 ? 'the present moment' : mail.date.toISOString();
  console.log(`${date} => ${read} (in the headers: ${mail.headers.get('date') === undefined ? 'nothing' : 'a value'})`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
Fri, 21 Nov 1997 09:55:06 -0600 => 1997-11-21T15:55:06.000Z (in the headers: a value)
Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 => the present moment (in the headers: a value)
END
