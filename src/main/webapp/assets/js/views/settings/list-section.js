import { Listing } from '../../parts/listing.js';
import { addressOf } from '../../route.js';
import { html, useState } from '../../ui.js';

/**
 * A section that is a list. `describe` takes `{changed, onProblem, filters}` and returns the description of the list, with what
 * stands beside its heading in `aside`; `changed` reads the list again.
 */
export const listSection = (describe) =>
  function ListSection({ route: { path, filters }, go, onProblem }) {
    const [tick, setTick] = useState(0);
    const { aside, ...description } = describe({ changed: () => setTick((before) => before + 1), onProblem, filters });
    return html`
      <${Listing} key=${description.name} description=${description} filters=${filters} tick=${tick} aside=${aside} onProblem=${onProblem}
        onFilter=${(entered) => go(addressOf(path, entered))} />
    `;
  };
