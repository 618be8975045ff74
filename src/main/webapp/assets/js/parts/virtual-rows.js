import { html, useLayoutEffect, useRef, useState } from '../ui.js';

const ALL = 200; // so many rows are drawn in any case, so that the browser can search and print them
const STEP = 20;
const BEYOND = 30; // rows drawn above and below what is seen

/**
 * The rows to draw of a long table, from `start` to before `end`: those seen and some beyond. `top` is where the first row
 * begins relative to the window's upper edge.
 */
export function visibleRows(count, top, windowHeight, rowHeight) {
  const first = Math.floor(-top / rowHeight) - BEYOND;
  const last = Math.ceil((windowHeight - top) / rowHeight) + BEYOND;
  const start = Math.min(Math.max(0, STEP * Math.floor(first / STEP)), count);
  return { start, end: Math.min(Math.max(start, STEP * Math.ceil(last / STEP)), count) };
}

/** What a table consists of: the rows of a range, pinned rows wherever they are, and gaps of so many rows between them. */
export function segmentsOf(count, { start, end }, pinned = []) {
  const places = new Set(pinned.filter((place) => place >= 0 && place < count));
  for (let place = start; place < Math.min(end, count); place++) {
    places.add(place);
  }
  const segments = [];
  let next = 0;
  for (const place of [...places].sort((one, other) => one - other)) {
    if (place > next) {
      segments.push({ gap: place - next, from: next });
    }
    segments.push({ row: place });
    next = place + 1;
  }
  return next < count ? [...segments, { gap: count - next, from: next }] : segments;
}

/**
 * The body of a table whose rows are equally high. Of a long one, only the rows near the visible ones are drawn, and with
 * them the focused row and that at the place `pinned`. The child draws the row at a place.
 */
export function VirtualRows({ count, columns, pinned = -1, children: draw }) {
  const body = useRef(null);
  const { height, ...range } = useVisibleRows(body, count);
  const focused = Number(body.current?.querySelector('tr:focus-within')?.getAttribute('aria-rowindex') ?? 0) - 2;
  return html`
    <tbody role="rowgroup" ref=${body}>
      ${segmentsOf(count, range, [pinned, focused]).map(({ row, gap, from }) => row === undefined
        ? html`<tr key=${`gap ${from}`} class="gap" role="presentation" aria-hidden="true"><td colspan=${columns} style=${{ blockSize: `${gap * height}px` }}></td></tr>`
        : draw(row))}
    </tbody>
  `;
}

function useVisibleRows(body, count) {
  const [visible, setVisible] = useState({ start: 0, end: ALL, height: 0 });
  useLayoutEffect(() => {
    if (count <= ALL) {
      setVisible({ start: 0, end: ALL, height: 0 });
      return undefined;
    }
    return follow(body.current, count, setVisible);
  }, [count]);
  return visible;
}

/** Keeps the visible rows up to date while the window scrolls or changes its size; returns a function that ends it. */
function follow(body, count, setVisible) {
  let height = 0;
  let frame = 0;

  function update() {
    frame = 0;
    const { top, height: drawn } = body.getBoundingClientRect();
    if (drawn > 0) {
      height ||= rowHeightOf(body);
      show({ ...visibleRows(count, top, innerHeight, height), height });
    }
  }

  const show = (next) => setVisible((before) => (isSame(before, next) ? before : next));
  const later = () => {
    frame ||= requestAnimationFrame(update);
  };
  const listeners = {
    scroll: later,
    resize: () => {
      height = 0;
      later();
    },
    beforeprint: () => show({ start: 0, end: count, height }),
    afterprint: later,
  };
  Object.entries(listeners).forEach(([kind, listener]) => addEventListener(kind, listener, { passive: true }));
  update();
  return () => {
    cancelAnimationFrame(frame);
    Object.entries(listeners).forEach(([kind, listener]) => removeEventListener(kind, listener));
  };
}

/** The mean height of the rows that are drawn, in case some of them differ after all. */
function rowHeightOf(body) {
  const heights = [...body.querySelectorAll('[aria-rowindex]')].map((row) => row.offsetHeight);
  return Math.max(1, heights.reduce((sum, height) => sum + height, 0) / Math.max(1, heights.length));
}

function isSame(one, other) {
  return one.start === other.start && one.end === other.end && one.height === other.height;
}
