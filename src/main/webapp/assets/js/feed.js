/** The deliveries read so far, newest first, and the cursor of what follows them. */
export const NOTHING_READ = { deliveries: [], nextCursor: null };

/** The feed with one more page at its end. */
export function withNextPage(feed, page) {
  const known = new Set(feed.deliveries.map(({ id }) => id));
  const further = page.deliveries.filter(({ id }) => !known.has(id));
  return { deliveries: [...feed.deliveries, ...further], nextCursor: page.nextCursor };
}

/**
 * The feed after its newest part was read again. What lies behind that part stays, so that a reader keeps the place;
 * where nothing connects the two, so much is new that the feed starts afresh.
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
