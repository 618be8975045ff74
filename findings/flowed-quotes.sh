#!/usr/bin/env bash
# postal-mime joins quoted format=flowed lines without removing their ">", even lines of different quote depth.
#
# RFC 3676, section 4.5: the quote marks at the start of each line are counted and deleted first, and only lines of the
# same depth belong to one paragraph. Section 4.1: a line that does not end in a space, such as an empty one, ends the
# paragraph. mailparser respects the first rule but not the second.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages postal-mime@4.0.0 mailparser@3.14.2

cat > run.mjs << 'END'
import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';

const texts = {
  'one quoted paragraph': ['> one ', '> two', 'answer'],
  'two depths': ['>> inner ', '> outer', 'answer'],
  'two paragraphs': ['one ', '', 'two'],
};
for (const [name, lines] of Object.entries(texts)) {
  const mail = ['From: joe@example.com', 'MIME-Version: 1.0', 'Content-Type: text/plain; format=flowed', '', ...lines, '']
    .join('\r\n');
  console.log(`${name}: ${JSON.stringify(lines.join('\n'))}`);
  console.log('  postal-mime:', JSON.stringify((await PostalMime.parse(mail)).text.trimEnd()));
  console.log('  mailparser: ', JSON.stringify((await simpleParser(mail)).text.trimEnd()));
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
one quoted paragraph: "> one \n> two\nanswer"
  postal-mime: "> one > two\nanswer"
  mailparser:  "> one two\nanswer"
two depths: ">> inner \n> outer\nanswer"
  postal-mime: ">> inner > outer\nanswer"
  mailparser:  ">> inner \n> outer\nanswer"
two paragraphs: "one \n\ntwo"
  postal-mime: "one two"
  mailparser:  "one two"
END
