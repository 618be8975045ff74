#!/usr/bin/env bash
# node-ical cuts a quoted parameter at the first semicolon.
#
# RFC 5545, section 3.2: a parameter value that holds a colon, semicolon or comma is put in double quotes, and then may.
# The organizer of the invitation is "Smith; Jane"; node-ical 0.27.2 keeps the opening quote and what follows up to the
# semicolon, of organizers and attendees alike. ical.js is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages node-ical@0.27.2 ical.js@2.2.1

cat > run.mjs << 'END'
import ical from 'node-ical';
import ICAL from 'ical.js';

const invitation = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.com//finding//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:1@example.com
DTSTAMP:20260101T000000Z
DTSTART:20260102T000000Z
SUMMARY:Review
ORGANIZER;CN="Smith; Jane":mailto:jane@example.com
ATTENDEE;CN="Doe; Joe";PARTSTAT=NEEDS-ACTION:mailto:joe@example.com
END:VEVENT
END:VCALENDAR
`.replaceAll('\n', '\r\n');

const seen = ical.sync.parseICS(invitation)['1@example.com'];
const control = new ICAL.Component(ICAL.parse(invitation)).getFirstSubcomponent('vevent');
for (const name of ['organizer', 'attendee']) {
  console.log(`node-ical: ${name}`, JSON.stringify(seen[name].params));
  console.log(`ical.js:   ${name}`, JSON.stringify(control.getFirstProperty(name).toJSON()[1]));
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
node-ical: organizer {"CN":"\"Smith"}
ical.js:   organizer {"cn":"Smith; Jane"}
node-ical: attendee {"CN":"\"Doe","PARTSTAT":"NEEDS-ACTION"}
ical.js:   attendee {"cn":"Doe; Joe","partstat":"NEEDS-ACTION"}
END
