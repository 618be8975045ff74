package telltale.web.api;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import telltale.assessment.RejudgeService;
import telltale.model.VerdictClass;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/rejudge}: shows what the current ruleset would change in verdicts of older ones. {@code POST}
 * starts rejudging, which continues after the response. Both read every affected delivery, so only one runs at a time.
 */
public final class RejudgeApi {
    private final RejudgeService rejudging;
    private final RejudgeService.Announcer announcer;
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param announcer sends changed verdicts to webhooks, if that is requested */
    public RejudgeApi(RejudgeService rejudging, RejudgeService.Announcer announcer) {
        this.rejudging = rejudging;
        this.announcer = announcer;
    }

    /** Shows what the current ruleset would change. */
    public Response preview(RoutedRequest request) {
        request.query();
        return runExclusively(() -> DifferenceJson.of(rejudging.difference(announcer, progress -> {})));
    }

    /** Starts rejudging, and announces the changes if that is requested. */
    public Response rejudge(RoutedRequest request) {
        boolean isAnnounced = request.query("announce").isTrue("announce");
        return runExclusively(
                () -> rejudging.apply(isAnnounced ? announcer : RejudgeService.Announcer.NONE, progress -> {}));
    }

    private Response runExclusively(Supplier<Record> operation) {
        if (!running.compareAndSet(false, true)) {
            return new Problem(
                    Problem.Type.ALREADY_RUNNING, "A rejudge is already running; try again when it has finished.");
        }
        try {
            return Response.json(operation.get());
        } finally {
            running.set(false);
        }
    }

    /** The number of events that an endpoint gets if the changes are announced. */
    private record AnnouncedJson(UUID webhook, String host, long events) {
        static List<AnnouncedJson> of(Map<RejudgeService.Receiver, Long> announced) {
            return announced.entrySet().stream()
                    .map(one -> new AnnouncedJson(
                            one.getKey().webhook(), one.getKey().host(), one.getValue()))
                    .sorted(Comparator.comparing(AnnouncedJson::webhook))
                    .toList();
        }
    }

    private record DifferenceJson(
            String ruleset,
            long deliveries,
            long incomplete,
            long changed,
            long frozen,
            Map<String, Long> before,
            Map<String, Long> after,
            List<AnnouncedJson> announced,
            List<String> examples) {
        static DifferenceJson of(RejudgeService.Difference difference) {
            return new DifferenceJson(
                    difference.ruleset(),
                    difference.deliveries(),
                    difference.incomplete(),
                    difference.changed(),
                    difference.frozen(),
                    byName(difference.before()),
                    byName(difference.after()),
                    AnnouncedJson.of(difference.announced()),
                    difference.examples());
        }

        private static Map<String, Long> byName(Map<VerdictClass, Long> counts) {
            Map<String, Long> named = new LinkedHashMap<>();
            counts.forEach((type, count) -> named.put(type.wireName(), count));
            return named;
        }
    }
}
