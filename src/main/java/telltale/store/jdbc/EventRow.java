package telltale.store.jdbc;

import telltale.model.Event;
import telltale.store.jdbc.KnownDelivery.KindCounters;

/** An event that gets a row, with the counters of its delivery and kind. */
public record EventRow(KindCounters counters, Event event) {}
