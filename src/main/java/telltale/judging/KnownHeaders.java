package telltale.judging;

import java.util.Set;
import java.util.TreeSet;
import telltale.model.Client;

/**
 * The headers that a source of requests, such as an access log, reports or reports as absent. All others are unknown, which
 * is not the same as absent. The method is always known.
 */
public final class KnownHeaders {
    /** The source reports complete requests. */
    public static final KnownHeaders ALL = new KnownHeaders(true, Set.of());

    private final boolean all;
    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    private KnownHeaders(boolean all, Set<String> names) {
        this.all = all;
        this.names.addAll(names);
    }

    /**
     * The source reports these headers alone.
     *
     * @param names in any case
     */
    public static KnownHeaders only(Set<String> names) {
        return new KnownHeaders(false, names);
    }

    boolean includes(String name) {
        return all || names.contains(name);
    }

    boolean includeAll() {
        return all;
    }

    /** Whether a request without any of these flags is known to lack what they stand for. */
    boolean showAbsence(long flags) {
        return Client.flagsOf(flags).stream().allMatch(flag -> Headers.isKnown(flag, this));
    }
}
