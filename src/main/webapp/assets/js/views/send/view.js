import { Problem, sendMail } from '../../api.js';
import { html } from '../../element.js';
import { announce, sentence } from '../../notices.js';
import { addressOf } from '../../route.js';
import { STATES } from '../../labels.js';

const FORM = html`
  <div class="panel-head">
    <h1 tabindex="-1" data-part="title">Send a test</h1>
    <a class="button icon-button" data-part="close">
      <span class="icon icon-close" aria-hidden="true"></span><span class="unseen">Close the form</span>
    </a>
  </div>
  <p class="soft">Sends one tracked message to one recipient immediately. Empty fields use their defaults.</p>
  <form method="dialog" data-part="form" novalidate>
    <div class="field">
      <label for="send-to">To</label>
      <input id="send-to" name="to" type="text" inputmode="email" autocomplete="email" autocapitalize="none"
        spellcheck="false" dir="auto" aria-describedby="send-to-error send-to-hint">
      <p class="field-error" id="send-to-error"></p>
      <p class="hint" id="send-to-hint">Default: the address in the setting <code>EMAIL_TO</code>.</p>
    </div>
    <div class="field">
      <label for="send-subject">Subject</label>
      <input id="send-subject" name="subject" type="text" autocomplete="off" dir="auto"
        aria-describedby="send-subject-error">
      <p class="field-error" id="send-subject-error"></p>
    </div>
    <div class="field">
      <div class="label-line">
        <label for="send-message">Message</label>
        <fieldset class="segments">
          <legend class="unseen">Message format</legend>
          <label><input type="radio" name="format" value="text" checked><span>Text</span></label>
          <label><input type="radio" name="format" value="html"><span>HTML</span></label>
        </fieldset>
      </div>
      <textarea id="send-message" name="message" rows="7" dir="auto"
        aria-describedby="send-message-error send-message-hint"></textarea>
      <p class="field-error" id="send-message-error"></p>
      <p class="hint" id="send-message-hint">Default: a short test message. The tracking image is added automatically.</p>
    </div>
    <div class="field">
      <label for="send-campaign">Campaign <span class="optional">optional</span></label>
      <input id="send-campaign" name="campaign" type="text" autocomplete="off" dir="auto"
        aria-describedby="send-campaign-error">
      <p class="field-error" id="send-campaign-error"></p>
    </div>
    <button class="button primary" type="submit" data-part="submit">Send</button>
  </form>
  <div data-part="outcome" role="status"></div>
`;

const OUTCOME = html`
  <div class="notice">
    <p><strong data-part="title"></strong> <span data-part="detail" dir="auto"></span></p>
    <a class="button" data-part="link">View delivery</a>
  </div>
`;

/** The form that sends one message and shows the result. */
export class SendPanel {
  #parts;
  #filters;
  #sending = false;
  #onProblem;
  #onSent;

  /** `onChange` is called for each recorded delivery, also for failed ones. */
  constructor(place, { filters }, { onProblem, onChange }) {
    const { content, parts } = FORM.copy();
    this.#parts = parts;
    this.#filters = filters;
    this.#onProblem = onProblem;
    this.#onSent = onChange;
    parts.close.href = addressOf(['deliveries'], filters);
    place.replaceChildren(content);
    parts.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
  }

  get title() {
    return this.#parts.title;
  }

  close() {}

  async #send() {
    if (this.#sending) {
      return;
    }
    this.#busy(true);
    announce('Sending');
    this.#clearErrors();
    try {
      const answer = await sendMail(mailOf(this.#parts.form));
      const detail = `${STATES.get(answer.state) ?? ''} Recipient: ${answer.to}`;
      this.#showOutcome({ title: sentence(answer.message), detail, id: answer.id, good: true });
      this.#onSent();
    } catch (problem) {
      this.#showProblem(problem);
    } finally {
      this.#busy(false);
    }
  }

  #showProblem(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (this.#onProblem(problem)) {
      return;
    }
    const field = this.#fieldOf(problem);
    if (field) {
      markInvalid(field, problem.detail || problem.title);
      field.focus();
    } else {
      this.#showOutcome({ ...problem, title: sentence(problem.title), good: false });
    }
    if (problem.id) {
      this.#onSent();
    }
  }

  /** The field that a problem names; a problem with a recorded delivery is shown below the form, with its link. */
  #fieldOf({ field, id }) {
    const name = field === 'html' || field === 'text' ? 'message' : field;
    const input = name && !id ? this.#parts.form.elements.namedItem(name) : null;
    return input instanceof HTMLElement ? input : null;
  }

  #showOutcome({ title, detail, id, good }) {
    const { content, parts } = OUTCOME.copy();
    content.firstElementChild.classList.add(good ? 'good' : 'problem');
    parts.title.textContent = title;
    parts.detail.textContent = detail ?? '';
    parts.link.hidden = !id;
    if (id) {
      parts.link.href = addressOf(['deliveries', id], this.#filters);
    }
    this.#parts.outcome.replaceChildren(content);
    this.#parts.outcome.scrollIntoView({ block: 'nearest' });
  }

  #clearErrors() {
    this.#parts.outcome.replaceChildren();
    for (const field of this.#parts.form.querySelectorAll('[aria-invalid]')) {
      field.removeAttribute('aria-invalid');
      errorOf(field).textContent = '';
    }
  }

  #busy(yes) {
    this.#sending = yes;
    this.#parts.submit.textContent = yes ? 'Sending…' : 'Send';
    this.#parts.submit.setAttribute('aria-disabled', String(yes));
  }
}

/** The form's non-empty fields. */
function mailOf(form) {
  const { to, subject, message, format, campaign } = Object.fromEntries(new FormData(form));
  const mail = { to: to.trim(), subject: subject.trim(), [format]: message, campaign: campaign.trim() };
  return Object.fromEntries(Object.entries(mail).filter(([, value]) => value !== ''));
}

function markInvalid(field, sentence) {
  field.setAttribute('aria-invalid', 'true');
  errorOf(field).textContent = sentence;
}

function errorOf(field) {
  return document.getElementById(`${field.id}-error`);
}
