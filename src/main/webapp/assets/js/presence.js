const PATIENCE = 60_000;
let last = Date.now();

/** Notes what the reader does; a page that is only open must not keep its session from ending. */
export function watchPresence(target = document) {
  for (const kind of ['keydown', 'pointerdown', 'wheel', 'touchstart']) {
    target.addEventListener(kind, () => notePresence(), { passive: true, capture: true });
  }
}

export function notePresence(now = Date.now()) {
  last = now;
}

/** Whether the reader did something within the last minute. */
export function isPresent(now = Date.now()) {
  return now - last < PATIENCE;
}
