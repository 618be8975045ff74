package telltale.web.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.store.DeliveryHistory;
import telltale.web.http.Identity;

/** The JSON of an attempt that ended with a temporary failure. */
record AttemptJson(
        Instant at,
        @Nullable String status,
        @Nullable String reply,
        @Nullable String server) {
    /** @param identity the caller, whose role decides whether addresses in replies are masked */
    static List<AttemptJson> of(DeliveryHistory history, Identity identity) {
        return history.deferrals().stream()
                .map(deferral -> new AttemptJson(
                        deferral.at(), deferral.status(), identity.shown(deferral.reply()), deferral.server()))
                .toList();
    }
}
