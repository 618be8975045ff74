import { COMPOSE } from '../../compose-texts.js';
import { html } from '../../ui.js';
import { newKey } from './draft.js';
import { SOURCE, calendarOf } from './event.js';
import { ADDRESS, Check, SelectField, TextField, ZoneField } from './fields.js';

const TEXTS = COMPOSE.event;

/** The event of a message, such as an invitation: fields, or the text of an iCalendar object. `attendees` are those of the object. */
export function EventForm({ event, attendees, edit, errors }) {
  const change = (members) => edit({ event: { ...event, ...members, stamp: new Date().toISOString() } });
  const choose = (kind) => {
    const source = kind === SOURCE && event.source === '' ? calendarOf(event, attendees).replaceAll('\r\n', '\n') : event.source;
    change({ kind, source, uid: event.uid || newKey() });
  };
  return html`
    <details class="compose-part">
      <summary>${TEXTS.title} <span class="optional">${event.kind !== '' && TEXTS.kinds[event.kind]}</span></summary>
      <${SelectField} field="calendar" label=${TEXTS.kind} error=${errors.calendar} hint=${TEXTS.kindHints[event.kind]} options=${TEXTS.kinds} value=${event.kind} onChange=${choose} />
      ${event.kind === SOURCE && html`
        <${TextField} field="calendar.source" label=${TEXTS.source} error=${errors['calendar.source']} rows="10" class="compose-code" dir="ltr" spellcheck=${false} value=${event.source} onInput=${(source) => change({ source })} />
      `}
      ${event.kind !== '' && event.kind !== SOURCE && html`<${Fields} event=${event} change=${change} errors=${errors} />`}
    </details>
  `;
}

function Fields({ event, change, errors }) {
  const { allDay } = event;
  const field = (name, control) => html`
    <${TextField} key=${name} field=${`calendar.${name}`} label=${TEXTS[name]} hint=${TEXTS.hints[name]} error=${errors[`calendar.${name}`]} ...${control}
      value=${event[name]} onInput=${(text) => change({ [name]: text })} />
  `;
  const toggle = (isDay) => {
    const turned = (local) => (local === '' ? '' : isDay ? local.slice(0, 10) : `${local}T09:00`);
    change({ allDay: isDay, start: turned(event.start), end: turned(event.end) });
  };
  const time = { type: allDay ? 'date' : 'datetime-local', dir: undefined };
  return html`
    ${field('summary')}
    <${Check} field="calendar.allDay" label=${TEXTS.allDay} checked=${allDay} onChange=${toggle} />
    <div class="compose-pair">
      ${field('start', time)}
      ${field('end', time)}
      ${!allDay && html`<${ZoneField} field="calendar.zone" zone=${event.zone} onChange=${(zone) => change({ zone })} />`}
    </div>
    <div class="compose-pair">${field('location')}${field('organizer', ADDRESS)}</div>
    ${field('description', { rows: 3 })}
    <div class="compose-pair">
      ${field('uid', { spellcheck: false, dir: 'ltr' })}
      ${field('sequence', { type: 'number', min: 0, step: 1 })}
    </div>
  `;
}
