#!/usr/bin/env bash
# node-ical truncates a quoted parameter at the first semicolon.
#
# RFC 5545, section 3.2: a parameter value may contain a colon, semicolon or comma if it is in double quotes. The organizer
# of the invitation is "Smith; Jane"; node-ical 0.27.2 returns the opening quote and the text up to the semicolon, for
# organizers and for attendees. ical.js is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

node_ical_event
ical_event << 'END'
SUMMARY:Review
ORGANIZER;CN="Smith; Jane":mailto:jane@example.com
ATTENDEE;CN="Doe; Joe";PARTSTAT=NEEDS-ACTION:mailto:joe@example.com
END

cat > run.mjs << 'END'
import { control, seen } from './event.mjs';

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
