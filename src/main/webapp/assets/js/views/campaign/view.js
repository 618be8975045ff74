import { readCampaign } from '../../api.js';
import { html, setTitle } from '../../element.js';
import { Loader } from '../../load.js';
import { announce } from '../../notices.js';
import { addressOf } from '../../route.js';
import { Status } from '../../status.js';
import { CAMPAIGN_PAGE } from '../../texts.js';
import { html as component, render } from '../../ui.js';
import { Comparison } from './comparison.js';
import { CampaignFigures } from './figures.js';
import { Hold } from './hold.js';

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
    <div class="dashboard" data-part="figures"></div>
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
    <div class="pane-foot">
      <p><a data-part="deliveryLink">Deliveries of this campaign</a></p>
    </div>
  </div>
`;

/** One campaign: its totals over a range of days, and the days themselves. */
export class CampaignView {
  #name;
  #parts;
  #comparison;
  #hold;
  #range = null;
  #filters = {};
  #onProblem;
  #loader;

  constructor({ head, body }, { params: { name } }, { onProblem }) {
    const title = HEAD.copy();
    const { content, parts } = CAMPAIGN.copy();
    this.#name = name;
    this.#onProblem = onProblem;
    this.#parts = { ...title.parts, ...parts };
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
    render(null, this.#parts.figures);
  }

  show(range, filters) {
    this.#parts.back.href = addressOf(['campaigns'], filters);
    this.#comparison.show(range);
    this.#range = range;
    this.#filters = filters;
    this.#loader.load(
      addressOf([], range),
      (signal) => readCampaign(this.#name, range, { signal }),
      (campaign) => this.#draw(campaign),
    );
  }

  #draw(campaign) {
    const route = { path: ['campaigns', this.#name], filters: { ...this.#filters, ...this.#range } };
    this.#hold.show(campaign.held, this.#range);
    render(component`<${CampaignFigures} campaign=${campaign} route=${route} onProblem=${this.#onProblem} />`, this.#parts.figures);
    announce(CAMPAIGN_PAGE.loaded(campaign));
  }
}
