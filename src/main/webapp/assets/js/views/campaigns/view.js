import { viewOf } from '../../component-view.js';
import { addressOf } from '../../route.js';
import { html, useRef } from '../../ui.js';

/** The campaigns section: the list, or one campaign. Who comes back from a campaign is led to its row. */
export function Campaigns({ route, ...context }) {
  const { inner: Inner, path, params: { name } } = route;
  const last = useRef(undefined);
  last.current = name ?? last.current;
  return html`
    <section class="list-pane" aria-labelledby="campaigns-title">
      <${Inner} key=${addressOf(path)} route=${route} last=${last.current} ...${context} />
    </section>
  `;
}

export const CampaignSection = viewOf(Campaigns);
