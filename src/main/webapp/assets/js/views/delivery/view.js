import { readDelivery } from '../../api.js';
import { html, setText, setTime, setTitle, show } from '../../element.js';
import { announce, showProblem } from '../../notices.js';
import { poll } from '../../poll.js';
import { addressOf } from '../../route.js';
import { ZONE, fullTime } from '../../time.js';
import { STATES, clicksLabel, verdictLabel, opensLabel, subjectOf, times, linkClicksLabel, isFailure } from '../../labels.js';

const DELIVERY = html`
  <div class="panel-head">
    <h1 tabindex="-1" data-part="title" dir="auto">Delivery</h1>
    <a class="button icon-button" data-part="close">
      <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">Close the delivery</span>
    </a>
  </div>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading">Loading the delivery…</p>
  <div data-part="content" hidden>
    <p class="verdict"><span class="chip" data-part="state"></span> <span data-part="meaning"></span></p>
    <div class="notice reply" data-part="reply" hidden>
      <p class="label" data-part="replyLabel"></p>
      <p class="mono" dir="auto" data-part="replyText"></p>
    </div>
    <dl class="facts">
      <div><dt>To</dt><dd><a data-part="toLink"><bdi dir="ltr" data-part="to"></bdi></a></dd></div>
      <div data-part="campaignFact"><dt>Campaign</dt><dd><a data-part="campaignLink"><bdi data-part="campaign"></bdi></a></dd></div>
      <div><dt>Created</dt><dd><time data-part="createdAt"></time></dd></div>
      <div data-part="acceptedFact"><dt>Accepted</dt><dd><time data-part="acceptedAt"></time></dd></div>
      <div><dt>Delivery</dt><dd><code data-part="id"></code></dd></div>
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
  #moments = new Map();
  #delivery = null;
  #endPoll;
  #closed = false;
  #onProblem;

  constructor(place, { params, filters }, { onProblem }) {
    const { content, parts } = DELIVERY.copy();
    this.#id = params.id;
    this.#parts = parts;
    this.#onProblem = onProblem;
    parts.close.href = addressOf(['deliveries'], filters);
    parts.zone.textContent = ZONE;
    place.replaceChildren(content);
    this.#endPoll = poll(() => this.refresh());
    this.refresh();
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#closed = true;
    this.#endPoll();
  }

  /** Reads the delivery again; returns whether that succeeded. */
  async refresh() {
    try {
      const delivery = await readDelivery(this.#id);
      if (!this.#closed) {
        showProblem(this.#parts.problem, null);
        this.#draw(delivery);
      }
      return true;
    } catch (problem) {
      if (!this.#closed && !this.#onProblem(problem)) {
        showProblem(this.#parts.problem, problem, () => this.refresh());
      }
      return false;
    } finally {
      show(this.#parts.loading, false);
    }
  }

  #draw(delivery) {
    const parts = this.#parts;
    this.#announceOpens(delivery);
    this.#delivery = delivery;
    setTitle(subjectOf(delivery));
    setText(parts.title, subjectOf(delivery));
    setText(parts.state, delivery.state);
    parts.state.dataset.state = delivery.state;
    setText(parts.meaning, STATES.get(delivery.state) ?? '');
    this.#drawReply(delivery);
    setText(parts.to, delivery.to);
    parts.toLink.href = addressOf(['deliveries'], { to: delivery.to });
    show(parts.campaignFact, Boolean(delivery.campaign));
    if (delivery.campaign) {
      setText(parts.campaign, delivery.campaign);
      parts.campaignLink.href = addressOf(['deliveries'], { campaign: delivery.campaign });
    }
    setTime(parts.createdAt, fullTime(delivery.createdAt));
    show(parts.acceptedFact, Boolean(delivery.acceptedAt));
    if (delivery.acceptedAt) {
      setTime(parts.acceptedAt, fullTime(delivery.acceptedAt));
    }
    setText(parts.id, delivery.id);
    setText(parts.opens, opensLabel(delivery.opens));
    setText(parts.clicks, clicksLabel(delivery.clicks));
    this.#drawLinks(delivery.clicks.links);
    this.#drawTimeline(delivery);
    show(parts.content, true);
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
      announce(`Image loaded ${times(opens.total)} so far`);
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
    const { timeline, cut } = this.#parts;
    const moments = momentsOf(delivery);
    moments.forEach((moment, place) => {
      const item = this.#moments.get(moment.key) ?? drawn(moment);
      this.#moments.set(moment.key, item);
      if (timeline.children[place] !== item) {
        timeline.insertBefore(item, timeline.children[place] ?? null);
      }
    });
    while (timeline.children.length > moments.length) {
      timeline.lastElementChild.remove();
    }
    const listed = delivery.events.length;
    const happened = delivery.opens.total + delivery.clicks.total;
    show(cut, happened > listed);
    setText(cut, `${listed.toLocaleString('en')} of ${happened.toLocaleString('en')} events are listed.${deletedNote(delivery)}`);
  }
}

/** Explains counted events that are not listed because their details were deleted. */
function deletedNote({ createdAt, eventsSince }) {
  const some = eventsSince !== null && Date.parse(createdAt) < Date.parse(eventsSince);
  return some ? ` The counts include events before ${fullTime(eventsSince).text}, whose details have been deleted.` : '';
}

/** The moments of a delivery in chronological order. */
function momentsOf(delivery) {
  const moments = [{ key: 'created', kind: 'created', what: 'Created', at: delivery.createdAt }];
  if (delivery.acceptedAt) {
    moments.push({
      key: 'accepted',
      kind: 'accepted',
      what: 'Accepted by the mail server',
      at: delivery.acceptedAt,
      facts: [{ name: 'Reply', value: delivery.detail, mono: true }],
    });
  }
  for (const event of delivery.events) {
    moments.push({
      // Later events may change an event's verdict; it is then redrawn.
      key: [event.id, event.class, event.confidence, ...event.rules].join(' '),
      kind: event.kind,
      who: whoOf(event.class),
      what: eventLabel(event),
      at: event.at,
      facts: [
        { name: 'Verdict', value: verdictLabel(event) },
        { name: 'Reasons', value: event.reasons.join(' ') },
        { name: 'Mail client', value: readerOf(event) },
        { name: 'User agent', value: event.agent || 'none', mono: Boolean(event.agent) },
        { name: 'Network', value: event.network ?? 'unknown' },
      ],
    });
  }
  return moments.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function eventLabel({ kind, link, method }) {
  if (kind === 'click') {
    return method === 'HEAD' ? `Link ${link} requested by HEAD` : `Link ${link} clicked`;
  }
  return kind === 'open' ? 'Image loaded' : kind;
}

function whoOf(type) {
  if (type === 'unknown') {
    return 'unknown';
  }
  return type.startsWith('human') ? 'person' : 'program';
}

/** The reader's mail client and device, as far as known. */
function readerOf({ reader, device }) {
  return [reader, device].filter((word) => word && word !== 'unknown').join(', ');
}

function drawnLink(visited) {
  const { content, parts } = LINK.copy();
  parts.name.textContent = `Link ${visited.link}`;
  parts.visits.textContent = linkClicksLabel(visited);
  parts.destination.textContent = visited.destination ?? '';
  show(parts.destinationLine, Boolean(visited.destination));
  return content.firstElementChild;
}

function drawn({ kind, who, what, at, facts = [] }) {
  const { content, parts } = MOMENT.copy();
  const item = content.firstElementChild;
  item.dataset.kind = kind;
  item.dataset.who = who ?? '';
  parts.what.textContent = what;
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
  return item;
}
