import { Problem, readReport, readReportSource, readReportTerms } from '../../api.js';
import { html, setText, setTime, setTitle, show } from '../../element.js';
import { wordsOf } from '../../labels.js';
import { Loader } from '../../load.js';
import { addressOf } from '../../route.js';
import { may } from '../../session.js';
import { Status } from '../../status.js';
import { ZONE, fullTime } from '../../time.js';
import { CorrectionForm } from './correction-form.js';

const REPORT = html`
  <div class="panel-head">
    <h1 tabindex="-1" data-part="title" dir="auto">Returned mail</h1>
    <a class="button icon-button" data-part="close">
      <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">Close the returned mail</span>
    </a>
  </div>
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the returned mail…</p>
  <div data-part="content" hidden>
    <p class="verdict"><span class="chip" data-part="kind"></span> <span data-part="meaning"></span></p>
    <div class="notice reply" data-part="words" hidden>
      <p class="label">The recipient’s server said</p>
      <p class="mono" dir="auto" data-part="diagnostic"></p>
    </div>
    <h2 class="part-title">What it changed</h2>
    <ul class="effects-list" data-part="effects" hidden></ul>
    <p data-part="explanation"></p>
    <p class="hint" data-part="ends" hidden></p>
    <h2 class="part-title">Delivery</h2>
    <p><span data-part="match"></span> <span data-part="confidence"></span></p>
    <p data-part="deliveryLine" hidden><a data-part="delivery">Show the delivery</a></p>
    <h2 class="part-title">Facts</h2>
    <dl class="facts">
      <div data-part="recipientFact"><dt>Recipient</dt><dd><bdi dir="ltr" data-part="recipient"></bdi></dd></div>
      <div data-part="campaignFact"><dt>Campaign</dt><dd><bdi data-part="campaign"></bdi></dd></div>
      <div data-part="statusFact"><dt>Status code</dt><dd><code data-part="status"></code></dd></div>
      <div data-part="actionFact"><dt>Action</dt><dd><bdi data-part="action"></bdi></dd></div>
      <div data-part="messageIdFact"><dt>Message-ID</dt><dd><code data-part="messageId"></code></dd></div>
      <div><dt>Received</dt><dd><time data-part="receivedAt"></time></dd></div>
      <div data-part="forwardedFact"><dt>Forwarded</dt><dd><bdi data-part="forwarded"></bdi></dd></div>
      <div><dt>Received by</dt><dd data-part="source"></dd></div>
      <div><dt>Rules</dt><dd data-part="rules"></dd></div>
      <div><dt>Report ID</dt><dd><code data-part="id"></code></dd></div>
    </dl>
    <p class="hint">Times are in your time zone, <span data-part="zone"></span>.</p>
    <h2 class="part-title">Source</h2>
    <p data-part="sourceLine"><button class="button" type="button" data-part="showSource">Show source</button></p>
    <p class="hint" data-part="deleted" hidden>The source was deleted.</p>
    <p class="field-error" role="alert" data-part="sourceProblem"></p>
    <pre class="source mono" dir="auto" tabindex="0" aria-label="Source" data-part="sourceText" hidden></pre>
    <div data-part="correctionPart">
      <h2 class="part-title">Correction</h2>
      <p class="soft" data-part="correctionLine"></p>
      <div data-part="correction"></div>
    </div>
  </div>
`;

const SOURCES = new Map([
  ['mailbox', 'a mailbox'],
  ['smtp', 'SMTP'],
  ['api', 'the API'],
]);

const FORWARDING = new Map([
  ['owed', 'not yet'],
  ['sent', 'yes'],
  ['failed', 'no'],
]);

/** The state of the forwarding of a reply in words; `null` gives an empty text. */
function forwardingOf(forwarded) {
  if (forwarded === null) {
    return '';
  }
  const { state, at, detail } = forwarded;
  const words = `${FORWARDING.get(state) ?? state}, ${fullTime(at).text}`;
  return detail === null ? words : `${words}: ${detail}`;
}

/** One mail that came back: what it means, what it changed, and the form to correct that. */
export class ReportPanel {
  #id;
  #parts;
  #loader;
  #terms;
  #onProblem;
  #onChange;

