package telltale.token;

/**
 * The pool of a verified pixel address.
 *
 * @param pool the number of the pool
 * @param draw a number from 0 to 99 that is the same each time, and that no one knows who knows only the number of the pool
 */
public record SignedPool(long pool, int draw) {}
