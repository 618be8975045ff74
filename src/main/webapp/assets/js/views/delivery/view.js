import { readDelivery } from '../../deliveries.js';
import { STATES, clicksLabel, isFailure, levelLabel, linkClicksLabel, opensLabel, providerLabel, subjectOf, times, verdictLabel } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { announce, setTitle } from '../../notices.js';
import { panelOf } from '../../pane.js';
import { Instant } from '../../parts/instant.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { DELIVERY } from '../../texts-mail.js';
import { PROFILE } from '../../texts.js';
import { ZONE, fullTime } from '../../time.js';
import { html, useEffect, useRef } from '../../ui.js';
import { SentMail } from './mail.js';
import { Timeline } from './timeline.js';

const WAITING = ['scheduled', 'queued', 'deferred'];

/** One delivery with its facts and timeline, refreshed while open. */
export function Delivery({ route: { params: { id }, filters }, onProblem, onChange }) {
  const latest = useRef(null);
  const state = useLoaded(id, async (signal) => {
    latest.current = await readDelivery(id, { signal });
    return latest.current;
  }, onProblem);
  const delivery = state.content;
  usePolled(state);
  useAnnouncedOpens(delivery);
  const onCorrected = async () => {
    const isRead = await state.refresh();
    onChange();
    return isRead ? latest.current : null;
  };
  return html`
    <div class="panel-head">
      <h1 tabindex="-1" dir="auto">${delivery === null ? DELIVERY.title : subjectOf(delivery)}</h1>
      <a class="button icon-button" href=${addressOf(['deliveries'], filters)}>
        <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">${DELIVERY.close}</span>
      </a>
    </div>
    <${Loaded} state=${state} lines=${8}>
      ${() => html`<${Contents} delivery=${delivery} onCorrected=${onCorrected} onProblem=${onProblem} />`}
    </${Loaded}>
  `;
}

function usePolled({ isBusy, refresh }) {
  const latest = useRef(null);
  latest.current = () => isBusy || refresh();
  useEffect(() => poll(() => latest.current()), []);
}

/** Announces opens that happened while the delivery is shown. */
function useAnnouncedOpens(delivery) {
  const known = useRef(null);
  useEffect(() => {
    if (delivery !== null) {
      setTitle(subjectOf(delivery));
      if (known.current !== null && delivery.opens.total > known.current) {
        announce(DELIVERY.loadedSoFar(times(delivery.opens.total)));
      }
      known.current = delivery.opens.total;
    }
  }, [delivery]);
}

/** What is known about a delivery. */
export function Contents({ delivery, ...handlers }) {
  return html`
    <p class="verdict"><span class="chip" data-state=${delivery.state}>${delivery.state}</span> <span>${meaningOf(delivery)}</span></p>
    ${WAITING.includes(delivery.state) && delivery.message && html`<p><a href=${addressOf(['settings', 'queue'], { message: delivery.message })}>${DELIVERY.queue}</a></p>`}
    <${Reply} ...${delivery} />
    <${Facts} delivery=${delivery} />
    <h2 class="part-title">${DELIVERY.opens}</h2>
    <p>${opensLabel(delivery.opens)}</p>
    <h2 class="part-title">${DELIVERY.clicks}</h2>
    <p>${clicksLabel(delivery.clicks)}</p>
    <p class="hint">${PROFILE.label}: ${delivery.profile}</p>
    <${Links} links=${delivery.clicks.links} />
    <h2 class="part-title">${DELIVERY.timeline}</h2>
    <${Timeline} delivery=${delivery} ...${handlers} />
    <${Summaries} summaries=${delivery.summaries} />
    ${cutNote(delivery) && html`<p class="hint">${cutNote(delivery)}</p>`}
    ${may('operate') && delivery.message && html`<${SentMail} id=${delivery.id} message=${delivery.message} onProblem=${handlers.onProblem} />`}
  `;
}

/** What the state means, and why the delivery failed. */
function meaningOf({ state, failure }) {
  return [STATES.get(state), failure?.explanation].filter(Boolean).join(' ');
}

function Reply({ state, detail }) {
  if (!detail || !isFailure(state)) {
    return null;
  }
  return html`
    <div class=${state === 'deferred' ? 'notice reply' : 'notice reply problem'}>
      <p class="label">${state === 'failed' ? DELIVERY.error : DELIVERY.reply}</p>
      <p class="mono" dir="auto">${detail}</p>
    </div>
  `;
}

function Facts({ delivery }) {
  const { to, campaign, topic, provider, queueId, level, message, id } = delivery;
  const { facts: names } = DELIVERY;
  const facts = [
    [names.to, html`<a href=${addressOf(['deliveries'], { q: to })}><bdi dir="ltr">${to}</bdi></a>`],
    [names.campaign, campaign && html`<a href=${addressOf(['deliveries'], { campaign })}><bdi>${campaign}</bdi></a>`],
    [names.topic, topic && html`<a href=${addressOf(['deliveries'], { topic })}><bdi>${topic}</bdi></a>`],
    [names.provider, provider && providerLabel(provider)],
    ...['created', 'accepted', 'bounced', 'delivered', 'receipt', 'replied'].map((step) => {
      const at = delivery[`${step}At`];
      return [names[step], at && html`<${Instant} at=${at} format=${fullTime} />`];
    }),
    [names.level, levelLabel(level)],
    [names.queueId, queueId && html`<code>${queueId}</code>`],
    [names.message, message && html`<a href=${addressOf(['deliveries'], { q: message })}><code>${message}</code></a>`],
    [names.deliveryId, html`<code>${id}</code>`],
  ];
  return html`
    <dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="hint">${DELIVERY.zone(ZONE)}</p>
  `;
}

/** A link's destination is plain text: only the recipient may follow it. */
function Links({ links }) {
  if (links.length === 0) {
    return null;
  }
  return html`
    <ul class="links" aria-label=${DELIVERY.clickedLinks}>
      ${links.map((visited) => html`
        <li key=${visited.link}>
          <p>${DELIVERY.link(visited.link)}: ${linkClicksLabel(visited)}</p>
          ${visited.destination && html`<p class="mono soft"><bdi dir="ltr">${visited.destination}</bdi></p>`}
        </li>
      `)}
    </ul>
  `;
}

/** What is left of events that are not kept one by one any more. */
function Summaries({ summaries }) {
  if (summaries.length === 0) {
    return null;
  }
  return html`
    <h2 class="part-title">${DELIVERY.summaries}</h2>
    <ul class="links" aria-label=${DELIVERY.summaries}>
      ${summaries.map(({ events, link, agent, firstAt, lastAt, ...summary }, place) => html`
        <li key=${place}>
          <p>${DELIVERY.alike(times(events), link)}: ${verdictLabel(summary)}</p>
          <p class="soft"><bdi>${agent}</bdi>, <${Instant} at=${firstAt} format=${fullTime} /> – <${Instant} at=${lastAt} format=${fullTime} /></p>
        </li>
      `)}
    </ul>
  `;
}

/** Explains counted events that are not listed, and those whose details were deleted. */
function cutNote({ events, summaries, opens, clicks, createdAt, eventsSince }) {
  const happened = opens.total + clicks.total;
  const shown = events.length + summaries.reduce((sum, summary) => sum + summary.events, 0);
  if (happened <= shown) {
    return '';
  }
  const isDeleted = eventsSince !== null && Date.parse(createdAt) < Date.parse(eventsSince);
  return DELIVERY.listed(shown, happened) + (isDeleted ? ` ${DELIVERY.deleted(fullTime(eventsSince).text)}` : '');
}

export const DeliveryPanel = panelOf(Delivery);
