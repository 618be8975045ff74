import { verdictLabel } from '../../labels.js';
import { shortened } from '../../parts/bar-list.js';
import { addressOf } from '../../route.js';
import { LIVE } from '../../texts.js';
import { shortTime, timeOfDay } from '../../time.js';
import { html } from '../../ui.js';
import { whoOf } from './feed.js';

/** Events, newest first; each leads to its delivery, which has all facts and reasons. */
export function EventList({ events, isLive }) {
  return html`
    <ol class="events sheet" aria-label=${isLive ? LIVE.title : LIVE.historyTitle}>
      ${events.map((event) => html`<${Row} key=${event.id} event=${event} isLive=${isLive} />`)}
    </ol>
  `;
}

/** An event does not change, so it is drawn once. */
function Row({ event, isLive }) {
  this.shouldComponentUpdate = () => false;
  const { at, kind, link, delivery, recipient, campaign, client, reasons = [] } = event;
  const who = whoOf(event);
  const target = kind === 'click' && link > 0 ? ` ${LIVE.link(link)}` : '';
  return html`
    <li class="event" data-who=${who}>
      <time datetime=${at} title=${at}>${isLive ? timeOfDay(at) : shortTime(at).text}</time>
      <span class="chip" data-who=${who}>${LIVE.chips[who]}</span>
      <span class="event-what">
        <a href=${addressOf(['deliveries', delivery])}><bdi class="clamp">${shortened(recipient ?? delivery)}</bdi></a>
        <span class="soft">${LIVE.verbs[kind] ?? kind}${target}</span>
        ${campaign && html`<bdi class="tag clamp" title=${shortened(campaign)}>${shortened(campaign)}</bdi>`}
      </span>
      <span class="event-why">
        <span class="clamp">${verdictLabel(event)}${client && html` · <bdi>${shortened(client)}</bdi>`}</span>
        ${reasons.length > 0 && html`<span class="hint clamp" title=${reasons.join(' ')}>${reasons[0]}</span>`}
      </span>
    </li>
  `;
}
