package telltale.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.StoredConstant;

/**
 * The statistics of a campaign or of all mail, whose cost does not depend on the number of events or deliveries.
 * Each count belongs to the quarter hour in which it happened. They lag behind the events by the deliveries that are not judged.
 * All methods throw {@link StoreUnavailableException} while the database is unavailable.
 */
public interface Statistics {
    /** The key of the links, or hosts, beyond {@link #MAX_KEYS}. */
    String OTHER = "*";

    /** The key of the clicks on links whose destination is not known, in the statistics of all mail. */
    String UNKNOWN = "?";

    /** The start of the key of a link of a campaign whose destination is not known; its number follows. */
    String NUMBERED = "#";

    /** The maximum number of links of a campaign, and of hosts, that are counted apart. */
    int MAX_KEYS = 200;

    /** The maximum number of campaigns that are listed with their figures, the newest ones. */
    int MAX_CAMPAIGNS = 1_000;

    /** What the figures are broken down by. Each has its own number in the database, which never changes. */
    enum Dimension implements StoredConstant {
        /** nothing; the only key is empty */
        TOTAL(0),
        /** the operator of the recipient's mail server; the key is its wire name */
        PROVIDER(1),
        /** the family of the client; the key is its name */
        CLIENT(2),
        /** the clicked link; of all mail, the host that it leads to */
        LINK(3);

        private final int number;

        Dimension(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /**
     * A time in which the offset of a time zone does not change.
     *
     * @param to exclusive
     * @param offset the offset from UTC in quarter hours
     */
    record Period(long from, long to, int offset) {}

    /**
     * The figures between each of these quarter hours and the next one.
     *
     * @param campaign the name of a campaign, or null for all mail
     * @param bounds quarter hours in order
     * @return empty if the campaign does not exist
     */
    Optional<List<Figures>> spans(@Nullable String campaign, List<Long> bounds);

    /**
     * The figures of each key in a range of quarter hours, without those with no count.
     *
     * @param campaign the name of a campaign, or null for all mail
     * @param toQuarter exclusive
     * @return empty if the campaign does not exist
     */
    Optional<Map<String, Figures>> keys(
            @Nullable String campaign, Dimension dimension, long fromQuarter, long toQuarter);

    /**
     * The figures of each of the newest {@link #MAX_CAMPAIGNS} campaigns in a range of quarter hours, by its name, without those
     * with no count.
     *
     * @param toQuarter exclusive
     */
    Map<String, Figures> campaigns(long fromQuarter, long toQuarter);

    /**
     * Some figures by the hour of the week, from 0 for Monday, 0:00, to 167, without empty hours.
     *
     * @param campaign the name of a campaign, or null for all mail
     * @return empty if the campaign does not exist
     */
    Optional<Map<Integer, Figures>> hoursOfWeek(@Nullable String campaign, List<Period> periods, Set<Metric> metrics);

    /** The destinations of the links of a campaign by their keys, as they are written in its messages. */
    Map<String, String> destinations(String campaign);

    /** Whether no mail is counted. */
    boolean isEmpty();

    /** The number of judged deliveries that are not counted yet, since an earlier version judged them; up to a limit. */
    long countUncounted(long limit);
}
