package telltale.store.jdbc;

/**
 * The SQL in which the databases differ: clauses at the end of a statement, and expressions.
 *
 * @param isShared whether other nodes may use the database at the same time
 * @param lockRows locks the rows that a select returns until the end of the transaction
 * @param lockReferenced locks rows against other changes, but not against new rows that refer to them
 * @param skipLocked locks the rows that a select returns, except those that another transaction has locked
 * @param lockQueued as {@code lockRows}, for rows {@code o} of the outbox in a join
 * @param skipLockedQueued as {@code skipLocked}, for rows {@code o} of the outbox in a join
 * @param recipientDomain the domain of a delivery {@code d}'s recipient, as the indexes have it
 * @param joinByPart joins the rows {@code s} of statistics that meet a condition on the row of {@code part} before them, a
 *     format with that condition; each part is looked up by the primary key
 * @param nowMillis the database's own clock, in milliseconds since 1970
 */
public record Dialect(
        boolean isShared,
        String lockRows,
        String lockReferenced,
        String skipLocked,
        String lockQueued,
        String skipLockedQueued,
        String recipientDomain,
        String joinByPart,
        String nowMillis) {}
