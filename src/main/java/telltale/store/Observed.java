package telltale.store;

/** What is known of a delivery at one moment: its counters, and the events that they count. */
public record Observed(OpenCounts counts, Evidence evidence) {}
