import { readDelivery } from '../api.js';
import { fromTemplate, setText, setTime, show } from '../element.js';
import { announce, showProblem } from '../notices.js';
import { poll } from '../poll.js';
import { addressOf } from '../route.js';
import { ZONE, fully } from '../time.js';
import { STATES, clicksInWords, meaningOf, opensInWords, subjectOf, times, visitsInWords, wentWrong } from '../words.js';

/** One delivery: its facts and what happened to it, kept fresh while it is open. */
export class DeliveryPanel {
  #id;
  #parts;
  #moments = new Map();
  #delivery = null;
  #endPoll;
  #closed = false;
  #onProblem;

  constructor(place, { id, filters, onProblem }) {
    const { content, parts } = fromTemplate('delivery-view');
    this.#id = id;
    this.#parts = parts;
    this.#onProblem = onProblem;
    parts.close.href = addressOf({ filters });
    parts.zone.textContent = ZONE;
    document.title = 'Delivery – Telltale';
    place.replaceChildren(content);
    parts.title.focus();
    this.#endPoll = poll(() => this.refresh());
    this.refresh();
  }

  close() {
    this.#closed = true;
    this.#endPoll();
  }

  /** Reads the delivery again; answers whether that went well. */
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
    document.title = `${subjectOf(delivery)} – Telltale`;
    setText(parts.title, subjectOf(delivery));
    setText(parts.state, delivery.state);
    parts.state.dataset.state = delivery.state;
    setText(parts.meaning, STATES.get(delivery.state) ?? '');
    this.#drawReply(delivery);
    setText(parts.to, delivery.to);
    parts.toLink.href = addressOf({ filters: { to: delivery.to } });
    show(parts.campaignFact, Boolean(delivery.campaign));
    if (delivery.campaign) {
      setText(parts.campaign, delivery.campaign);
      parts.campaignLink.href = addressOf({ filters: { campaign: delivery.campaign } });
    }
    setTime(parts.createdAt, fully(delivery.createdAt));
    show(parts.acceptedFact, Boolean(delivery.acceptedAt));
    if (delivery.acceptedAt) {
      setTime(parts.acceptedAt, fully(delivery.acceptedAt));
    }
    setText(parts.id, delivery.id);
    setText(parts.opens, opensInWords(delivery.opens));
    setText(parts.clicks, clicksInWords(delivery.clicks));
    this.#drawLinks(delivery.clicks.links);
    this.#drawTimeline(delivery);
    show(parts.content, true);
  }

  /** Where a link leads is shown as text: only the recipient follows it. */
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
      announce(`Loaded ${times(opens.total)} now`);
    }
  }

  #drawReply({ state, detail }) {
    const { reply, replyLabel, replyText } = this.#parts;
    show(reply, Boolean(detail) && wentWrong(state));
    reply.classList.toggle('problem', state !== 'deferred');
    setText(replyLabel, state === 'failed' ? 'What went wrong' : 'The mail server’s reply');
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
    setText(cut, `${listed.toLocaleString('en')} of ${happened.toLocaleString('en')} events are listed.${forgotten(delivery)}`);
  }
}

/** Why events that were counted cannot be listed any more, if that is why. */
function forgotten({ createdAt, eventsSince }) {
  const some = eventsSince !== null && Date.parse(createdAt) < Date.parse(eventsSince);
  return some ? ` The counts include events before ${fully(eventsSince).text}, whose details are deleted.` : '';
}

/** What happened to a delivery, in the order in which it happened. */
function momentsOf(delivery) {
  const moments = [{ key: 'created', kind: 'created', what: 'Taken on by Telltale', at: delivery.createdAt }];
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
      // What happens later may change what an event means; then it is drawn anew.
      key: [event.id, event.class, event.confidence, ...event.rules].join(' '),
      kind: event.kind,
      who: whoOf(event.class),
      what: inWords(event),
      at: event.at,
      facts: [
        { name: 'Means', value: meaningOf(event) },
        { name: 'Why', value: event.reasons.join(' ') },
        { name: 'Read with', value: readerOf(event) },
        { name: 'Client', value: event.agent || 'gave no name', mono: Boolean(event.agent) },
        { name: 'Network', value: event.network ?? 'unknown' },
      ],
    });
  }
  return moments.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function inWords({ kind, link, method }) {
  if (kind === 'click') {
    return method === 'HEAD' ? `Link ${link} looked at` : `Link ${link} visited`;
  }
  return kind === 'open' ? 'Image loaded' : kind;
}

function whoOf(type) {
  if (type === 'unknown') {
    return 'unknown';
  }
  return type.startsWith('human') ? 'person' : 'program';
}

/** What a person read with, as far as the client says. */
function readerOf({ reader, device }) {
  return [reader, device].filter((word) => word && word !== 'unknown').join(', ');
}

function drawnLink(visited) {
  const { content, parts } = fromTemplate('link-view');
  parts.name.textContent = `Link ${visited.link}`;
  parts.visits.textContent = visitsInWords(visited);
  parts.destination.textContent = visited.destination ?? '';
  show(parts.destinationLine, Boolean(visited.destination));
  return content.firstElementChild;
}

function drawn({ kind, who, what, at, facts = [] }) {
  const { content, parts } = fromTemplate('moment-view');
  const item = content.firstElementChild;
  item.dataset.kind = kind;
  item.dataset.who = who ?? '';
  parts.what.textContent = what;
  setTime(parts.time, fully(at));
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
