import { viewOf } from '../../component-view.js';
import { addressOf } from '../../route.js';
import { NOT_FOUND } from '../../texts.js';
import { html } from '../../ui.js';

/** What an unknown address shows. */
export const NotFound = viewOf(() => html`
  <section class="empty" aria-labelledby="not-found-title">
    <h1 id="not-found-title" tabindex="-1">${NOT_FOUND.title}</h1>
    <p class="soft">${NOT_FOUND.text}</p>
    <a class="button primary" href=${addressOf(['deliveries'])}>${NOT_FOUND.deliveries}</a>
  </section>
`);
