package telltale.web.api;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.doctor.delivery.SimulatedFetch;
import telltale.doctor.delivery.TestReport;
import telltale.model.Verdict;
import telltale.web.http.JsonName;
import telltale.web.http.RecordJson;

/** The JSON of a test of mail by the self-test. */
public record DoctorTestJson(
        String id,
        Instant startedAt,
        @Nullable Instant endedAt,
        String level,
        List<DoctorJson.Item> findings,
        List<Fetch> fetches,
        List<String> waitingFor) {
    /** The JSON of a report. */
    public static JsonObject object(TestReport report) {
        return RecordJson.object(new DoctorTestJson(
                report.id().toString(),
                report.startedAt(),
                report.endedAt(),
                report.level().wireName(),
                report.findings().stream().map(DoctorJson.Item::of).toList(),
                report.fetches().stream().map(Fetch::of).toList(),
                report.waitingFor()));
    }

    /** One simulated fetch. */
    record Fetch(
            String client,
            String fetched,
            @Nullable String network,
            @Nullable Judged here,
            Judged there,
            List<String> reasons) {
        static Fetch of(SimulatedFetch fetch) {
            Verdict here = fetch.here();
            return new Fetch(
                    fetch.client(),
                    fetch.kind().wireName(),
                    fetch.network().isEmpty() ? null : fetch.network(),
                    here == null ? null : Judged.of(here),
                    Judged.of(fetch.there()),
                    fetch.reasons());
        }
    }

    /** A verdict without its reasons. */
    record Judged(@JsonName("class") String type, String confidence) {
        static Judged of(Verdict verdict) {
            return new Judged(verdict.type().wireName(), verdict.confidence().wireName());
        }
    }
}
