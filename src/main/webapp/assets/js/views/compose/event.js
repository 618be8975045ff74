import { COMPOSE } from '../../compose-texts.js';
import { ZONE, dayAfter, instantIn } from '../../time.js';
import { mailboxOf } from './entries.js';

/** The kind of a calendar object that is written as iCalendar, not in the form. */
export const SOURCE = 'source';
/** The merge field with the address of a recipient of a list. */
export const ATTENDEE = 'calendar_attendee';
/** The property of each field of the form. */
const PROPERTIES = { UID: 'uid', SEQUENCE: 'sequence', SUMMARY: 'summary', DTSTART: 'start', DTEND: 'end', LOCATION: 'location', DESCRIPTION: 'description', ORGANIZER: 'organizer' };

/** An event of a draft without one: its kind is empty. The others are scheduling methods (RFC 5546), and `source`. */
export function newEvent() {
  return {
    kind: '',
    uid: '',
    sequence: '0',
    stamp: '', // when it was last changed
    summary: '',
    allDay: false,
    start: '', // such as 2026-12-24T18:00, or 2026-12-24
    end: '',
    zone: ZONE,
    location: '',
    description: '',
    organizer: '',
    source: '',
  };
}

/** The iCalendar object (RFC 5545) of an event, to be sent to the addresses `attendees`; empty if there is no event. */
export function calendarOf(event, attendees) {
  return event.kind === SOURCE ? event.source : linesOf(event, attendees).join('\r\n');
}

/** The texts of an event that may have merge fields. */
export function textsOf({ kind, source, summary, location, description }) {
  return kind === SOURCE ? [source] : kind === '' ? [] : [summary, location, description];
}

/** What is missing in the form of an event: `{field, detail}`; null if nothing is. */
export function missingIn({ kind, allDay, start, end, zone, organizer }) {
  const { noStart, noEnd, noOrganizer } = COMPOSE.event;
  if (kind === '' || kind === SOURCE) {
    return null;
  }
  const isTime = (local) => instantIn(allDay ? `${local}T00:00` : local, zone) !== '';
  if (!isTime(start)) {
    return { field: 'start', detail: noStart };
  }
  if (end !== '' && !isTime(end)) {
    return { field: 'end', detail: noEnd };
  }
  return organizer.trim() === '' ? { field: 'organizer', detail: noOrganizer } : null;
}

/** The field of the form that an error of the server is about, by the line that it names; undefined if it is not about one. */
export function fieldOf(event, attendees, detail) {
  const line = Number(/line (\d+)/.exec(detail)?.[1]);
  return event.kind === SOURCE ? SOURCE : PROPERTIES[linesOf(event, attendees)[line - 1]?.split(/[;:]/, 1)[0]];
}

/** The lines of an object; they are folded by the server. */
function linesOf(event, attendees) {
  const { kind, uid, sequence, stamp } = event;
  if (kind === '') {
    return [];
  }
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//Telltale//Compose//EN',
    'VERSION:2.0',
    `METHOD:${kind}`,
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(stamp)}`,
    ...timesOf(event),
    ...['summary', 'location', 'description'].filter((name) => event[name] !== '').map((name) => `${name.toUpperCase()}:${escaped(event[name])}`),
    person('ORGANIZER', '', event.organizer),
    ...(kind === 'PUBLISH' ? [] : attendees.map((text) => person('ATTENDEE', kind === 'REQUEST' ? ';PARTSTAT=NEEDS-ACTION;RSVP=TRUE' : '', text))),
    ...(kind === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
}

/** The times of an event. Its last day is written as the day after it (RFC 5545 section 3.6.1). */
function timesOf({ allDay, start, end, zone }) {
  const day = (date) => `;VALUE=DATE:${date.slice(0, 10).replaceAll('-', '')}`;
  const time = (local) => `:${utc(instantIn(local, zone))}`;
  const last = allDay ? end || start : end;
  return [`DTSTART${(allDay ? day : time)(start)}`, ...(last === '' ? [] : [`DTEND${allDay ? day(dayAfter(last.slice(0, 10))) : time(last)}`])];
}

function person(property, parameters, text) {
  const { name, address } = mailboxOf(text);
  return `${property}${name && `;CN="${quoted(name)}"`}${parameters}:mailto:${address}`;
}

/** A text as the value of a property (RFC 5545 section 3.3.11). */
function escaped(text) {
  return text.replace(/[\\,;]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** A text in a parameter between quotation marks (RFC 6868). */
function quoted(text) {
  return text.replaceAll('^', '^^').replaceAll('"', "^'").replace(/\r?\n/g, '^n');
}

/** An instant such as 2026-12-24T18:00:00.000Z as iCalendar has it: 20261224T180000Z. */
function utc(instant) {
  return instant.replace(/\.\d+/, '').replace(/[-:]/g, '');
}
