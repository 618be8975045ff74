package telltale.store;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.StoredConstant;
import telltale.model.VerdictClass;

/**
 * What statistics count. Each has its own number in the database, which never changes, and a column of its name.
 *
 * <p>The first nine count deliveries, each once. The others count opens and clicks by the class of their verdict.
 */
public enum Metric implements StoredConstant {
    /** deliveries that a mail server accepted */
    ACCEPTED(1),
    /** those of them that did not bounce */
    DELIVERED(2),
    /** deliveries that no mail server accepted */
    FAILED(3),
    /** deliveries that a report says were not delivered, although a server had accepted them */
    BOUNCED(4),
    /** deliveries about which the recipient or provider complained */
    COMPLAINED(5),
    /** deliveries by which the recipient unsubscribed */
    UNSUBSCRIBED(6),
    /** deliveries to which the recipient replied */
    REPLIED(7),
    /** deliveries that a person opened or clicked for the first time */
    SEEN(8),
    /** deliveries that a person clicked for the first time */
    CLICKED(9),
    OPEN_HUMAN_DIRECT(11, EventKind.OPEN, VerdictClass.HUMAN_DIRECT),
    OPEN_HUMAN_VIA_PROXY(12, EventKind.OPEN, VerdictClass.HUMAN_VIA_PROXY),
    OPEN_PREFETCH(13, EventKind.OPEN, VerdictClass.PREFETCH),
    OPEN_SCANNER(14, EventKind.OPEN, VerdictClass.SCANNER),
    OPEN_UNFURLER(15, EventKind.OPEN, VerdictClass.UNFURLER),
    OPEN_BOT(16, EventKind.OPEN, VerdictClass.BOT),
    OPEN_UNKNOWN(17, EventKind.OPEN, VerdictClass.UNKNOWN),
    /** opens that repeat another by the same client within a second */
    OPEN_REPEATED(18, EventKind.OPEN, null),
    /** opens that are counted without a verdict, since they have no row or there are too many of one delivery */
    OPEN_UNJUDGED(19, EventKind.OPEN, null),
    CLICK_HUMAN_DIRECT(31, EventKind.CLICK, VerdictClass.HUMAN_DIRECT),
    CLICK_HUMAN_VIA_PROXY(32, EventKind.CLICK, VerdictClass.HUMAN_VIA_PROXY),
    CLICK_PREFETCH(33, EventKind.CLICK, VerdictClass.PREFETCH),
    CLICK_SCANNER(34, EventKind.CLICK, VerdictClass.SCANNER),
    CLICK_UNFURLER(35, EventKind.CLICK, VerdictClass.UNFURLER),
    CLICK_BOT(36, EventKind.CLICK, VerdictClass.BOT),
    CLICK_UNKNOWN(37, EventKind.CLICK, VerdictClass.UNKNOWN),
    /** clicks that repeat another by the same client within a second */
    CLICK_REPEATED(38, EventKind.CLICK, null),
    /** clicks that are counted without a verdict */
    CLICK_UNJUDGED(39, EventKind.CLICK, null);

    /** All metrics, in the order of their columns. */
    public static final List<Metric> ALL = List.of(values());

    private static final Map<VerdictClass, Metric> OPENS = byClass(EventKind.OPEN);
    private static final Map<VerdictClass, Metric> CLICKS = byClass(EventKind.CLICK);

    private final int number;
    private final @Nullable EventKind kind;
    private final @Nullable VerdictClass type;

    Metric(int number) {
        this(number, null, null);
    }

    Metric(int number, @Nullable EventKind kind, @Nullable VerdictClass type) {
        this.number = number;
        this.kind = kind;
        this.type = type;
    }

    private static Map<VerdictClass, Metric> byClass(EventKind kind) {
        Map<VerdictClass, Metric> metrics = new EnumMap<>(VerdictClass.class);
        for (Metric metric : values()) {
            if (metric.kind == kind && metric.type != null) {
                metrics.put(metric.type, metric);
            }
        }
        return metrics;
    }

    /** The metric of opens, or of clicks, of a class. */
    public static Metric of(EventKind kind, VerdictClass type) {
        return (kind == EventKind.CLICK ? CLICKS : OPENS).getOrDefault(type, unjudged(kind));
    }

    /** The metric of repeated opens, or clicks. */
    public static Metric repeated(EventKind kind) {
        return kind == EventKind.CLICK ? CLICK_REPEATED : OPEN_REPEATED;
    }

    /** The metric of opens, or clicks, without a verdict. */
    public static Metric unjudged(EventKind kind) {
        return kind == EventKind.CLICK ? CLICK_UNJUDGED : OPEN_UNJUDGED;
    }

    /** All metrics of opens, or of clicks. */
    public static List<Metric> events(EventKind kind) {
        return Stream.of(values()).filter(metric -> metric.kind == kind).toList();
    }

    @Override
    public int number() {
        return number;
    }

    /** The kind of the events that it counts, or null if it counts deliveries. */
    public @Nullable EventKind kind() {
        return kind;
    }

    /** The class of the events that it counts, or null if it counts others. */
    public @Nullable VerdictClass type() {
        return type;
    }

    /** Whether it counts events by people. */
    public boolean isByPerson() {
        return type != null && type.isPerson();
    }

    /** The column, which is also the name in CSV. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
