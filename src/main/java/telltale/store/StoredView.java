package telltale.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.model.MeasurementConsent;

/**
 * What the web page of a delivery's message is rendered from.
 *
 * @param sentAt when the first attempt to send it began, or null before that
 * @param withdrawnAt since when its recipient is not tracked, or null
 * @param consent what its recipient decided about the recording of opens and clicks
 * @param ended whether the sender has ended the web pages of the message
 */
public record StoredView(
        StoredCopy copy,
        @Nullable Instant sentAt,
        @Nullable Instant withdrawnAt,
        MeasurementConsent consent,
        boolean ended) {}
