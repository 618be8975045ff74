import { POOLED } from '../../texts-campaigns.js';
import { html } from '../../ui.js';

/** What is known of mail whose recipients share pixels. It is about no person, and apart from all other figures. */
export function Pooled({ pooled }) {
  const { clicks } = pooled;
  return html`
    <section class="card-panel" aria-labelledby="pooled-title">
      <header class="card-head"><h2 id="pooled-title">${POOLED.title}</h2></header>
      <p>${wordsOf(pooled)}</p>
      ${clicks && html`<p>${POOLED.clicks(clicks.total)}</p>`}
      ${clicks && clicks.links.length > 1 && html`
        <ul>${clicks.links.map(({ link, clicks: number }) => html`<li key=${link}>${POOLED.link(link, number)}</li>`)}</ul>
      `}
      <p class="hint">${POOLED.hint}</p>
    </section>
  `;
}

/** How many recipients opened the mail, in a sentence. */
export function wordsOf({ status, recipients, opens }) {
  return opens ? POOLED.estimate(opens, recipients) : POOLED[status];
}
