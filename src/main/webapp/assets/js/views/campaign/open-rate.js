import { setText, show } from '../../element.js';
import { deliveries, errorLabels, percent } from '../../labels.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 100;
const HEIGHT = 12;
const MARK = 0.6; // width of the mark of a single share
const BAND = 2; // height of the band at the foot

/** A campaign's open rate: a sentence, a drawing of the ranges from 0 to 100%, the assumptions, and the errors of the verdicts. */
export class OpenRate {
  #parts;

  constructor(parts) {
    this.#parts = parts;
  }

  show(rate, unjudged) {
    const { rateWords, rateDrawing, rateLegend, assumptions, errors, clickers, blocked, pending } = this.#parts;
    setText(rateWords, rate.summary);
    show(rateDrawing, rate.tracked > 0);
    show(rateLegend, rate.tracked > 0);
    rateDrawing.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    rateDrawing.setAttribute('aria-label', rate.summary);
    rateDrawing.replaceChildren(...boxesOf(rate));
    show(clickers, rate.clicked.of > 0);
    setText(clickers, `At least ${percent(rate.clicked.share)} clicked: ${rate.clicked.count.toLocaleString('en')} of ${deliveries(rate.clicked.of)}.`);
    show(assumptions.parentElement, rate.plausible !== null);
    assumptions.replaceChildren(...rate.assumptions.map(item));
    show(errors.parentElement, rate.tracked > 0);
    errors.replaceChildren(...errorLabels(rate.errorBound).map(item));
    show(blocked, rate.imagesBlocked !== null);
    if (rate.imagesBlocked !== null) {
      setText(blocked, `${percent(rate.imagesBlocked.share)} of the recipients who clicked had images blocked.`);
    }
    show(pending, unjudged > 0);
    setText(pending, `Not judged yet: ${deliveries(unjudged)}, across all campaigns.`);
  }
}

function boxesOf({ tracked, atLeast, errorBound, plausible, estimate }) {
  if (tracked === 0) {
    return [];
  }
  const boxes = [box('rate-all', 0, 1), box('rate-least', 0, atLeast.share)];
  if (plausible !== null) {
    boxes.push(box('rate-plausible', plausible.low, plausible.high - plausible.low));
    boxes.push(box('rate-estimate', estimate.share - MARK / 2 / WIDTH, MARK / WIDTH));
  }
  boxes.push(box('rate-error', errorBound.low, errorBound.high - errorBound.low, BAND));
  return boxes;
}

/** A rectangle from one share of the width, at the foot of the drawing. */
function box(name, from, share, height = HEIGHT) {
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('class', name);
  const size = { x: from * WIDTH, y: HEIGHT - height, width: Math.max(share * WIDTH, 0), height };
  for (const [attribute, value] of Object.entries(size)) {
    rect.setAttribute(attribute, value);
  }
  return rect;
}

function item(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}
