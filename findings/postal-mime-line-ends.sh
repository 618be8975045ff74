#!/usr/bin/env bash
# postal-mime changes CRLF to LF in attached calendars, even in Base64, and in every attachment that is not encoded.
#
# RFC 2045, section 6.8: Base64 encodes octets, and a text in it has its line breaks as CRLF. RFC 5545, section 3.1: lines of
# a calendar end with CRLF. RFC 2046, section 5.1.1: the CRLF before a boundary belongs to the boundary, not to the part.
# mailparser is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages postal-mime@4.0.0 mailparser@3.14.2

cat > run.mjs << 'END'
import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';

const content = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n';
const base64 = Buffer.from(content).toString('base64');
const message = `Subject: Hi\r\n\r\n${content}`;
const parts = [
  ['text/calendar', 'base64', base64],
  ['text/csv', 'base64', base64],
  ['application/octet-stream', 'base64', base64],
  ['text/csv', '7bit', content],
  ['application/octet-stream', '7bit', content],
  ['message/rfc822', '7bit', message],
];
const shown = (octets) => JSON.stringify(Buffer.from(octets).toString());
for (const [type, encoding, body] of parts) {
  const mail = ['From: joe@example.com', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="next"', '',
    '--next', '', 'Hello', '--next', `Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`,
    'Content-Disposition: attachment; filename="file"', '', body, '--next--', ''].join('\r\n');
  console.log(`${type}, ${encoding}`);
  console.log('  postal-mime:', shown((await PostalMime.parse(mail)).attachments[0].content));
  console.log('  mailparser: ', shown((await simpleParser(mail)).attachments[0].content));
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
text/calendar, base64
  postal-mime: "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"
  mailparser:  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
text/csv, base64
  postal-mime: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
  mailparser:  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
application/octet-stream, base64
  postal-mime: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
  mailparser:  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
text/csv, 7bit
  postal-mime: "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n\n"
  mailparser:  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
application/octet-stream, 7bit
  postal-mime: "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n\n"
  mailparser:  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
message/rfc822, 7bit
  postal-mime: "Subject: Hi\n\nBEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n\n"
  mailparser:  "Subject: Hi\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
END
