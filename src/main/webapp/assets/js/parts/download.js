import { queryOf, readFile } from '../api.js';
import { granularityOf } from '../range.js';
import { DOWNLOAD } from '../texts.js';
import { html, useRef, useState } from '../ui.js';

const CSV = ['text/csv', 'csv', 'CSV'];
const NDJSON = ['application/x-ndjson', 'ndjson', 'NDJSON'];

/**
 * A menu that saves all that is filtered as a file. `read(format, kind)` is a promise of a Blob; `name` is the file's, without
 * extension. `kinds` are what to choose from, if there is a choice, by the names of their files.
 */
export function Download({ name, kinds, onlyCsv = false, read, onProblem }) {
  const [state, setState] = useState({ isBusy: false, problem: '' });
  const chosen = useRef(null);

  async function save(format, extension) {
    const kind = chosen.current?.value;
    setState({ isBusy: true, problem: '' });
    try {
      saveAs(await read(format, kind), `${[name, kind].filter(Boolean).join('-')}.${extension}`);
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
        ${kinds && html`<label>${DOWNLOAD.what}<select ref=${chosen}>${Object.entries(kinds).map(([kind, label]) => html`<option key=${kind} value=${kind}>${label}</option>`)}</select></label>`}
        ${(onlyCsv ? [CSV] : [CSV, NDJSON]).map(([format, extension, label]) => html`
          <button class="button" type="button" key=${format} aria-disabled=${String(state.isBusy)} onClick=${() => state.isBusy || save(format, extension)}>${label}</button>
        `)}
        <p class="field-error" role="alert">${state.problem}</p>
      </form>
    </details>
  `;
}

/** A menu that saves the statistics of a range, or of a campaign in it. `step` is that of the series, if the address has one. */
export function FigureDownload({ range, campaign, step, onProblem }) {
  const read = (format, kind) => readFile(`api/v1/stats/${kind}`, queryOf({ ...range, campaign, granularity: kind === 'series' && granularityOf(range, step) }), format);
  return html`<${Download} name="figures" kinds=${DOWNLOAD.figures} read=${read} onProblem=${onProblem} />`;
}

/** Saves content as a file, as if the reader had followed a link to it. */
export function saveAs(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser may not have begun to save it before
}
