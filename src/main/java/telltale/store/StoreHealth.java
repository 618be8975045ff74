package telltale.store;

import java.util.Map;

/**
 * The state of the database.
 *
 * @param durable whether a commit is on disk when it returns
 * @param details settings that the database reports, such as {@code synchronous} and {@code journalMode}
 */
public record StoreHealth(boolean durable, Map<String, String> details) {}
