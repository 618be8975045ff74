import { html, show } from './element.js';
import { sentence } from './notices.js';

const PROBLEM = html`
  <div class="notice problem" role="alert">
    <p><strong data-part="title"></strong> <span data-part="detail" dir="auto"></span></p>
    <button class="button" type="button" data-part="again">Try again</button>
  </div>
`;

/** How a view's request is doing, shown around its content: a loading line, or a problem with a retry button. */
export class Status {
  #content;
  #loading;
  #problem;
  #message = '';
  #again = null;

  constructor({ content, loading, problem }) {
    this.#content = content;
    this.#loading = loading;
    this.#problem = problem;
  }

  /** Other content than the one asked for becomes invisible, but keeps its space for a quick answer. */
  start(isSame) {
    this.#content.setAttribute('aria-busy', 'true');
    this.#content.classList.toggle('stale', !isSame);
  }

  wait() {
    show(this.#loading, true);
  }

  succeed() {
    this.#end();
    this.#showProblem(null);
    this.#content.classList.remove('stale');
    show(this.#content, true);
  }

  fail(problem, again) {
    this.#end();
    this.#again = again;
    this.#showProblem(problem);
    if (this.#content.classList.contains('stale')) {
      show(this.#content, false);
    }
  }

  clear() {
    this.#end();
    this.#showProblem(null);
    show(this.#content, false);
  }

  #end() {
    this.#content.setAttribute('aria-busy', 'false');
    show(this.#loading, false);
  }

  /** A problem that is shown already is not announced again. */
  #showProblem(problem) {
    const message = problem === null ? '' : String(problem.message);
    if (message === this.#message) {
      return;
    }
    this.#message = message;
    this.#problem.replaceChildren(...(problem === null ? [] : [this.#noticeOf(problem)]));
  }

  #noticeOf(problem) {
    const { content, parts } = PROBLEM.copy();
    parts.title.textContent = sentence(problem.title ?? 'Something went wrong');
    parts.detail.textContent = problem.detail ?? problem.message;
    parts.again.addEventListener('click', () => this.#again());
    return content;
  }
}
