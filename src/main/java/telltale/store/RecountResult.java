package telltale.store;

import java.util.List;

/**
 * What counting again has found.
 *
 * @param events how many rows were counted
 * @param differences a line each for the first hundred counters that are not what the rows say
 * @param different how many counters differ; 0 unless something is wrong
 */
public record RecountResult(long events, List<String> differences, long different) {}
