package telltale.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/**
 * What is said of deliveries, kept beside the facts. It may lag behind them, and can always be computed again. All
 * methods throw {@link StoreUnavailableException} while the database is away.
 */
public interface Judgements {
    /** A delivery that was judged by other rules: where it stands, what is known of it, and what was said. */
    record Outdated(long place, Evidence evidence, Judgement judgement) {}

    /** A delivery of which nobody has looked yet who runs the recipient's mail server. */
    record Unplaced(long place, String domain) {}

    /**
     * Judges some of the deliveries that have changed, and moves the counts of their campaigns by the difference, in one
     * transaction. A delivery of which events were deleted keeps the judgement that knew them. Where a scanner was found in
     * a recipient's domain, the domain's other deliveries of the days around are then noted to be judged again, some at a
     * time.
     *
     * @param most how many at the most
     * @param judging a pure function, for a transaction may begin again
     * @return how many were judged or noted: fewer than {@code most} when hardly any is left, 0 when none is
     */
    int judge(int most, Function<Evidence, Judgement> judging);

    /** How many deliveries are to be judged; no more than {@code most} are counted. */
    long waiting(long most);

    /** What is said of these deliveries, as far as they were judged. */
    Map<DeliveryId, Judgement> of(List<DeliveryId> deliveries);

    /** How many of a campaign's deliveries that were made in a range of quarter hours are in which cell. */
    Map<Integer, Long> cells(String campaign, long fromQuarter, long toQuarter);

    /**
     * Keeps what a person says of an event, which wins over all rules; the delivery is judged again.
     *
     * @param type what it was, or null to leave it to the rules again
     */
    void correct(DeliveryId delivery, UUID event, @Nullable VerdictClass type);

    /**
     * The deliveries that other rules judged, in the order of their places.
     *
     * @param ruleset the version of the rules that need nothing
     * @param after only those behind this place; 0 for the first
     */
    List<Outdated> outdated(String ruleset, long after, int limit);

    /** Some deliveries of which nobody has looked who runs the recipient's mail server. */
    List<Unplaced> withoutProvider(int limit);

    /** Keeps who runs the mail servers, by the places of the deliveries; where that bears on verdicts, they are judged again. */
    void noteProviders(Map<Long, Provider> providers);

    /** Has deliveries judged again that stand at these places. */
    void judgeAgain(List<Long> places);
}
