package telltale.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/**
 * The stored judgements of deliveries. They may lag behind the events, and can always be recomputed. All methods throw
 * {@link StoreUnavailableException} while the database is unavailable.
 */
public interface Judgements {
    /**
     * A delivery that was judged by another ruleset.
     *
     * @param isComplete whether all events to judge are still stored, as rows or in summaries; otherwise it keeps its judgement
     */
    record Outdated(long number, Evidence evidence, boolean isComplete, Judgement judgement) {}

    /** A delivery whose mailbox provider has not been looked up. */
    record WithoutProvider(long number, String domain) {}

    /**
     * Judges some of the deliveries that have changed, and moves the counts of their campaigns by the difference, in one
     * transaction. A delivery whose events were deleted keeps its judgement. When a scanner was found in a recipient's
     * domain, the domain's other deliveries of the days around it are marked for judgement, some at a time.
     *
     * @param limit the maximum number of deliveries
     * @param judge a pure function, since a transaction may be retried
     * @return the number of deliveries judged or marked: fewer than {@code limit} when few are left, 0 when none is
     */
    int judge(int limit, Function<Evidence, Judgement> judge);

    /** The number of deliveries to judge, counted up to {@code limit}. */
    long countPending(long limit);

    /** The facts by which these deliveries are judged, without those that do not exist. */
    Map<DeliveryId, Evidence> evidence(List<DeliveryId> deliveries);

    /** The judgements of these deliveries, without those that were not judged yet. */
    Map<DeliveryId, Judgement> of(List<DeliveryId> deliveries);

    /**
     * The number of deliveries under a profile in each bucket, created in a range of quarter hours, for each of these campaigns that
     * exists.
     */
    Map<String, Map<Integer, Long>> bucketCounts(
            PrivacyProfile profile, List<String> campaigns, long fromQuarter, long toQuarter);

    /**
     * Stores a correction of an event, which overrides all rules, and marks the delivery for judgement.
     *
     * @param type the class of the event, or null to remove the correction
     */
    void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type);

    /**
     * A page of the deliveries that another ruleset judged, in the order of their numbers.
     *
     * @param ruleset the version of the current ruleset
     * @param after the number of the last delivery of the previous page; 0 for the first
     */
    List<Outdated> outdated(String ruleset, long after, int limit);

    /** Some deliveries whose mailbox provider has not been looked up. */
    List<WithoutProvider> withoutProvider(int limit);

    /** Stores the mailbox providers of deliveries by number, and marks for judgement those that it can affect. */
    void setProviders(Map<Long, Provider> providers);

    /** Marks deliveries for judgement by their numbers. */
    void markForJudgement(List<Long> numbers);
}
