/** The deliveries read so far, newest first, and the cursor of the next page. */
export const EMPTY_FEED = { deliveries: [], nextCursor: null };

/** The feed with one more page appended. */
export function withNextPage(feed, page) {
  const known = new Set(feed.deliveries.map(({ id }) => id));
  const further = page.deliveries.filter(({ id }) => !known.has(id));
  return { deliveries: [...feed.deliveries, ...further], nextCursor: page.nextCursor };
}

/**
 * The feed after its newest part was read again. Older deliveries stay, so that the reader keeps their place;
 * if the two do not overlap, the feed starts again from the newest part.
 */
export function withNewest(feed, page) {
  const read = new Set(page.deliveries.map(({ id }) => id));
  const connected = feed.deliveries.some(({ id }) => read.has(id));
  if (page.nextCursor === null || !connected) {
    return page;
  }
  const last = page.deliveries.at(-1);
  const behind = feed.deliveries.filter(({ id, createdAt }) => !read.has(id) && createdAt < last.createdAt);
  return behind.length === 0 ? page : { deliveries: [...page.deliveries, ...behind], nextCursor: feed.nextCursor };
}
