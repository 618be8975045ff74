import { endPages, readMail } from '../../deliveries.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { FormDialog } from '../../parts/form-dialog.js';
import { MailFrame } from '../../parts/mail-frame.js';
import { may } from '../../session.js';
import { DELIVERY } from '../../texts-mail.js';
import { fullTime } from '../../time.js';
import { html, useId, useRef, useState } from '../../ui.js';

const { mail: TEXTS } = DELIVERY;
const MAX_SOURCE = 1_000_000; // the API may give no more of a longer one

/** The mail of a delivery as it was sent, which is read when the reader asks for it. Reading it is recorded in the audit log. */
export function SentMail({ id, message, onProblem }) {
  const [isAsked, setAsked] = useState(false);
  return html`
    <section class="sent-mail">
      <h2 class="part-title">${TEXTS.title}</h2>
      ${isAsked
        ? html`<${ReadMail} id=${id} message=${message} onProblem=${onProblem} />`
        : html`<p><button class="button" type="button" onClick=${() => setAsked(true)}>${TEXTS.show}</button></p><p class="hint">${TEXTS.recorded}</p>`}
    </section>
  `;
}

function ReadMail({ id, message, onProblem }) {
  const state = useLoaded(id, (signal) => readMail(id, { signal }), onProblem);
  return html`<${Loaded} state=${state} lines=${6}>${(mail) => html`
    <${MailTabs} mail=${mail} />
    ${mail.hasPage && html`<${PageEnd} message=${message} onDone=${state.refresh} onProblem=${onProblem} />`}
  `}</${Loaded}>`;
}

/** That the recipients of a message can view it in a browser, with a button that ends that. */
function PageEnd({ message, onDone, onProblem }) {
  return html`
    <p class="soft">${TEXTS.page.text}</p>
    ${may('administer') && html`
      <div class="entry-actions">
        <${FormDialog} label=${TEXTS.page.end} title=${TEXTS.page.title} text=${TEXTS.page.consequence} isDanger
          act=${() => endPages(message)} done=${TEXTS.page.done} onDone=${() => onDone()} onProblem=${onProblem} />
      </div>
    `}
  `;
}

/** The parts of a mail as tabs: the HTML in a frame, the text and the source. */
export function MailTabs({ mail: { subject, from, html: markup, text, source, size, keptUntil } }) {
  const kinds = ['html', 'text', 'source'].filter((kind) => ({ html: markup, text, source })[kind]);
  const [kind, setKind] = useState(kinds[0]);
  const [images, setImages] = useState(false);
  const id = useId();
  const tabs = useRef(null);

  /** Arrow keys move between the tabs, as the tab pattern of ARIA has it. */
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      const place = (kinds.indexOf(kind) + step + kinds.length) % kinds.length;
      setKind(kinds[place]);
      tabs.current.children[place].focus();
    }
  };
  return html`
    <p class="hint">${TEXTS.from}: <bdi>${from}</bdi>${keptUntil && `. ${TEXTS.keptUntil(fullTime(keptUntil).text)}`}</p>
    <div class="tabs" role="tablist" aria-label=${TEXTS.title} onKeyDown=${move} ref=${tabs}>
      ${kinds.map((name) => html`
        <button type="button" role="tab" key=${name} id=${`${id}-${name}`} aria-controls=${id} aria-selected=${String(name === kind)}
          tabindex=${name === kind ? 0 : -1} onClick=${() => setKind(name)}>${TEXTS.tabs[name]}</button>
      `)}
    </div>
    <div role="tabpanel" id=${id} aria-labelledby=${`${id}-${kind}`}>
      ${kind === 'html' && html`
        <label class="check"><input type="checkbox" checked=${images} onChange=${(event) => setImages(event.target.checked)} /> ${TEXTS.images}</label>
        <${MailFrame} html=${markup} images=${images} title=${TEXTS.frame(subject)} />
      `}
      ${kind === 'text' && html`<pre class="source" dir="auto" tabindex="0" aria-labelledby=${`${id}-text`}>${text}</pre>`}
      ${kind === 'source' && html`<pre class="source mono" dir="ltr" tabindex="0" aria-labelledby=${`${id}-source`}>${source}</pre>${size > MAX_SOURCE && html`<p class="hint">${TEXTS.cut}</p>`}`}
    </div>
  `;
}
