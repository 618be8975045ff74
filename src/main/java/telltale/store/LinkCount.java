package telltale.store;

/**
 * The clicks on a link that have a row.
 *
 * @param link the number of the link in the mail, from 1
 */
public record LinkCount(int link, long total) {}
