/** The items read so far, newest first, and the cursor of the next page. */
export const EMPTY_FEED = { items: [], next: null };

const idOf = ({ id }) => id;

/** The feed with one more page appended. */
export function withNextPage(feed, page, keyOf = idOf) {
  const known = new Set(feed.items.map(keyOf));
  const further = page.items.filter((item) => !known.has(keyOf(item)));
  return { ...page, items: [...feed.items, ...further] };
}

/**
 * The feed after its first part was read again. Items behind that part stay, so that the reader keeps their place; if the
 * two do not overlap, the feed starts again from the first part.
 */
export function withNewest(feed, page, keyOf = idOf) {
  const read = new Set(page.items.map(keyOf));
  const lastKnown = feed.items.findLastIndex((item) => read.has(keyOf(item)));
  const behind = feed.items.slice(lastKnown + 1);
  if (page.next === null || lastKnown < 0 || behind.length === 0) {
    return page;
  }
  return { ...feed, items: [...page.items, ...behind] };
}