  /** `onChange` is called after a correction. */
  constructor(place, { params, filters }, { onProblem, onChange }) {
    const { content, parts } = REPORT.copy();
    this.#id = params.id;
    this.#parts = parts;
    this.#onProblem = onProblem;
    this.#onChange = onChange;
    this.#loader = new Loader(new Status(parts), onProblem);
    parts.close.href = addressOf(['returned'], filters);
    parts.zone.textContent = ZONE;
    parts.showSource.addEventListener('click', () => this.#showSource());
    place.replaceChildren(content);
    this.#read();
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#loader.clear();
  }

  #read() {
    return this.#loader.load(
      this.#id,
      (signal) => Promise.all([readReport(this.#id, { signal }), readReportTerms({ signal })]),
      ([report, terms]) => {
        this.#terms = terms;
        this.#draw(report);
      },
    );
  }

  #draw(report) {
    const parts = this.#parts;
    const title = report.recipient ?? 'Returned mail';
    setTitle(title);
    setText(parts.title, title);
    setText(parts.kind, wordsOf(report.kind));
    parts.kind.dataset.kind = report.kind;
    setText(parts.meaning, [report.sentences.kind, report.sentences.reason].filter(Boolean).join(' '));
    setText(parts.diagnostic, report.diagnostic ?? '');
    show(parts.words, Boolean(report.diagnostic));
    this.#drawConsequences(report);
    this.#drawDelivery(report);
    this.#drawFacts(report);
    show(parts.sourceLine, report.octets > 0 && may('operate'));
    show(parts.deleted, report.octets === 0);
    show(parts.correctionPart, may('operate') || report.corrected);
    this.#drawCorrection(report);
  }

  #drawConsequences({ sentences, suppression }) {
    const { effects, explanation, ends } = this.#parts;
    effects.replaceChildren(...sentences.effects.map(listed));
    show(effects, sentences.effects.length > 0);
    setText(explanation, sentences.explanation);
    show(ends, Boolean(suppression?.until));
    setText(ends, suppression?.until ? `The suppression ends on ${fullTime(suppression.until).text}.` : '');
  }

  #drawDelivery({ sentences, confidence, delivery }) {
    const { match, confidence: confidenceText, deliveryLine, delivery: link } = this.#parts;
    setText(match, sentences.match);
    setText(confidenceText, confidence === null ? '' : `This is ${confidence}.`);
    show(deliveryLine, delivery !== null);
    if (delivery !== null) {
      link.href = addressOf(['deliveries', delivery]);
    }
  }

  #drawFacts(report) {
    const parts = this.#parts;
    for (const name of ['recipient', 'campaign', 'status', 'action', 'messageId']) {
      setText(parts[name], report[name] ?? '');
      show(parts[`${name}Fact`], Boolean(report[name]));
    }
    setText(parts.forwarded, forwardingOf(report.forwarded));
    show(parts.forwardedFact, report.forwarded !== null);
    setTime(parts.receivedAt, fullTime(report.receivedAt));
    setText(parts.source, SOURCES.get(report.source) ?? report.source);
    setText(parts.rules, `${report.rules.join(', ')} (${report.ruleset})`);
    setText(parts.id, report.id);
  }

  #drawCorrection(report) {
    const { correction, correctionLine } = this.#parts;
    setText(correctionLine, correctionLabel(report));
    if (!may('operate')) {
      return;
    }
    new CorrectionForm(correction, report, this.#terms, {
      onProblem: this.#onProblem,
      onCorrected: (corrected) => {
        this.#draw(corrected);
        this.title.focus();
        this.#onChange();
      },
    });
  }

  async #showSource() {
    const { sourceText, sourceLine, sourceProblem } = this.#parts;
    setText(sourceProblem, '');
    try {
      sourceText.textContent = await readReportSource(this.#id);
      show(sourceText, true);
      show(sourceLine, false);
      sourceText.focus();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      if (!this.#onProblem(problem)) {
        setText(sourceProblem, problem.detail);
      }
    }
  }
}

/** Whether a person corrected the mail, and what the rules had read. */
export function correctionLabel({ corrected, read }) {
  if (!corrected) {
    return 'If this is wrong, say what it is. That also confirms the delivery.';
  }
  const reason = read.failure === null ? '' : ` (${wordsOf(read.failure.reason)})`;
  return `A person corrected this. The rules read: ${wordsOf(read.kind)}${reason}.`;
}

function listed(sentence) {
  const item = document.createElement('li');
  item.textContent = sentence;
  return item;
}
