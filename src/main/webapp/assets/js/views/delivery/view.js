import { readDelivery } from '../../api.js';
import { html, setText, setTime, setTitle, show } from '../../element.js';
import { Items } from '../../items.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { ZONE, fullTime } from '../../time.js';
import { STATES, clicksLabel, opensLabel, subjectOf, times, levelLabel, linkClicksLabel, isFailure } from '../../labels.js';
import { momentsOf } from './moments.js';

const DELIVERY = html`
  <div class="panel-head">
    <h1 tabindex="-1" data-part="title" dir="auto">Delivery</h1>
    <a class="button icon-button" data-part="close">
      <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">Close the delivery</span>
    </a>
  </div>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the delivery…</p>
  <div data-part="content" hidden>
    <p class="verdict"><span class="chip" data-part="state"></span> <span data-part="meaning"></span></p>
    <div class="notice reply" data-part="reply" hidden>
      <p class="label" data-part="replyLabel"></p>
      <p class="mono" dir="auto" data-part="replyText"></p>
    </div>
    <dl class="facts">
      <div><dt>To</dt><dd><a data-part="toLink"><bdi dir="ltr" data-part="to"></bdi></a></dd></div>
      <div data-part="campaignFact"><dt>Campaign</dt><dd><a data-part="campaignLink"><bdi data-part="campaign"></bdi></a></dd></div>
      <div data-part="topicFact"><dt>Topic</dt><dd><bdi data-part="topic"></bdi></dd></div>
      <div><dt>Created</dt><dd><time data-part="createdAt"></time></dd></div>
      <div data-part="acceptedFact"><dt>Accepted</dt><dd><time data-part="acceptedAt"></time></dd></div>
      <div data-part="bouncedFact"><dt>Bounced</dt><dd><time data-part="bouncedAt"></time></dd></div>
      <div data-part="deliveredFact"><dt>Confirmed</dt><dd><time data-part="deliveredAt"></time></dd></div>
      <div data-part="receiptFact"><dt>Receipt</dt><dd><time data-part="receiptAt"></time></dd></div>
      <div data-part="repliedFact"><dt>Reply</dt><dd><time data-part="repliedAt"></time></dd></div>
      <div><dt>Reader</dt><dd data-part="level"></dd></div>
      <div><dt>Delivery ID</dt><dd><code data-part="id"></code></dd></div>
    </dl>
    <p class="hint">Times are in your time zone, <span data-part="zone"></span>.</p>
    <h2 class="part-title">Opens</h2>
    <p data-part="opens"></p>
    <h2 class="part-title">Clicks</h2>
    <p data-part="clicks"></p>
    <ul class="links" data-part="links" aria-label="Clicked links" hidden></ul>
    <h2 class="part-title">Timeline</h2>
    <ol class="timeline" data-part="timeline"></ol>
    <p class="hint" data-part="cut" hidden></p>
  </div>
`;

const LINK = html`
  <li>
    <p><span data-part="name"></span>: <span data-part="visits"></span></p>
    <p class="mono soft" data-part="destinationLine" hidden><bdi dir="ltr" data-part="destination"></bdi></p>
  </li>
`;

const MOMENT = html`
  <li>
    <p class="moment-head"><span data-part="what"></span> <time data-part="time"></time></p>
    <p class="moment-facts" data-part="facts" hidden></p>
  </li>
`;

/** One delivery with its facts and timeline, refreshed while open. */
export class DeliveryPanel {
  #id;
  #parts;
  #loader;
  #timeline;
  #delivery = null;
  #endPoll;

  constructor(place, { params, filters }, { onProblem }) {
    const { content, parts } = DELIVERY.copy();
    this.#id = params.id;
    this.#parts = parts;
    this.#loader = new Loader(new Status(parts), onProblem);
    this.#timeline = new Items(parts.timeline, { keyOf: ({ key }) => key, create: newMoment });
    parts.close.href = addressOf(['deliveries'], filters);
    parts.zone.textContent = ZONE;
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.#loader.isLoading || this.refresh());
    this.refresh();
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#endPoll();
    this.#loader.clear();
  }

  /** Reads the delivery again; returns whether that succeeded. */
  refresh() {
    return this.#loader.load(
      this.#id,
      (signal) => readDelivery(this.#id, { signal }),
      (delivery) => this.#draw(delivery),
    );
  }

