import { checkMessage } from '../../api.js';
import { COMPOSE } from '../../compose-texts.js';
import { viewOf } from '../../component-view.js';
import { announce, sentence } from '../../notices.js';
import { currentSession, may } from '../../session.js';
import { fullTime, instantIn } from '../../time.js';
import { html, useEffect, useMemo, useRef, useState } from '../../ui.js';
import { recipientsOf } from './csv.js';
import { attendeesOf, keepDraft, keptDraft, newDraft, newKey, requestOf, testOf, valuesOf } from './draft.js';
import { namedValuesIn } from './entries.js';
import { fieldOf, missingIn } from './event.js';
import { EventForm } from './event-form.js';
import { ADDRESS, Field, idOf } from './fields.js';
import { Options, Recipients, Texts } from './form.js';
import { LinkParameters, MoreFields, SendWindow } from './more.js';
import { Preview } from './preview.js';
import { Confirmation, Findings, Outcome, submit } from './sending.js';
import { Templates } from './templates.js';

const NO_LIST = { columns: [], people: [], errors: [] };
/** The fields of lines such as `Name: value`. */
const LINES = ['headers', 'metadata', 'utm.parameters'];

/** The field of the form that shows an error of a field of the API, such as `cc[0]`; undefined if none does. */
function shownAt(field, detail, draft) {
  const names = { to: draft.mode === 'list' ? 'list' : 'to', html: 'message', text: draft.format === 'text' ? 'message' : 'text' };
  const event = fieldOf(draft.event, attendeesOf(draft), detail);
  const path = field.split(/[.[]/);
  const [first] = path;
  const fields = first === 'calendar' ? [`calendar.${event}`, first] : [names[first === 'recipient' ? 'to' : first], path.slice(0, 2).join('.'), first];
  return fields.find((name) => name !== undefined && document.getElementById(idOf(name)));
}

/** Writes a message, and sends it to one recipient or to a list. */
export function Compose({ route, onProblem }) {
  const owner = currentSession().name;
  const firstTo = currentSession().demo ? COMPOSE.demoTo : '';
  const [draft, setDraft] = useState(() => keptDraft(owner) ?? newDraft(firstTo));
  const [attachments, setFiles] = useState([]);
  const [busy, setBusy] = useState(''); // what is being done, in words
  const [errors, setErrors] = useState({});
  const [problem, setProblem] = useState(null);
  const [findings, setFindings] = useState(null);
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState(null);
  const isBusy = useRef(false); // at once, unlike state: a double click is two events
  const list = useMemo(() => (draft.mode === 'list' ? recipientsOf(draft.list) : NO_LIST), [draft.mode, draft.list]);

  useEffect(() => {
    const timer = setTimeout(() => keepDraft(draft, owner), 300);
    return () => {
      clearTimeout(timer);
      keepDraft(draft, owner);
    };
  }, [draft]);

  /** Changes the draft, which makes it another message, apart from what is not part of it. */
  const edit = (change) => {
    const isSame = Object.keys(change).every((name) => name === 'testTo' || name === 'template');
    setDraft((before) => ({ ...before, ...change, key: isSame ? before.key : null }));
    setFindings(null);
  };
  const setAttachments = (files) => {
    setFiles(files);
    edit({ key: null });
  };
  const fail = (field, text) => {
    setErrors({ [field]: text });
    const control = document.getElementById(idOf(field));
    control?.closest('details')?.setAttribute('open', '');
    control?.focus();
  };

  /** Does one thing at a time, and shows its problem at the field that it names. */
  const run = async (words, work) => {
    if (isBusy.current) {
      return;
    }
    isBusy.current = true;
    setBusy(words);
    setErrors({});
    setProblem(null);
    announce(words);
    try {
      await work();
    } catch (failure) {
      if (!onProblem(failure)) {
        showFailure(failure);
      }
    } finally {
      isBusy.current = false;
      setBusy('');
    }
  };
  const showFailure = (failure) => {
    const field = shownAt(failure.field ?? '', failure.detail, draft);
    if (field) {
      fail(field, failure.detail || failure.title);
    } else {
      setProblem(failure);
    }
  };

  /** What is missing in the form, which is then told; false if nothing is. */
  const isIncomplete = () => {
    setErrors({});
    const event = missingIn(draft.event);
    const line = LINES.map((field) => ({ field, ...namedValuesIn(field.split('.').reduce((value, name) => value[name] ?? '', draft)) })).find(({ error }) => error !== null);
    if (draft.mode === 'one' && draft.to.trim() === '') {
      fail('to', COMPOSE.toMissing);
    } else if (draft.mode === 'list' && list.people.length === 0) {
      fail('list', COMPOSE.nobody);
    } else if (draft.later && instantIn(draft.sendAt, draft.zone) === '') {
      fail('sendAt', COMPOSE.noTime);
    } else if (event !== null) {
      fail(`calendar.${event.field}`, event.detail);
    } else if (line) {
      fail(line.field, line.error);
    } else {
      return false;
    }
    return true;
  };

  const check = async () => {
    const found = await checkMessage(requestOf(draft, list.people, attachments));
    setFindings(found);
    return found;
  };
  const send = async () => {
    const key = draft.key ?? newKey();
    const keyed = { ...draft, key };
    setDraft(keyed);
    keepDraft(keyed, owner); // before it is sent, so that a page that is reloaded meanwhile repeats the same request
    setOutcome(null);
    const total = list.people.length;
    const sent = await submit(requestOf(draft, list.people, attachments), key, (done) => setBusy(COMPOSE.sent.stored(done, total)));
    show(sent, sent.delivery ? textOf(sent.delivery) : COMPOSE.sent.batch(sent.total));
  };
  const test = async () => {
    const sent = await submit(testOf(draft, valuesOf(draft, list.people[0]), attachments), newKey());
    show(sent, sent.delivery.state === 'suppressed' ? textOf(sent.delivery) : COMPOSE.sent.test(sent.delivery.to));
  };
  const show = (sent, text) => {
    setOutcome({ ...sent, text, isGood: sent.delivery?.state !== 'suppressed' });
    announce(text);
  };

  const onSubmit = (event) => {
    event.preventDefault();
    if (!isBusy.current && !isIncomplete()) {
      if (draft.mode === 'one') {
        run(COMPOSE.sending, send);
      } else {
        run(COMPOSE.checking, async () => {
          await check();
          setAsking(true);
        });
      }
    }
  };
  const onCheck = () => isIncomplete() || run(COMPOSE.checking, async () => announce((await check()).checks.length === 0 ? COMPOSE.noFindings : COMPOSE.confirm.warnings));
  const onTest = () => (draft.testTo.trim() === '' ? fail('testTo', COMPOSE.toMissing) : run(COMPOSE.sending, test));
  const onAnother = () => {
    setDraft(newDraft(firstTo));
    setFiles([]);
    setOutcome(null);
    setFindings(null);
    document.getElementById('compose-title').focus();
  };

  return html`
    <section class="compose" aria-labelledby="compose-title">
      <header class="dashboard-head"><h1 id="compose-title" tabindex="-1">${COMPOSE.title}</h1></header>
      <form class="card-panel compose-form" method="dialog" novalidate onSubmit=${onSubmit}>
        ${may('read') && html`<${Templates} wanted=${route.filters.template} draft=${draft} edit=${edit} onProblem=${onProblem} />`}
        ${may('submit') && html`<${Recipients} draft=${draft} list=${list} edit=${edit} error=${draft.mode === 'one' ? errors.to : errors.list} />`}
        <${Texts} draft=${draft} edit=${edit} errors=${errors} />
        ${may('submit') && html`
          <${Options} draft=${draft} edit=${edit} errors=${errors} attachments=${attachments} setAttachments=${setAttachments} />
          <${MoreFields} draft=${draft} edit=${edit} errors=${errors} />
          <${LinkParameters} draft=${draft} edit=${edit} errors=${errors} />
          <${SendWindow} draft=${draft} edit=${edit} errors=${errors} />
          <${EventForm} event=${draft.event} attendees=${attendeesOf(draft)} edit=${edit} errors=${errors} />
          ${draft.mode === 'list' && html`<${Test} draft=${draft} edit=${edit} error=${errors.testTo} onTest=${onTest} />`}
          <div class="compose-line">
            <button class="button primary" type="submit" aria-disabled=${String(busy !== '')}>${busy || labelOf(draft, list)}</button>
            <button class="button" type="button" aria-disabled=${String(busy !== '')} onClick=${onCheck}>${COMPOSE.check}</button>
          </div>
        `}
        ${findings !== null && html`<${Checked} findings=${findings} />`}
        ${problem !== null && html`
          <div class="notice problem" role="alert"><p><strong>${sentence(problem.title)}</strong> <span dir="auto">${problem.detail}</span> ${draft.key && COMPOSE.again}</p></div>
        `}
        ${outcome !== null && html`<${Outcome} outcome=${outcome} onAnother=${draft.key && onAnother} onProblem=${onProblem} />`}
      </form>
      <${Preview} draft=${draft} people=${list.people} attachments=${attachments} onProblem=${onProblem} />
      ${isAsking && html`
        <${Confirmation} findings=${findings} scheduled=${draft.later && fullTime(instantIn(draft.sendAt, draft.zone)).text}
          lineOf=${(position) => list.people[position]?.line ?? position + 1} onConfirm=${() => run(COMPOSE.sending, send)} onClose=${() => setAsking(false)} />
      `}
    </section>
  `;
}

function Test({ draft, edit, error, onTest }) {
  return html`
    <${Field} id="compose-test-to" label=${COMPOSE.testTo} error=${error}>${(attributes) => html`
      <div class="compose-line">
        <input ...${attributes} type="text" ...${ADDRESS} dir="auto" value=${draft.testTo} onInput=${({ target }) => edit({ testTo: target.value })} />
        <button class="button" type="button" onClick=${onTest}>${COMPOSE.sendTest}</button>
      </div>
    `}</${Field}>
  `;
}

function Checked({ findings: { checks } }) {
  return html`<div role="status">${checks.length === 0 ? html`<p class="hint">${COMPOSE.noFindings}</p>` : html`<${Findings} checks=${checks} />`}</div>`;
}

function labelOf({ mode, later }, { people }) {
  if (mode === 'list') {
    return COMPOSE.sendTo(people.length);
  }
  return later ? COMPOSE.schedule : COMPOSE.send;
}

function textOf({ to, state }) {
  const { one, scheduled, suppressed } = COMPOSE.sent;
  return ({ suppressed, scheduled }[state] ?? one)(to);
}

export const ComposeView = viewOf(Compose);
