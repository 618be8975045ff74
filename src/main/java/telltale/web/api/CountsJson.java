package telltale.web.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.store.Judgement.VerdictCounts;

/**
 * The JSON of the counted opens or clicks of a delivery.
 *
 * @param unknown the events by clients that may be people or machines, and those that are not judged
 * @param repeated the events that repeat another by the same client within a second, which are one look
 */
record CountsJson(
        long total,
        long people,
        long machines,
        long unknown,
        long repeated,
        @Nullable Instant firstPersonAt) {
    static CountsJson of(long total, VerdictCounts seen) {
        return new CountsJson(
                total,
                seen.people(),
                seen.machines(),
                Math.max(0, total - seen.people() - seen.machines() - seen.repeated()),
                seen.repeated(),
                seen.firstPersonAt());
    }
}
