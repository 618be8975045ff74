import { readCampaign } from '../../api.js';
import { html, setText, setTitle, show } from '../../element.js';
import { failuresLabel } from '../../labels.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { Comparison } from './comparison.js';
import { DayChart } from './day-chart.js';
import { Hold } from './hold.js';
import { OpenRate } from './open-rate.js';

const HEAD = html`
  <p class="back"><a data-part="back">All campaigns</a></p>
  <div class="pane-head">
    <h1 id="campaigns-title" tabindex="-1" dir="auto" data-part="title"></h1>
  </div>
`;

const CAMPAIGN = html`
  <div data-part="problem"></div>
  <p class="loading" data-part="loading" hidden>Loading the campaign…</p>
  <div data-part="content" hidden>
    <div class="notice problem" data-part="heldNotice" hidden>
      <p><strong>This campaign is held.</strong> <span data-part="heldWhy"></span></p>
      <button class="button" type="button" aria-haspopup="dialog" data-part="resume">Resume…</button>
      <p class="field-error" role="alert" data-part="resumeProblem"></p>
    </div>
    <dialog class="confirm" aria-labelledby="resume-title" data-part="confirm">
      <form method="dialog">
        <h2 class="part-title" id="resume-title">Resume this campaign?</h2>
        <p>
          The remaining mails are sent. Providers block senders with many recipients that do not exist, also for all other
          mail: check first where the addresses come from.
        </p>
        <p class="filter-actions">
          <button class="button" value="">Keep it held</button>
          <button class="button primary" value="resume">Resume</button>
        </p>
      </form>
    </dialog>
    <dl class="totals">
      <div><dt>Deliveries</dt><dd data-part="totalDeliveries"></dd></div>
      <div><dt>Accepted</dt><dd data-part="totalAccepted"></dd></div>
      <div><dt>Bounced</dt><dd data-part="totalBounced"></dd></div>
      <div><dt>Complaints</dt><dd data-part="totalComplained"></dd></div>
      <div><dt>Total opens</dt><dd data-part="totalOpens"></dd></div>
      <div><dt>Unique opens</dt><dd data-part="totalUnique"></dd></div>
      <div><dt>Total clicks</dt><dd data-part="totalClicks"></dd></div>
      <div><dt>Unique clicks</dt><dd data-part="totalClicked"></dd></div>
    </dl>
    <p class="hint failures" data-part="failuresLine" hidden>Failed or bounced, by reason: <span data-part="failures"></span>.</p>
    <figure class="chart rate">
      <figcaption><span>Opens (people)</span></figcaption>
      <p class="rate-words" data-part="rateWords"></p>
      <svg role="img" preserveAspectRatio="none" data-part="rateDrawing"></svg>
      <div data-part="rateLegend">
        <p class="chart-foot" aria-hidden="true"><span>0%</span><span>50%</span><span>100%</span></p>
        <p class="legends" aria-hidden="true">
          <span class="legend"><span class="swatch swatch-unique"></span>confirmed</span>
          <span class="legend"><span class="swatch swatch-plausible"></span>plausible</span>
          <span class="legend"><span class="swatch swatch-estimate"></span>point estimate</span>
          <span class="legend"><span class="swatch swatch-error"></span>confirmed, if verdicts err</span>
        </p>
      </div>
      <p class="rate-words" data-part="clickers"></p>
      <p class="hint" data-part="blocked" hidden></p>
      <details class="hint">
        <summary>Assumptions behind the plausible range</summary>
        <ul data-part="assumptions"></ul>
      </details>
      <details class="hint">
        <summary>Accuracy of the verdicts</summary>
        <ul data-part="errors"></ul>
        <p>Each request counts once, however many people use its program.</p>
      </details>
      <p class="hint" data-part="pending" hidden></p>
    </figure>
    <section class="comparison" aria-labelledby="comparison-title">
      <h2 class="part-title" id="comparison-title">Compare with another campaign</h2>
      <form class="filters" method="dialog" data-part="comparison">
        <div class="field">
          <label for="compare-other">Other campaign</label>
          <input id="compare-other" name="other" type="text" list="compare-others" required autocomplete="off"
            spellcheck="false" dir="auto" data-part="other">
          <datalist id="compare-others" data-part="others"></datalist>
        </div>
        <div class="filter-actions">
          <button class="button" type="submit">Compare</button>
        </div>
      </form>
      <div data-part="compareProblem"></div>
      <p class="loading" data-part="compareLoading" hidden>Comparing…</p>
      <div data-part="compared" hidden>
        <p class="rate-words" data-part="comparedWords"></p>
        <div class="sheet">
          <table class="numbers" aria-labelledby="comparison-title">
            <thead>
              <tr>
                <th scope="col">Campaign</th>
                <th scope="col" class="number">Opened by a person</th>
                <th scope="col" class="number">Share (95% confidence interval)</th>
              </tr>
            </thead>
            <tbody data-part="comparedRows"></tbody>
          </table>
        </div>
        <p class="hint">
          Only recipients whose opens can be measured are counted: those whose images are not prefetched and whose mail
          passes no known scanner. This makes the two campaigns comparable.
        </p>
      </div>
    </section>
    <figure class="chart">
      <figcaption>
        <span>Total opens by day</span>
        <span class="legend"><span class="swatch swatch-unique" aria-hidden="true"></span>first open of a message</span>
        <span class="legend"><span class="swatch swatch-opens" aria-hidden="true"></span>further opens</span>
      </figcaption>
      <p class="chart-top" aria-hidden="true" data-part="top"></p>
      <svg role="img" preserveAspectRatio="none" data-part="chart"></svg>
      <p class="chart-foot" aria-hidden="true"><span data-part="firstDay"></span><span data-part="lastDay"></span></p>
    </figure>
    <h2 class="part-title" id="days-title">Days with deliveries or opens</h2>
    <div class="sheet">
      <table class="numbers days" aria-labelledby="days-title">
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" class="number">Deliveries</th>
            <th scope="col" class="number">Accepted</th>
            <th scope="col" class="number">Total opens</th>
            <th scope="col" class="number">Unique opens</th>
          </tr>
        </thead>
        <tbody data-part="dayRows"></tbody>
      </table>
    </div>
    <div class="pane-foot">
      <p><a data-part="deliveryLink">Deliveries of this campaign</a></p>
      <p class="hint">
        Deliveries created in this date range. An open is a load of the tracking image. Totals include opens and clicks
        by machines; a unique open or click counts each message once. “Opens (people)” and “clicked” count people only,
        as a share of the deliveries that the mail server accepted, at any time.
      </p>
    </div>
  </div>
`;

