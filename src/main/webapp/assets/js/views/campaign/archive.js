import { publishMessage, readPublished, withdrawPublished } from '../../api.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { Instant } from '../../parts/instant.js';
import { Panel } from '../../parts/panel.js';
import { may } from '../../session.js';
import { ARCHIVE } from '../../texts-campaigns.js';
import { html, useState } from '../../ui.js';

/** What a campaign has in the public archive; administrators publish and withdraw it. */
export function PublicArchive({ campaign, onProblem }) {
  const [tick, setTick] = useState(0);
  const onDone = () => setTick(tick + 1);
  return html`
    <${Panel} title=${ARCHIVE.title} isWide hint=${ARCHIVE.hint} name=${campaign} read=${(options) => readPublished(campaign, options)} lines=${2} tick=${tick} onProblem=${onProblem}>
      ${({ message, published }) => html`
        ${published === null ? html`<p class="soft nothing">${ARCHIVE.nothing}</p>` : html`<${Page} ...${published} />`}
        ${may('administer') && html`
          <div class="entry-actions">
            <${Publish} campaign=${campaign} message=${message} isFirst=${published === null} onDone=${onDone} onProblem=${onProblem} />
            ${published !== null && html`
              <${FormDialog} label=${ARCHIVE.withdraw} title=${ARCHIVE.withdrawTitle} text=${ARCHIVE.withdrawText} isDanger
                act=${() => withdrawPublished(campaign)} done=${ARCHIVE.withdrawn} onDone=${onDone} onProblem=${onProblem} />
            `}
          </div>
        `}
      `}
    </${Panel}>
  `;
}

function Publish({ campaign, message, isFirst, onDone, onProblem }) {
  const field = { name: 'message', label: ARCHIVE.message, hint: ARCHIVE.messageHint, value: message, dir: 'ltr' };
  return html`
    <${FormDialog} label=${isFirst ? ARCHIVE.publish : ARCHIVE.replace} title=${ARCHIVE.publishTitle} text=${ARCHIVE.publishText} fields=${[field]} submit=${ARCHIVE.publishAction}
      act=${(values) => publishMessage(campaign, values.message)} done=${ARCHIVE.done} onDone=${onDone} onProblem=${onProblem}>
      ${({ warnings = [], ...published }) => html`
        <p class="notice good">${ARCHIVE.done}</p>
        <${Page} ...${published} />
        ${warnings.length > 0 && html`<ul>${warnings.map((warning) => html`<li key=${warning} dir="auto">${warning}</li>`)}</ul>`}
      `}
    </${FormDialog}>
  `;
}

/** Where a message is published, and since when. */
export function Page({ url, message, publishedAt }) {
  return html`
    <p class="archived"><a href=${url} target="_blank" rel="noopener noreferrer"><bdi>${url}</bdi></a></p>
    <p class="hint">${ARCHIVE.published} <${Instant} at=${publishedAt} />. ${ARCHIVE.message}: <code>${message}</code></p>
  `;
}
