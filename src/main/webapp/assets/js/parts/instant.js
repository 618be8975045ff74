import { shortTime } from '../time.js';
import { html } from '../ui.js';

/** An instant in the reader's time zone, with the exact one as its tooltip. */
export function Instant({ at, format = shortTime }) {
  const { text, exact } = format(at);
  return html`<time datetime=${at} title=${exact}>${text}</time>`;
}
