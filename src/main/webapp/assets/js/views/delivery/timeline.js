import { verdictLabel } from '../../labels.js';
import { Instant } from '../../parts/instant.js';
import { may } from '../../session.js';
import { DELIVERY } from '../../texts-mail.js';
import { fullTime } from '../../time.js';
import { html } from '../../ui.js';
import { Correction } from './correction.js';
import { momentsOf, readerOf } from './moments.js';

/** What happened to a delivery, in chronological order. */
export function Timeline({ delivery, ...handlers }) {
  return html`
    <ol class="timeline">
      ${momentsOf(delivery).map((moment) => html`<${Moment} key=${moment.key} moment=${moment} delivery=${delivery} ...${handlers} />`)}
    </ol>
  `;
}

function Moment({ moment: { kind, who = '', what, at, href, text, status, reply, event }, delivery, ...handlers }) {
  return html`
    <li data-kind=${kind} data-who=${who}>
      <p class="moment-head"><span>${href ? html`<a href=${href}>${what}</a>` : what}</span> <${Instant} at=${at} format=${fullTime} /></p>
      ${text && html`<p class="moment-facts"><bdi>${text}</bdi></p>`}
      ${(reply || status) && html`<p class="moment-facts mono" dir="auto">${replyText(status, reply)}</p>`}
      ${event && html`<${Judged} event=${event} delivery=${delivery} ...${handlers} />`}
    </li>
  `;
}

/** A reply with its enhanced status code, unless the reply itself has it. */
function replyText(status, reply) {
  return [status, reply].filter((part, place) => part && (place > 0 || !reply?.includes(part))).join(' ');
}

/** An event with its verdict and the reasons for it, and the facts that it is based on. */
function Judged({ event, delivery, ...handlers }) {
  const reader = readerOf(event);
  return html`
    <p class="moment-facts">
      <span>${verdictLabel(event)}</span>
      ${reader && html`<span>${DELIVERY.facts.reader}: <bdi>${reader}</bdi></span>`}
    </p>
    ${event.reasons.length > 0 && html`<ul class="reasons" aria-label=${DELIVERY.facts.reasons}>${event.reasons.map((reason) => html`<li key=${reason}><bdi>${reason}</bdi></li>`)}</ul>`}
    <details class="raw">
      <summary>${DELIVERY.facts.title}</summary>
      <dl class="facts">${factsOf(event).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd class="mono"><bdi>${value}</bdi></dd></div>`)}</dl>
    </details>
    ${may('operate') && html`<${Correction} event=${event} delivery=${delivery} ...${handlers} />`}
  `;
}

/** What was recorded of an event, and what judged it. */
export function factsOf({ id, at, method, link, via, agent, network, class: type, confidence, rules, ruleset }) {
  const names = DELIVERY.facts;
  return [
    [names.agent, agent || names.none],
    [names.network, network ?? names.unknown],
    [names.request, via === 'view' ? names.viaView(method) : method],
    [names.link, link > 0 ? link : ''],
    [names.at, at],
    [names.verdict, `${type}, ${confidence}`],
    [names.rules, rules.join(', ')],
    [names.ruleset, ruleset],
    [names.id, id],
  ].filter(([, value]) => value !== '' && value !== undefined);
}
