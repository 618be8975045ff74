import { count } from '../numbers.js';
import { may } from '../session.js';
import { FUNNEL } from '../texts.js';
import { html } from '../ui.js';

/** Steps from sent to replied, each a part of the first; `steps` are `{key, value, of, href}`, where `of` is the step compared with. */
export function Funnel({ steps }) {
  const most = Math.max(...steps.map(({ value }) => value ?? 0), 1);
  const byKey = new Map(steps.map((step) => [step.key, step]));
  return html`
    <ol class="funnel">
      ${steps.map((step) => html`<${Step} key=${step.key} step=${step} part=${(step.value ?? 0) / most} whole=${byKey.get(step.of)} />`)}
    </ol>
  `;
}

function Step({ step: { key, value, href }, part, whole }) {
  return html`
    <li>
      <span class="funnel-name">${FUNNEL.steps[key]}</span>
      <span class="funnel-track" aria-hidden="true"><span class="funnel-fill" style=${{ inlineSize: `${100 * part}%` }}></span></span>
      <span class="funnel-number">
        ${href && may('read') ? html`<a href=${href}>${count(value)}</a>` : count(value)}
        ${whole && html`<span class="hint"> ${FUNNEL.of(value, whole.value, FUNNEL.steps[whole.key])}</span>`}
      </span>
    </li>
  `;
}

/** The steps of a campaign's funnel. */
export function funnelOf({ sent, ...counts }, links = {}) {
  const step = (key, of) => ({ key, value: counts[key], of, href: links[key] });
  return [
    { key: 'sent', value: sent, href: links.sent },
    step('accepted', 'sent'),
    step('delivered', 'accepted'),
    step('seen', 'delivered'),
    step('clicked', 'delivered'),
    step('replied', 'delivered'),
    step('unsubscribed', 'delivered'),
  ];
}
