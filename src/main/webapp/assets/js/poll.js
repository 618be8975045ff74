const POLL_INTERVAL = 10_000;
const MAX_BACKOFF = 16;

/**
 * Polls while the page is visible: immediately when the tab is shown again, with exponential backoff after failures.
 * Returns a function that stops polling.
 */
export function poll(update, usual = POLL_INTERVAL) {
  let interval = usual;
  let timer = 0;
  let ended = false;

  async function tick() {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    const fine = await update();
    interval = fine ? usual : Math.min(interval * 2, MAX_BACKOFF * usual);
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
