import { readCampaignMail } from '../../api.js';
import { count } from '../../numbers.js';
import { BarList } from '../../parts/bar-list.js';
import { MailFrame } from '../../parts/mail-frame.js';
import { Panel } from '../../parts/panel.js';
import { linkName } from '../../parts/panels.js';
import { addressOf } from '../../route.js';
import { readLinks } from '../../stats.js';
import { CLICK_MAP } from '../../texts-campaigns.js';
import { COLUMNS, OVERVIEW } from '../../texts.js';
import { html, useState } from '../../ui.js';

const MAX_LINKS = 200; // the API counts no more apart

/** The latest mail of a campaign with the clicks of people at its links, beside a table of the links. */
export function ClickMap({ campaign, range, onProblem }) {
  const query = { ...range, campaign, limit: MAX_LINKS };
  const read = async (options) => {
    const [mail, links] = await Promise.all([readCampaignMail(campaign, options), readLinks(query, options)]);
    return { mail, links };
  };
  return html`
    <${Panel} title=${CLICK_MAP.title} isWide name=${addressOf(['click-map'], query)} read=${read} lines=${8} onProblem=${onProblem}>
      ${({ mail, links }) => html`
        <div class="click-map">
          ${mail.html === null ? html`<p class="soft">${CLICK_MAP.empty}</p>` : html`<${MarkedMail} mail=${mail} links=${links} />`}
          <${BarList} title=${OVERVIEW.links} nothing=${OVERVIEW.nothing.links} columns=${[COLUMNS.link, COLUMNS.clicks, COLUMNS.people]}
            rows=${links.map((link) => ({ key: link.key, name: linkName(link), values: [link.clicks.people, link.clicked] }))} />
        </div>
      `}
    </${Panel}>
  `;
}

function MarkedMail({ mail, links }) {
  const [images, setImages] = useState(false);
  return html`
    <div>
      <${MailFrame} html=${mail.html} title=${CLICK_MAP.frame(mail.subject)} images=${images} badges=${badgesOf(mail, links)} />
      <p class="hint">${CLICK_MAP.hint}</p>
      <button class="button" type="button" aria-pressed=${String(images)} onClick=${() => setImages(!images)}>${CLICK_MAP.images}</button>
    </div>
  `;
}

/** The clicks of people at each link of a mail. Links with the same address are counted together. */
export function badgesOf(mail, links) {
  const clicks = new Map(links.map((link) => [link.url, link.clicks.people]));
  return mail.links.map(({ number, url }) => ({ link: number, label: count(clicks.get(url) ?? 0) }));
}
