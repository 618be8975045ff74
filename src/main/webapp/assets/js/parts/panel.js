import { Loaded, useLoaded } from '../loaded.js';
import { html, useEffect, useId } from '../ui.js';

/** A part of a view with a title that reads its own content, and reads it again at each tick; the child draws it. */
export function Panel({ title, hint, aside, name, read, lines = 4, tick = 0, isWide = false, onProblem, children: draw }) {
  const id = useId();
  const state = useLoaded(name, (signal) => read({ signal }), onProblem);
  useEffect(() => {
    if (tick > 0) {
      state.refresh();
    }
  }, [tick]);
  return html`
    <section class=${isWide ? 'card-panel wide' : 'card-panel'} aria-labelledby=${id}>
      <header class="card-head"><h2 id=${id}>${title}</h2>${aside}</header>
      ${hint && html`<p class="hint">${hint}</p>`}
      <${Loaded} state=${state} lines=${lines}>${draw}</${Loaded}>
    </section>
  `;
}
