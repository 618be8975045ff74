import { deleteTemplate, listTemplates, listVersions, readTemplate, storeTemplate } from '../../api.js';
import { COMPOSE } from '../../compose-texts.js';
import { announce } from '../../notices.js';
import { may } from '../../session.js';
import { fullTime } from '../../time.js';
import { html, useEffect, useState } from '../../ui.js';
import { Field, SelectField } from './fields.js';

const TEXTS = COMPOSE.templates;
const STARTER = 'starter'; // the built-in template, which is in no list until it is stored

/** Templates: to start from one, or from the one `wanted`, to store the draft as one, and to go back to an earlier version. */
export function Templates({ wanted, draft, edit, onProblem }) {
  const [names, setNames] = useState([]);
  const [name, setName] = useState(draft.template);
  const [note, setNote] = useState(null);
  const [error, setError] = useState('');
  const [changes, setChanges] = useState(0);

  const attempt = async (work) => {
    setError('');
    try {
      await work();
    } catch (problem) {
      if (!onProblem(problem)) {
        setError(problem.detail || problem.message);
      }
    }
  };
  const tell = (text, undo = null) => {
    setNote({ text, undo });
    announce(text);
  };
  useEffect(() => {
    attempt(async () => setNames(await listTemplates()));
  }, [changes]);

  const take = (template, version, text) => attempt(async () => {
    const before = { format: draft.format, subject: draft.subject, html: draft.html, text: draft.text, template: draft.template };
    const texts = await readTemplate(template, version);
    edit({ subject: texts.subject ?? '', html: texts.html ?? '', text: texts.text ?? '', format: texts.html ? 'html' : 'text', template });
    setName(template);
    tell(text, before);
  });
  useEffect(() => {
    if (wanted) {
      take(wanted, undefined, TEXTS.replaced);
    }
  }, [wanted]);
  const save = () => attempt(async () => {
    const texts = { subject: draft.subject, html: draft.format === 'html' ? draft.html : '', text: draft.text };
    await storeTemplate(name, Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')));
    edit({ template: name });
    setChanges((number) => number + 1);
    tell(TEXTS.saved(name));
  });
  const remove = () => attempt(async () => {
    await deleteTemplate(draft.template);
    edit({ template: '' });
    setChanges((number) => number + 1);
    tell(TEXTS.removed(draft.template));
  });
  const undo = () => {
    edit(note.undo);
    setNote(null);
  };

  const isStored = names.includes(draft.template);
  return html`
    <details class="compose-part" open=${Boolean(wanted)}>
      <summary>${TEXTS.title}</summary>
      <${SelectField} field="template" label=${TEXTS.from} options=${{ '': TEXTS.none, ...Object.fromEntries([...names, STARTER].map((one) => [one, one])) }}
        value=${draft.template} onChange=${(name) => name && take(name, undefined, TEXTS.replaced)} />
      ${may('operate') && html`
        <${Field} id="compose-save-as" label=${TEXTS.saveAs} hint=${TEXTS.nameHint} error=${error}>${(attributes) => html`
          <div class="compose-line">
            <input ...${attributes} type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="64" value=${name}
              onInput=${({ target }) => setName(target.value)} />
            <button class="button" type="button" onClick=${save}>${TEXTS.save}</button>
          </div>
        `}</${Field}>
      `}
      ${note !== null && html`
        <p class="compose-line" role="status"><span>${note.text}</span> ${note.undo && html`<button class="button" type="button" onClick=${undo}>${TEXTS.undo}</button>`}</p>
      `}
      ${isStored && html`<${History} key=${`${draft.template} ${changes}`} name=${draft.template} onLoad=${(version) => take(draft.template, version, TEXTS.loaded(version))} onProblem=${onProblem} />`}
      ${isStored && may('operate') && html`<${Removal} key=${draft.template} onRemove=${remove} />`}
    </details>
  `;
}

/** The versions of a template. */
function History({ name, onLoad, onProblem }) {
  const [versions, setVersions] = useState([]);
  const [next, setNext] = useState(null);
  const read = async (cursor) => {
    try {
      const page = await listVersions(name, cursor);
      setVersions((before) => (cursor ? [...before, ...page.versions] : page.versions));
      setNext(page.next);
    } catch (problem) {
      onProblem(problem);
    }
  };
  useEffect(() => {
    read();
  }, []);
  return html`
    <h2 class="label">${TEXTS.history}</h2>
    <ul class="compose-versions">
      ${versions.map(({ version, at, actor }) => {
        const { text, instant, exact } = fullTime(at);
        return html`
          <li key=${version}>
            <span>${TEXTS.version(version)}, <time datetime=${instant} title=${exact}>${text}</time>, <bdi>${actor ? TEXTS.by(actor.name) : TEXTS.unknown}</bdi></span>
            <button class="button quiet" type="button" aria-label=${`${TEXTS.load} ${TEXTS.version(version)}`} onClick=${() => onLoad(version)}>${TEXTS.load}</button>
          </li>
        `;
      })}
    </ul>
    ${next && html`<button class="button" type="button" onClick=${() => read(next)}>${TEXTS.more}</button>`}
  `;
}

/** Deletes at the second press. */
function Removal({ onRemove }) {
  const [isAsked, setAsked] = useState(false);
  return html`<p><button class="button quiet" type="button" onClick=${() => (isAsked ? onRemove() : setAsked(true))}>${isAsked ? TEXTS.reallyRemove : TEXTS.remove}</button></p>`;
}
