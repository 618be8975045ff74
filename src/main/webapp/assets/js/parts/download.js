import { DOWNLOAD } from '../texts-mail.js';
import { html, useState } from '../ui.js';

const FORMATS = [
  ['text/csv', 'csv', 'CSV'],
  ['application/x-ndjson', 'ndjson', 'NDJSON'],
];

/** A menu that saves all that is filtered as a file. `read(format)` is a promise of a Blob; `name` is the file's, without extension. */
export function Download({ name, read, onProblem }) {
  const [state, setState] = useState({ isBusy: false, problem: '' });

  async function save(format, extension) {
    setState({ isBusy: true, problem: '' });
    try {
      saveAs(await read(format), `${name}.${extension}`);
      setState({ isBusy: false, problem: '' });
    } catch (problem) {
      setState({ isBusy: false, problem: onProblem(problem) ? '' : problem.detail || problem.message });
    }
  }

  return html`
    <details class="custom">
      <summary class="button">${state.isBusy ? DOWNLOAD.busy : DOWNLOAD.title}</summary>
      <form method="dialog">
        <p class="hint">${DOWNLOAD.hint}</p>
        ${FORMATS.map(([format, extension, label]) => html`
          <button class="button" type="button" key=${format} aria-disabled=${String(state.isBusy)} onClick=${() => state.isBusy || save(format, extension)}>${label}</button>
        `)}
        <p class="field-error" role="alert">${state.problem}</p>
      </form>
    </details>
  `;
}

/** Saves content as a file, as if the reader had followed a link to it. */
export function saveAs(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may not have begun to save it before
}