  #draw(delivery) {
    const parts = this.#parts;
    this.#announceOpens(delivery);
    this.#delivery = delivery;
    setTitle(subjectOf(delivery));
    setText(parts.title, subjectOf(delivery));
    setText(parts.state, delivery.state);
    parts.state.dataset.state = delivery.state;
    setText(parts.meaning, meaningOf(delivery));
    this.#drawReply(delivery);
    setText(parts.to, delivery.to);
    parts.toLink.href = addressOf(['deliveries'], { to: delivery.to });
    show(parts.campaignFact, Boolean(delivery.campaign));
    if (delivery.campaign) {
      setText(parts.campaign, delivery.campaign);
      parts.campaignLink.href = addressOf(['deliveries'], { campaign: delivery.campaign });
    }
    show(parts.topicFact, Boolean(delivery.topic));
    setText(parts.topic, delivery.topic ?? '');
    setTime(parts.createdAt, fullTime(delivery.createdAt));
    for (const fact of ['accepted', 'bounced', 'delivered', 'receipt', 'replied']) {
      const at = delivery[`${fact}At`];
      show(parts[`${fact}Fact`], Boolean(at));
      if (at) {
        setTime(parts[`${fact}At`], fullTime(at));
      }
    }
    setText(parts.level, levelLabel(delivery.level));
    setText(parts.id, delivery.id);
    setText(parts.opens, opensLabel(delivery.opens));
    setText(parts.clicks, clicksLabel(delivery.clicks));
    this.#drawLinks(delivery.clicks.links);
    this.#drawTimeline(delivery);
  }

  /** A link's destination is plain text: only the recipient may follow it. */
  #drawLinks(links) {
    const list = this.#parts.links;
    const drawn = JSON.stringify(links);
    if (list.dataset.drawn !== drawn) {
      list.dataset.drawn = drawn;
      list.replaceChildren(...links.map(drawnLink));
    }
    show(list, links.length > 0);
  }

  #announceOpens({ opens }) {
    if (this.#delivery !== null && opens.total > this.#delivery.opens.total) {
      announce(`Tracking image loaded ${times(opens.total)} so far`);
    }
  }

  #drawReply({ state, detail }) {
    const { reply, replyLabel, replyText } = this.#parts;
    show(reply, Boolean(detail) && isFailure(state));
    reply.classList.toggle('problem', state !== 'deferred');
    setText(replyLabel, state === 'failed' ? 'Error' : 'The mail server’s reply');
    setText(replyText, detail ?? '');
  }

  #drawTimeline(delivery) {
    const { cut } = this.#parts;
    this.#timeline.draw(momentsOf(delivery));
    const listed = delivery.events.length;
    const happened = delivery.opens.total + delivery.clicks.total;
    show(cut, happened > listed);
    setText(cut, `${listed.toLocaleString('en')} of ${happened.toLocaleString('en')} events are listed.${deletedNote(delivery)}`);
  }
}

/** What the state means, and why the delivery failed. */
function meaningOf({ state, failure }) {
  return [STATES.get(state), failure?.explanation].filter(Boolean).join(' ');
}

/** Explains counted events that are not listed because their details were deleted. */
function deletedNote({ createdAt, eventsSince }) {
  const some = eventsSince !== null && Date.parse(createdAt) < Date.parse(eventsSince);
  return some ? ` The counts include events before ${fullTime(eventsSince).text}, whose details have been deleted.` : '';
}

function drawnLink(visited) {
  const { content, parts } = LINK.copy();
  parts.name.textContent = `Link ${visited.link}`;
  parts.visits.textContent = linkClicksLabel(visited);
  parts.destination.textContent = visited.destination ?? '';
  show(parts.destinationLine, Boolean(visited.destination));
  return content.firstElementChild;
}

function linkTo(href, text) {
  const link = document.createElement('a');
  link.href = href;
  link.textContent = text;
  return link;
}

function newMoment({ kind, who, what, href, at, facts = [] }) {
  const { content, parts } = MOMENT.copy();
  const node = content.firstElementChild;
  node.dataset.kind = kind;
  node.dataset.who = who ?? '';
  parts.what.replaceChildren(href ? linkTo(href, what) : what);
  setTime(parts.time, fullTime(at));
  for (const { name, value, mono } of facts.filter((fact) => fact.value)) {
    const text = document.createElement('bdi');
    text.textContent = value;
    text.classList.toggle('mono', Boolean(mono));
    const fact = document.createElement('span');
    fact.append(`${name}: `, text);
    parts.facts.append(fact);
  }
  show(parts.facts, parts.facts.childElementCount > 0);
  return { node, parts };
}
