package telltale.store;

import java.util.Map;

/**
 * How the database is.
 *
 * @param durable whether a commit is on the disk when it returns
 * @param details what the database says of itself, such as {@code synchronous} and {@code journalMode}
 */
public record StoreHealth(boolean durable, Map<String, String> details) {}
