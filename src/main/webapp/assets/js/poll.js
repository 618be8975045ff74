const USUAL_PAUSE = 10_000;
const LONGEST_PAUSE = 160_000;

/**
 * Repeats a look-up while somebody can see the page: at once when the tab is shown again, and more seldom after each
 * failure. Returns the function that ends it.
 */
export function poll(lookUp) {
  let pause = USUAL_PAUSE;
  let timer = 0;
  let ended = false;

  async function tick() {
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    const fine = await lookUp();
    pause = fine ? USUAL_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
    plan();
  }

  function plan() {
    clearTimeout(timer);
    if (!ended && !document.hidden) {
      timer = setTimeout(tick, pause);
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
  plan();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
