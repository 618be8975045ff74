package telltale.assessment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.judging.ClientFamily;
import telltale.judging.ConsumerDomains;
import telltale.judging.MeasurementBucket;
import telltale.judging.ReducedAgent;
import telltale.judging.Scope;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.EngagementLevel;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.store.EventCount;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;
import telltale.store.Metric;
import telltale.store.Tally;

/**
 * The verdicts on a delivery's events, all by the same rules and lists, and the summaries of them.
 *
 * @param version the version of the rules and lists
 * @param verdicts the verdicts on the events, in their order
 */
public record Assessment(Evidence evidence, String version, List<Verdict> verdicts) {
    /** Providers that are open to anyone and also host custom domains. */
    private static final Set<Provider> CONSUMER_PROVIDERS = Set.of(Provider.YAHOO, Provider.APPLE);

    /** Mail clients that render a message twice load its images again within this time. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(1);

    private static final ConsumerDomains CONSUMER_DOMAINS = ConsumerDomains.builtIn();

    public Assessment {
        verdicts = List.copyOf(verdicts);
    }

    /** Summarizes a delivery's events. The order in which they arrived does not matter. */
    public Judgement judgement() {
        VerdictCounts opens = VerdictCounts.NONE;
        VerdictCounts clicks = VerdictCounts.NONE;
        EngagementLevel level = levelWithoutEvents();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            if (scope(evidence.events().get(i)) == Scope.CLICK) {
                clicks = plus(clicks, i);
                level = level.max(EngagementLevel.ofClick(verdict));
            } else {
                opens = plus(opens, i);
                level = level.max(EngagementLevel.ofOpen(verdict));
            }
        }
        return new Judgement(version, opens, clicks, level, bucket(), scannedAt(), activity());
    }

    /** The events as the statistics count them. */
    private List<EventCount> activity() {
        List<EventCount> counts = new ArrayList<>(verdicts.size());
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = evidence.events().get(i);
            EventKind kind = scope(event) == Scope.CLICK ? EventKind.CLICK : EventKind.OPEN;
            Metric metric = isRepeated(i) ? Metric.repeated(kind) : Metric.of(kind, counted(verdicts.get(i)));
            String client = ClientFamily.of(event, verdicts.get(i));
            counts.add(new EventCount(metric, Tally.quarter(event.at()), event.link(), client, 1));
        }
        return EventCount.summed(counts);
    }

    private EngagementLevel levelWithoutEvents() {
        if (evidence.isReplied()) {
            return EngagementLevel.REPLIED;
        }
        if (evidence.hasReceipt()) {
            return EngagementLevel.RECEIPT;
        }
        return evidence.acceptedAt() == null ? EngagementLevel.SENT : EngagementLevel.ACCEPTED;
    }

    /** Summarizes the clicks on each link, by link number. */
    public Map<Integer, VerdictCounts> links() {
        Map<Integer, VerdictCounts> links = new HashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = evidence.events().get(i);
            if (scope(event) == Scope.CLICK) {
                links.put(event.link(), plus(links.getOrDefault(event.link(), VerdictCounts.NONE), i));
            }
        }
        return links;
    }

    private VerdictCounts plus(VerdictCounts counts, int i) {
        return isRepeated(i)
                ? counts.plusRepeated()
                : counts.plus(counted(verdicts.get(i)), evidence.events().get(i).at());
    }

    /** Whether the same client made the same request, with the same verdict, within a second before. */
    boolean isRepeated(int i) {
        Event event = evidence.events().get(i);
        if (event.frozen() != null) {
            return event.frozen().isRepeated();
        }
        for (int j = 0; j < verdicts.size(); j++) {
            Event earlier = evidence.events().get(j);
            if (isBefore(earlier, event)
                    && Duration.between(earlier.at(), event.at()).compareTo(ONE_LOOK) <= 0
                    && earlier.kind() == event.kind()
                    && earlier.link() == event.link()
                    && isSameClient(earlier, event, verdicts.get(i))
                    && earlier.network().equals(event.network())
                    && verdicts.get(j).type() == verdicts.get(i).type()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSameClient(Event earlier, Event event, Verdict verdict) {
        Client client = earlier.frozen() == null ? event.client() : ReducedAgent.of(event.client(), verdict);
        return earlier.client().equals(client);
    }

    private static boolean isBefore(Event event, Event other) {
        int order = event.at().compareTo(other.at());
        return order < 0 || (order == 0 && event.id().compareTo(other.id()) < 0);
    }

    /** The class to count. A suspected class is shown with its event but not counted. */
    private static VerdictClass counted(Verdict verdict) {
        return verdict.type().counted(verdict.confidence());
    }

    /**
     * When a scanner was last detected with certainty that filters the whole domain, as that of a company or school does,
     * rather than one mailbox of a consumer provider; null if never.
     */
    private @Nullable Instant scannedAt() {
        if (CONSUMER_PROVIDERS.contains(evidence.provider()) || CONSUMER_DOMAINS.contains(evidence.domain())) {
            return null;
        }
        Instant last = null;
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            Instant at = evidence.events().get(i).at();
            boolean certain = verdict.type() == VerdictClass.SCANNER && verdict.confidence() == Confidence.CERTAIN;
            last = certain && (last == null || at.isAfter(last)) ? at : last;
        }
        return last;
    }

    /**
     * The measurement bucket of a delivery, null if it was not delivered: not accepted, or bounced since. A scanner that left a trace examines all mail of
     * this recipient, so the delivery is quarantined; so are those of a domain with a certain scanner.
     */
    private @Nullable Integer bucket() {
        if (evidence.acceptedAt() == null || evidence.isBounced()) {
            return null;
        }
        boolean isScanned = verdicts.stream()
                .anyMatch(verdict ->
                        verdict.type() == VerdictClass.SCANNER && verdict.confidence() != Confidence.SUSPECTED);
        MeasurementBucket bucket = MeasurementBucket.unseen(
                evidence.isTracked(), isScanned || evidence.isDomainScanned(), evidence.provider());
        bucket = evidence.isReplied() || evidence.hasReceipt() ? bucket.withAnswer() : bucket;
        for (int i = 0; i < verdicts.size(); i++) {
            bucket = bucket.after(scope(evidence.events().get(i)), verdicts.get(i));
        }
        return bucket.number();
    }

    static Scope scope(Event event) {
        return event.kind() == EventKind.CLICK ? Scope.CLICK : Scope.OPEN;
    }
}
