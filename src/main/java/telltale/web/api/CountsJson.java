package telltale.web.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.store.Judgement.VerdictCounts;

/**
 * The JSON of the counted opens or clicks of a delivery.
 *
 * @param unknown the events that are not judged
 */
record CountsJson(
        long total,
        long people,
        long machines,
        long unknown,
        @Nullable Instant firstPersonAt) {
    static CountsJson of(long total, VerdictCounts seen) {
        return new CountsJson(
                total,
                seen.people(),
                seen.machines(),
                Math.max(0, total - seen.people() - seen.machines()),
                seen.firstPersonAt());
    }
}
