package telltale.store;

import java.time.Instant;

/**
 * Which messages are old enough for their content to be deleted: those whose last delivery ended before a time.
 *
 * @param ended that time, for messages without web pages
 * @param viewed that time, for messages whose web pages are still shown
 * @param keyed messages with an Idempotency-Key that were created later stay, because the key may come again
 */
public record PurgeCutoffs(Instant ended, Instant viewed, Instant keyed) {}
