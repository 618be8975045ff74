import { errorLabels } from '../labels.js';
import { RATE } from '../texts.js';
import { html } from '../ui.js';

const WIDTH = 100;
const HEIGHT = 12;
const MARK = 0.6; // width of the mark of a single share
const BAND = 2; // height of the band at the foot

/** A campaign's open rate: its interval in a sentence and drawn from 0 to 100%, what cannot be measured, and why. */
export function IntervalBar({ rate, unjudged = 0 }) {
  return html`
    <figure class="chart rate">
      <figcaption><h2>${RATE.title}</h2></figcaption>
      <p class="rate-words">${sentenceOf(rate)}</p>
      ${rate.tracked > 0 && html`<${Drawing} rate=${rate} />`}
      ${rate.tracked > 0 && html`<${Measurable} rate=${rate} />`}
      ${rate.clicked.of > 0 && html`<p>${RATE.clicked(rate.clicked)}</p>`}
      ${rate.imagesBlocked !== null && html`<p class="hint">${RATE.blocked(rate.imagesBlocked)}</p>`}
      ${rate.plausible !== null && html`<${Details} title=${RATE.assumptions} texts=${rate.assumptions} />`}
      ${rate.tracked > 0 && html`
        <${Details} title=${RATE.accuracy} texts=${errorLabels(rate.errorBound)}><p>${RATE.accuracyHint}</p></${Details}>
      `}
      ${unjudged > 0 && html`<p class="hint">${RATE.pending(unjudged)}</p>`}
    </figure>
  `;
}

/** What an open rate says, in one sentence. */
export function sentenceOf({ tracked, plausible, estimate, atLeast }) {
  if (tracked === 0) {
    return RATE.nothing;
  }
  if (plausible === null) {
    return RATE.least(atLeast.share);
  }
  return `${RATE.sentence(plausible.low, plausible.high)} ${RATE.estimate(estimate.share)} ${RATE.sure(atLeast.share)}`;
}

function Drawing({ rate }) {
  const boxes = boxesOf(rate);
  const isDrawn = ([name]) => boxes.some((box) => box.class === `rate-${name}`);
  return html`
    <svg role="img" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-label=${sentenceOf(rate)}>
      ${boxes.map((box) => html`<rect key=${box.class} ...${box} />`)}
    </svg>
    <p class="chart-foot" aria-hidden="true"><span>0%</span><span>50%</span><span>100%</span></p>
    <p class="legends" aria-hidden="true">
      ${Object.entries(RATE.legend).filter(isDrawn).map(([name, label]) => html`
        <span class="legend" key=${name}><span class="swatch swatch-${name}"></span>${label}</span>
      `)}
    </p>
  `;
}

/** The rectangles of the drawing: everybody, those seen, the plausible range with its best guess, and the range of errors. */
export function boxesOf({ atLeast, errorBound, plausible, estimate }) {
  const boxes = [box('all', 0, 1), box('least', 0, atLeast.share)];
  if (plausible !== null) {
    boxes.push(box('plausible', plausible.low, plausible.high - plausible.low));
    boxes.push(box('estimate', estimate.share - MARK / 2 / WIDTH, MARK / WIDTH));
  }
  boxes.push(box('error', errorBound.low, errorBound.high - errorBound.low, BAND));
  return boxes;
}

/** A rectangle from one share of the width, at the foot of the drawing. */
function box(name, from, share, height = HEIGHT) {
  return { class: `rate-${name}`, x: from * WIDTH, y: HEIGHT - height, width: Math.max(share * WIDTH, 0), height };
}

function Measurable({ rate: { notMeasurable } }) {
  if (notMeasurable.count === 0) {
    return html`<p>${RATE.all}</p>`;
  }
  const causes = ['prefetched', 'scanned'].filter((cause) => notMeasurable.causes[cause].count > 0);
  return html`
    <p>${RATE.cannot(notMeasurable.share)}</p>
    <ul class="causes">${causes.map((cause) => html`<li key=${cause}>${RATE[cause](notMeasurable.causes[cause].share)}</li>`)}</ul>
  `;
}

function Details({ title, texts, children }) {
  return html`
    <details class="hint">
      <summary>${title}</summary>
      <ul>${texts.map((text) => html`<li key=${text}>${text}</li>`)}</ul>
      ${children}
    </details>
  `;
}
