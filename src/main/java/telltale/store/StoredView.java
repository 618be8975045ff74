package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the web page of a delivery's message is rendered from.
 *
 * @param sentAt when the first attempt to send it began, or null before that
 * @param withdrawnAt since when its recipient is not tracked, or null
 * @param ended whether the sender has ended the web pages of the message
 */
public record StoredView(
        StoredCopy copy, @Nullable Instant sentAt, @Nullable Instant withdrawnAt, boolean ended) {}
