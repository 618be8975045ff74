package telltale.store;

import telltale.model.Person;

/**
 * A person as a transaction read it. {@link Persons#recipient(ClaimedDelivery)} uses it as long as it is current.
 *
 * @param version the number of changes of persons that this process had made
 * @param readAt when it was read, in nanoseconds as {@link System#nanoTime} counts them
 */
public record PersonSnapshot(Person person, long version, long readAt) {}
