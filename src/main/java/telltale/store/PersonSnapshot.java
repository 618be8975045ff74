package telltale.store;

import telltale.model.Person;

/**
 * A person as a transaction read it. {@link Persons#recipient(ClaimedDelivery)} uses it as long as it is current.
 *
 * @param version the number of changes of persons that had ended in this process before the query
 * @param readAt when the query began, in nanoseconds as {@link System#nanoTime} counts them
 */
public record PersonSnapshot(Person person, long version, long readAt) {}
