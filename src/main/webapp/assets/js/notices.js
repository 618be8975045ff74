import { fromTemplate } from './element.js';

/** Says a text to those who listen instead of looking. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** Shows a problem in its place with a way to try again; null takes it away. One that stands there is not said twice. */
export function showProblem(place, problem, again) {
  const said = problem === null ? '' : String(problem.message);
  if ((place.dataset.said ?? '') === said) {
    return;
  }
  place.dataset.said = said;
  if (problem === null) {
    place.replaceChildren();
    return;
  }
  const { content, parts } = fromTemplate('problem-view');
  parts.title.textContent = sentence(problem.title ?? 'Something went wrong');
  parts.detail.textContent = problem.detail ?? problem.message;
  parts.again.addEventListener('click', again);
  place.replaceChildren(content);
}

/** A title as a sentence of its own. */
export function sentence(title) {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}
