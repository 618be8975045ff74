/** What the components of the newer views are made of: Preact, its hooks, and htm instead of JSX. */
import { h } from './lib/preact.js';
import htm from './lib/htm.js';

export { Fragment, render } from './lib/preact.js';
export { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from './lib/hooks.js';

/** A component's markup. Values are inserted as text, attributes and properties, never as markup. */
export const html = htm.bind(h);
