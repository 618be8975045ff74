#!/usr/bin/env bash
# node-ical turns a backslash in a path into a line break.
#
# RFC 5545, section 3.3.11: in TEXT, "\\" is one backslash and "\n" is a line break. So \\\\files\\notes is the network
# path \\files\notes. node-ical replaces \n first, and finds one in the middle of "\\n". ical.js is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

node_ical_event
ical_event << 'END'
SUMMARY:Review\nof the budget
LOCATION:\\\\files\\notes\\2026
END

cat > run.mjs << 'END'
import { control, seen } from './event.mjs';

console.log('node-ical:', JSON.stringify(seen.summary), JSON.stringify(seen.location));
console.log('ical.js:  ', JSON.stringify(control.getFirstPropertyValue('summary')),
  JSON.stringify(control.getFirstPropertyValue('location')));
END

verdict "$(node run.mjs 2>&1)" << 'END'
node-ical: "Review\nof the budget" "\\\\files\\\notes\\2026"
ical.js:   "Review\nof the budget" "\\\\files\\notes\\2026"
END
