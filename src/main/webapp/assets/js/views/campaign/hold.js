import { resumeCampaign } from '../../api.js';
import { setText, show } from '../../element.js';
import { heldLabel } from '../../labels.js';
import { announce } from '../../notices.js';
import { may } from '../../session.js';

/** The notice of a held campaign, with a button that resumes it after a confirmation. */
export class Hold {
  #parts;
  #name;
  #range = null;
  #onProblem;
  #onResumed;

  /** `onResumed` receives the figures of the campaign. */
  constructor(parts, name, { onProblem, onResumed }) {
    this.#parts = parts;
    this.#name = name;
    this.#onProblem = onProblem;
    this.#onResumed = onResumed;
    const { resume, confirm } = parts;
    resume.addEventListener('click', () => {
      confirm.returnValue = '';
      confirm.showModal();
    });
    confirm.addEventListener('close', () => {
      if (confirm.returnValue === 'resume') {
        this.#resume();
      }
    });
  }

  /** Closes the dialog, which would otherwise outlive its view. */
  close() {
    this.#parts.confirm.close();
  }

  /** Shows why the campaign is held, or nothing if it is not. */
  show(held, range) {
    const { heldNotice, heldWhy, resumeProblem } = this.#parts;
    this.#range = range;
    show(heldNotice, held !== null);
    show(this.#parts.resume, may('operate'));
    setText(heldWhy, held === null ? '' : heldLabel(held));
    setText(resumeProblem, '');
  }

  async #resume() {
    const { resume, resumeProblem } = this.#parts;
    resume.disabled = true;
    try {
      this.#onResumed(await resumeCampaign(this.#name, this.#range));
      announce('The campaign is resumed.');
    } catch (problem) {
      if (!this.#onProblem(problem)) {
        setText(resumeProblem, problem.message);
      }
    } finally {
      resume.disabled = false;
    }
  }
}
