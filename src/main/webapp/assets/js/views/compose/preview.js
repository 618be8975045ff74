import { checkMessage } from '../../api.js';
import { COMPOSE } from '../../compose-texts.js';
import { Loaded, useLoaded } from '../../loaded.js';
import { MailFrame } from '../../parts/mail-frame.js';
import { may } from '../../session.js';
import { html, useEffect, useMemo, useState } from '../../ui.js';
import { embedded } from './attachments.js';
import { checkOf, sourceOf, valuesOf } from './draft.js';
import { addressesIn, namedValuesIn } from './entries.js';
import { SOURCE } from './event.js';
import { Segments } from './fields.js';
import { escaped, merged, textAsHtml } from './merge-fields.js';

const TEXTS = COMPOSE.preview;
const PAUSE = 500; // milliseconds without typing

/** The mail of a draft as one of its recipients gets it, and as a program would send it. */
export function Preview({ draft, people, attachments, onProblem }) {
  const [look, setLook] = useState('desktop');
  const [place, setPlace] = useState(0);
  const [images, setImages] = useState(false);
  const at = Math.min(place, Math.max(people.length - 1, 0));
  const data = valuesOf(draft, people[at]);
  const fill = (template, escape) => (draft.isTemplate ? merged(template, data, escape) : template);
  const to = draft.mode === 'list' ? people[at]?.to : draft.to.trim();
  const text = fill(draft.text);
  const isMail = look !== 'text' && look !== 'source';
  return html`
    <section class="card-panel compose-preview" aria-labelledby="preview-title">
      <div class="label-line">
        <h2 class="part-title" id="preview-title">${TEXTS.title}</h2>
        <${Segments} name="look" label=${TEXTS.look} options=${TEXTS.looks} value=${look} onChange=${setLook} />
      </div>
      <p class="compose-subject" dir="auto">${fill(draft.subject) || TEXTS.noSubject}</p>
      <${Fields} draft=${draft} fill=${fill} />
      ${draft.mode === 'list' && people.length > 0 && html`<${Stepper} people=${people} at=${at} onStep=${setPlace} />`}
      ${isMail && html`<${Mail} draft=${draft} data=${data} fill=${fill} attachments=${attachments} look=${look} images=${images} />`}
      ${isMail && draft.format === 'html' && html`
        <label class="compose-check"><input type="checkbox" checked=${images} onChange=${({ target }) => setImages(target.checked)} />${TEXTS.images}</label>
      `}
      ${look === 'text' && (text === '' && to && draft.html !== '' && may('submit')
        ? html`<${MadeText} draft=${draft} to=${to} data=${data} onProblem=${onProblem} />`
        : html`<${Text} text=${text || TEXTS.noText} />`)}
      ${look === 'source' && html`<${Source} draft=${draft} people=${people} attachments=${attachments} />`}
    </section>
  `;
}

/** The fields of the mail that its reader may see besides the subject, and its event. */
function Fields({ draft, fill }) {
  const { from, replyTo, mode, cc, headers, event } = draft;
  const isForm = event.kind !== '' && event.kind !== SOURCE;
  const fields = {
    From: from.trim(),
    'Reply-To': addressesIn(replyTo).join(', '),
    Cc: mode === 'one' ? addressesIn(cc).join(', ') : '',
    ...namedValuesIn(headers).values,
    ...(isForm && { [COMPOSE.event.kinds[event.kind]]: [event.summary, event.start.replace('T', ' '), event.location].map((text) => fill(text)).filter(Boolean).join(' · ') }),
  };
  const shown = Object.entries(fields).filter(([, value]) => value !== '');
  return shown.length > 0 && html`
    <dl class="compose-headers">${shown.map(([name, value]) => html`<div key=${name}><dt dir="auto">${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
  `;
}

function Mail({ draft: { format, html: markup, text, isTemplate }, data, fill, attachments, look, images }) {
  const mail = useMemo(() => (format === 'html' ? embedded(fill(markup, escaped), attachments) : textAsHtml(fill(text))), [format, markup, text, isTemplate, data, attachments]);
  return html`
    <div class="compose-frame" data-look=${look}>
      <${MailFrame} html=${mail} title=${TEXTS.title} width=${look === 'mobile' ? 360 : undefined} scheme=${look === 'dark' ? 'dark' : 'light'} images=${images} />
    </div>
  `;
}

function Text({ text }) {
  return html`<pre class="compose-source" tabindex="0" dir="auto" aria-label=${TEXTS.looks.text}>${text}</pre>`;
}

/** The text part that the server makes from the HTML, as the recipient would get it. */
function MadeText({ draft, to, data, onProblem }) {
  const request = checkOf(draft, to, data);
  const [checked, setChecked] = useState(request);
  useEffect(() => {
    const timer = setTimeout(() => setChecked(request), PAUSE);
    return () => clearTimeout(timer);
  }, [request.body]);
  const state = useLoaded(checked.body, (signal) => checkMessage(checked, { signal }), onProblem);
  return html`<${Loaded} state=${state}>${({ text }) => html`<${Text} text=${text ?? TEXTS.notMade} />`}</${Loaded}>`;
}

function Stepper({ people, at, onStep }) {
  return html`
    <p class="compose-stepper">
      <button class="button quiet" type="button" aria-label=${TEXTS.before} disabled=${at === 0} onClick=${() => onStep(at - 1)}>‹</button>
      <span>${TEXTS.person(at + 1, people.length)}: <bdi>${people[at].to}</bdi></span>
      <button class="button quiet" type="button" aria-label=${TEXTS.after} disabled=${at === people.length - 1} onClick=${() => onStep(at + 1)}>›</button>
    </p>
  `;
}

function Source({ draft, people, attachments }) {
  return html`
    <p class="hint">${TEXTS.sourceHint} <code>POST ${new URL('api/v1/messages', document.baseURI).pathname}</code></p>
    <pre class="compose-source" tabindex="0" dir="ltr" aria-label=${TEXTS.looks.source}>${sourceOf(draft, people, attachments)}</pre>
  `;
}
