/** The items read so far, newest first, and the cursor of the next page. */
export const EMPTY_FEED = { items: [], next: null };

/** The feed with one more page appended. */
export function withNextPage(feed, page, keyOf = ({ id }) => id) {
  const known = new Set(feed.items.map(keyOf));
  const further = page.items.filter((item) => !known.has(keyOf(item)));
  return { items: [...feed.items, ...further], next: page.next };
}

/**
 * The feed after its newest part was read again. Older items stay, so that the reader keeps their place; if the two do
 * not overlap, the feed starts again from the newest part.
 */
export function withNewest(feed, page, timeOf = ({ createdAt }) => createdAt) {
  const read = new Set(page.items.map(({ id }) => id));
  const connected = feed.items.some(({ id }) => read.has(id));
  if (page.next === null || !connected) {
    return page;
  }
  const last = page.items.at(-1);
  const behind = feed.items.filter((item) => !read.has(item.id) && timeOf(item) < timeOf(last));
  return behind.length === 0 ? page : { items: [...page.items, ...behind], next: feed.next };
}
