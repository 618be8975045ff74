import { readCampaign } from '../api.js';
import { fromTemplate, setText, show } from '../element.js';
import { announce, showProblem } from '../notices.js';
import { addressOf } from '../route.js';
import { Comparison } from './comparison.js';
import { DayChart } from './day-chart.js';
import { OpenRate } from './open-rate.js';

/** One campaign: its totals over a range of days, and the days themselves. */
export class CampaignView {
  #name;
  #parts;
  #chart;
  #openRate;
  #comparison;
  #range = null;
  #reading = null;
  #onProblem;

  constructor({ head, body }, name, { onProblem }) {
    const title = fromTemplate('campaign-head-view');
    const { content, parts } = fromTemplate('campaign-view');
    this.#name = name;
    this.#parts = { ...title.parts, ...parts };
    this.#chart = new DayChart(parts);
    this.#openRate = new OpenRate(parts);
    this.#comparison = new Comparison(parts, name, { onProblem });
    this.#onProblem = onProblem;
    this.#parts.title.textContent = name;
    parts.deliveryLink.href = addressOf({ filters: { campaign: name } });
    head.replaceChildren(title.content);
    body.replaceChildren(content);
    document.title = `${name} – Telltale`;
    this.#parts.title.focus();
  }

  close() {
    this.#reading?.abort();
    this.#comparison.close();
  }

  async show(range, filters) {
    this.#range = range;
    this.#parts.back.href = addressOf({ section: 'campaigns', filters });
    await Promise.all([this.#read(), this.#comparison.show(range)]);
  }

  async #read() {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const campaign = await readCampaign(this.#name, this.#range, { signal: reading.signal });
      showProblem(this.#parts.problem, null);
      this.#draw(campaign);
    } catch (problem) {
      if (!reading.signal.aborted && !this.#onProblem(problem)) {
        show(this.#parts.content, false);
        showProblem(this.#parts.problem, problem, () => this.#read());
      }
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
        show(this.#parts.loading, false);
      }
    }
  }

  #draw({ deliveries, accepted, opens, clicks, openRate, unjudged, days }) {
    const { totalDeliveries, totalAccepted, totalOpens, totalUnique, totalClicks, totalClicked, content } = this.#parts;
    setText(totalDeliveries, deliveries.toLocaleString('en'));
    setText(totalAccepted, accepted.toLocaleString('en'));
    setText(totalOpens, opens.total.toLocaleString('en'));
    setText(totalUnique, opens.unique.toLocaleString('en'));
    setText(totalClicks, clicks.total.toLocaleString('en'));
    setText(totalClicked, clicks.unique.toLocaleString('en'));
    this.#openRate.show(openRate, unjudged);
    this.#chart.show(days);
    show(content, true);
    announce(`${opens.total.toLocaleString('en')} image loads, ${opens.unique.toLocaleString('en')} unique loads`);
  }
}
