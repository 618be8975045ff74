import { html } from './element.js';

const PROBLEM = html`
  <div class="notice problem" role="alert">
    <p><strong data-part="title"></strong> <span data-part="detail" dir="auto"></span></p>
    <button class="button" type="button" data-part="again">Try again</button>
  </div>
`;

/** Announces a text to screen readers. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** Shows a problem with a retry button, or removes it if null. A problem already shown is not announced again. */
export function showProblem(place, problem, again) {
  const message = problem === null ? '' : String(problem.message);
  if ((place.dataset.message ?? '') === message) {
    return;
  }
  place.dataset.message = message;
  if (problem === null) {
    place.replaceChildren();
    return;
  }
  const { content, parts } = PROBLEM.copy();
  parts.title.textContent = sentence(problem.title ?? 'Something went wrong');
  parts.detail.textContent = problem.detail ?? problem.message;
  parts.again.addEventListener('click', again);
  place.replaceChildren(content);
}

/** A title with a full stop. */
export function sentence(title) {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}
