package telltale.store;

/**
 * How often a link of a mail was visited, as far as each visit has its row.
 *
 * @param link its number in the mail, from 1
 */
public record LinkCount(int link, long total) {}
