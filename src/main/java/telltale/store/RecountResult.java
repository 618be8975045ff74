package telltale.store;

import java.util.List;

/**
 * The result of a recount.
 *
 * @param events the number of rows counted
 * @param differences one line for each of the first hundred counters that differ from the rows
 * @param different the number of counters that differ; 0 unless something is wrong
 */
public record RecountResult(long events, List<String> differences, long different) {}
