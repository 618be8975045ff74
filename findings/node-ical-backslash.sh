#!/usr/bin/env bash
# node-ical turns the backslash of a path into a line break.
#
# RFC 5545, section 3.3.11: in TEXT "\\" stands for one backslash and "\n" for a line break. So \\\\files\\notes is the
# network path \\files\notes. node-ical replaces \n first and finds it in the middle of "\\n". ical.js is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages node-ical@0.27.2 ical.js@2.2.1

cat > run.mjs << 'END'
import ical from 'node-ical';
import ICAL from 'ical.js';

const invitation = String.raw`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.com//finding//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:1@example.com
DTSTAMP:20260101T000000Z
DTSTART:20260102T000000Z
SUMMARY:Review\nof the budget
LOCATION:\\\\files\\notes\\2026
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n');

const seen = ical.sync.parseICS(invitation)['1@example.com'];
const control = new ICAL.Component(ICAL.parse(invitation)).getFirstSubcomponent('vevent');
console.log('node-ical:', JSON.stringify(seen.summary), JSON.stringify(seen.location));
console.log('ical.js:  ', JSON.stringify(control.getFirstPropertyValue('summary')),
  JSON.stringify(control.getFirstPropertyValue('location')));
END

verdict "$(node run.mjs 2>&1)" << 'END'
node-ical: "Review\nof the budget" "\\\\files\\\notes\\2026"
ical.js:   "Review\nof the budget" "\\\\files\\notes\\2026"
END
