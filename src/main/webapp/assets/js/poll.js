const POLL_INTERVAL = 10_000;
const MAX_POLL_INTERVAL = 160_000;

/**
 * Polls while the page is visible: immediately when the tab is shown again, with exponential backoff after failures.
 * Returns a function that stops polling.
 */
export function poll(update) {
  let interval = POLL_INTERVAL;
  let timer = 0;
  let ended = false;

  async function tick() {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    const fine = await update();
    interval = fine ? POLL_INTERVAL : Math.min(interval * 2, MAX_POLL_INTERVAL);
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    if (!ended && !document.hidden) {
      timer = setTimeout(tick, interval);
    }
  }

  function onVisibility() {
    if (document.hidden) {
      clearTimeout(timer);
    } else {
      tick();
    }
  }

  document.addEventListener('visibilitychange', onVisibility);
  schedule();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