/** One campaign: its totals over a range of days, and the days themselves. */
export class CampaignView {
  #name;
  #parts;
  #chart;
  #openRate;
  #comparison;
  #hold;
  #range = null;
  #loader;

  constructor({ head, body }, { params: { name } }, { onProblem }) {
    const title = HEAD.copy();
    const { content, parts } = CAMPAIGN.copy();
    this.#name = name;
    this.#parts = { ...title.parts, ...parts };
    this.#chart = new DayChart(parts);
    this.#openRate = new OpenRate(parts);
    this.#comparison = new Comparison(parts, name, { onProblem });
    this.#hold = new Hold(parts, name, { onProblem, onResumed: (campaign) => this.#draw(campaign) });
    this.#loader = new Loader(new Status(parts), onProblem);
    this.#parts.title.textContent = name;
    parts.deliveryLink.href = addressOf(['deliveries'], { campaign: name });
    head.replaceChildren(title.content);
    body.replaceChildren(content);
    setTitle(name);
  }

  get title() {
    return this.#parts.title;
  }

  close() {
    this.#loader.clear();
    this.#comparison.close();
    this.#hold.close();
  }

  show(range, filters) {
    this.#parts.back.href = addressOf(['campaigns'], filters);
    this.#comparison.show(range);
    this.#range = range;
    this.#loader.load(
      addressOf([], range),
      (signal) => readCampaign(this.#name, range, { signal }),
      (campaign) => this.#draw(campaign),
    );
  }

  #draw(campaign) {
    const { opens, openRate, unjudged, days, held } = campaign;
    this.#hold.show(held, this.#range);
    this.#showTotals(campaign);
    this.#openRate.show(openRate, unjudged);
    this.#chart.show(days);
    announce(`${opens.total.toLocaleString('en')} opens, ${opens.unique.toLocaleString('en')} unique opens`);
  }

  #showTotals({ deliveries, accepted, bounced, complained, opens, clicks, failures }) {
    const totals = {
      totalDeliveries: deliveries,
      totalAccepted: accepted,
      totalBounced: bounced,
      totalComplained: complained,
      totalOpens: opens.total,
      totalUnique: opens.unique,
      totalClicks: clicks.total,
      totalClicked: clicks.unique,
    };
    for (const [part, count] of Object.entries(totals)) {
      setText(this.#parts[part], count.toLocaleString('en'));
    }
    show(this.#parts.failuresLine, Object.keys(failures).length > 0);
    setText(this.#parts.failures, failuresLabel(failures));
  }
}
