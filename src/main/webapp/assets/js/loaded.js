import { Loader } from './load.js';
import { sentence } from './notices.js';
import { COMMON } from './texts.js';
import { html, useLayoutEffect, useRef, useState } from './ui.js';

const NOTHING = { content: null, isBusy: false, isStale: false, isWaiting: false, problem: null, again: null };

/** How a request is doing, kept as the state of a component. */
class StateStatus {
  #change;

  constructor(setState) {
    this.#change = (part) => setState((state) => ({ ...state, ...part }));
  }

  start(isSame) {
    this.#change({ isBusy: true, isStale: !isSame });
  }

  wait() {
    this.#change({ isWaiting: true });
  }

  succeed() {
    this.#change({ isBusy: false, isStale: false, isWaiting: false, problem: null });
  }

  fail(problem, again) {
    this.#change({ isBusy: false, isWaiting: false, problem, again });
  }

  clear() {
    this.#change(NOTHING);
  }
}

/**
 * What a component reads: `read` takes an AbortSignal and returns a promise; `name` identifies the content, and a
 * new name reads anew. The state has the `content` read last, and `refresh`, which returns whether it succeeded; it can
 * read the content in another way.
 */
export function useLoaded(name, read, onProblem) {
  const [state, setState] = useState(NOTHING);
  const loader = useRef(null);
  loader.current ??= new Loader(new StateStatus(setState), onProblem);
  const refresh = (readAgain = read) => loader.current.load(name, readAgain, (content) => setState((before) => ({ ...before, content })));
  useLayoutEffect(() => {
    refresh();
  }, [name]);
  useLayoutEffect(() => () => loader.current.clear(), []);
  return { ...state, refresh };
}

/** Content, once it is read; before, its outline, and a problem with a button to try again. The child draws the content. */
export function Loaded({ state: { content, isBusy, isStale, isWaiting, problem, again }, lines = 3, children: draw }) {
  const isShown = content !== null && !(isStale && problem !== null);
  return html`
    ${problem !== null && html`<${ProblemNotice} problem=${problem} again=${again} />`}
    ${isShown
      ? html`<div class=${isStale ? 'loaded fading' : 'loaded'} aria-busy=${String(isBusy)}>${draw(content)}</div>`
      : problem === null && html`<${Outline} lines=${lines} isShown=${isWaiting} />`}
  `;
}

function ProblemNotice({ problem, again }) {
  return html`
    <div class="notice problem" role="alert">
      <p><strong>${sentence(problem.title ?? COMMON.failed)}</strong> <span dir="auto">${problem.detail ?? problem.message}</span></p>
      <button class="button" type="button" onClick=${again}>${COMMON.again}</button>
    </div>
  `;
}

/** The outline of what is being read; it keeps the place from the start, and is seen if reading takes a while. */
function Outline({ lines, isShown }) {
  return html`
    <div class=${isShown ? 'outline shown' : 'outline'} aria-busy="true">
      <span class="unseen">${isShown ? COMMON.loading : ''}</span>
      ${Array.from({ length: lines }, (_, line) => html`<span class="outline-line" key=${line} aria-hidden="true"></span>`)}
    </div>
  `;
}
