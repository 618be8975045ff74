import { readReport, readReportSource, readReportTerms } from '../../api.js';
import { wordsOf } from '../../labels.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { setTitle } from '../../notices.js';
import { panelOf } from '../../pane.js';
import { Instant } from '../../parts/instant.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { DELIVERY, RETURNED } from '../../texts-mail.js';
import { ZONE, fullTime } from '../../time.js';
import { html, useEffect, useRef, useState } from '../../ui.js';
import { Correction } from './correction.js';

/** One mail that came back: what it means, what it changed, and the form to correct that. */
export function Report({ route: { params: { id }, filters }, onChange, onProblem }) {
  const title = useRef(null);
  const read = (signal) => Promise.all([readReport(id, { signal }), readReportTerms({ signal })]);
  const state = useLoaded(id, read, onProblem);
  const name = state.content?.[0].recipient ?? RETURNED.title;
  useEffect(() => setTitle(name), [name]);
  const onCorrected = (report) => {
    state.refresh(async () => [report, state.content[1]]);
    title.current.focus();
    onChange();
  };
  return html`
    <div class="panel-head">
      <h1 tabindex="-1" dir="auto" ref=${title}>${name}</h1>
      <a class="button icon-button" href=${addressOf(['returned'], filters)}>
        <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">${RETURNED.close}</span>
      </a>
    </div>
    <${Loaded} state=${state} lines=${8}>
      ${([report, terms]) => html`<${Contents} report=${report} terms=${terms} onCorrected=${onCorrected} onProblem=${onProblem} />`}
    </${Loaded}>
  `;
}

/** What is known about a mail that came back. */
export function Contents({ report, terms, ...handlers }) {
  const { kind, sentences, diagnostic, suppression, confidence, delivery, corrected } = report;
  return html`
    <p class="verdict"><span class="chip" data-kind=${kind}>${wordsOf(kind)}</span> <span>${[sentences.kind, sentences.reason].filter(Boolean).join(' ')}</span></p>
    ${diagnostic && html`<div class="notice reply"><p class="label">${RETURNED.said}</p><p class="mono" dir="auto">${diagnostic}</p></div>`}
    <h2 class="part-title">${RETURNED.changed}</h2>
    ${sentences.effects.length > 0 && html`<ul class="effects-list">${sentences.effects.map((sentence) => html`<li key=${sentence}>${sentence}</li>`)}</ul>`}
    <p>${sentences.explanation}</p>
    ${suppression?.until && html`<p class="hint">${RETURNED.ends(fullTime(suppression.until).text)}</p>`}
    <h2 class="part-title">${RETURNED.delivery}</h2>
    <p>${sentences.match} ${confidence !== null && RETURNED.confidence(confidence)}</p>
    ${delivery !== null && html`<p><a href=${addressOf(['deliveries', delivery])}>${RETURNED.showDelivery}</a></p>`}
    <h2 class="part-title">${RETURNED.factsTitle}</h2>
    <${Facts} report=${report} />
    <h2 class="part-title">${RETURNED.source}</h2>
    <${Source} key=${report.id} report=${report} onProblem=${handlers.onProblem} />
    ${(may('operate') || corrected) && html`<${Correction} report=${report} terms=${terms} ...${handlers} />`}
  `;
}

function Facts({ report }) {
  const { facts: names } = RETURNED;
  const code = (name) => [names[name], report[name] && html`<code>${report[name]}</code>`];
  const facts = [
    [names.recipient, report.recipient && html`<bdi dir="ltr">${report.recipient}</bdi>`],
    [names.campaign, report.campaign && html`<a href=${addressOf(['campaigns', report.campaign])}><bdi>${report.campaign}</bdi></a>`],
    code('status'),
    [names.action, report.action && html`<bdi>${report.action}</bdi>`],
    code('messageId'),
    [names.received, html`<${Instant} at=${report.receivedAt} format=${fullTime} />`],
    [names.forwarded, report.forwarded && html`<bdi>${forwardingOf(report.forwarded)}</bdi>`],
    [names.source, RETURNED.sources[report.source] ?? report.source],
    [names.rules, `${report.rules.join(', ')} (${report.ruleset})`],
    code('id'),
  ];
  return html`
    <dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="hint">${DELIVERY.zone(ZONE)}</p>
  `;
}

/** The state of the forwarding of a reply, in words. */
function forwardingOf({ state, at, detail }) {
  const words = `${RETURNED.forwarding[state] ?? state}, ${fullTime(at).text}`;
  return detail === null ? words : `${words}: ${detail}`;
}

/** The mail as it arrived, which is read when the reader asks for it. */
function Source({ report: { id, octets }, onProblem }) {
  const [isAsked, setAsked] = useState(false);
  if (octets === 0) {
    return html`<p class="hint">${RETURNED.deleted}</p>`;
  }
  if (!may('operate')) {
    return null;
  }
  return isAsked ? html`<${SourceText} id=${id} onProblem=${onProblem} />` : html`<p><button class="button" type="button" onClick=${() => setAsked(true)}>${RETURNED.showSource}</button></p>`;
}

function SourceText({ id, onProblem }) {
  const place = useRef(null);
  const state = useLoaded(id, (signal) => readReportSource(id, { signal }), onProblem);
  useEffect(() => place.current?.focus(), [state.content]);
  return html`<${Loaded} state=${state}>${(text) => html`<pre class="source mono" dir="auto" tabindex="0" aria-label=${RETURNED.source} ref=${place}>${text}</pre>`}</${Loaded}>`;
}

export const ReportPanel = panelOf(Report);
