package telltale.judging;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Client.Flag;

/** Reads from a request's headers what is kept of them. */
public final class Headers {
    /** W3C Sec-Purpose and what browsers sent before it. */
    private static final String[] PURPOSES = {"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"};

    /** Where attacks on whoever logs or reads headers are tried, apart from the agent. */
    private static final String[] ATTACKED = {"Referer", "X-Forwarded-For", "Forwarded", "Accept-Language", "Via"};

    private static final String[] ATTACKS = {"${", "() {", "<script"};

    /** Whoever asks so wants to see nothing. */
    private static final Set<String> WITHOUT_A_BODY = Set.of("HEAD", "OPTIONS");

    private Headers() {}

    /**
     * The client that sent a request.
     *
     * @param header the value of the header of a name without regard to case, or null where there is none
     */
    public static Client client(String method, Function<String, @Nullable String> header) {
        String agent = header.apply("User-Agent");
        return Client.of(agent == null ? "" : agent, flags(method, header));
    }

    /** Whether the request says that nobody asked for it yet. */
    public static boolean isPrefetch(Function<String, @Nullable String> header) {
        for (String name : PURPOSES) {
            if (holdsAny(header.apply(name), "prefetch", "preview", "prerender")) {
                return true;
            }
        }
        return false;
    }

    private static Set<Flag> flags(String method, Function<String, @Nullable String> header) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        addIf(isPrefetch(header), Flag.PREFETCH, flags);
        addIf(header.apply("Referer") != null, Flag.REFERER, flags);
        addIf(header.apply("Via") != null, Flag.VIA, flags);
        addIf(header.apply("Accept-Language") != null, Flag.ACCEPT_LANGUAGE, flags);
        addIf(holdsAny(header.apply("Accept"), "image/"), Flag.ACCEPTS_IMAGES, flags);
        addIf("1".equals(header.apply("Sec-GPC")), Flag.GLOBAL_PRIVACY_CONTROL, flags);
        addIf("1".equals(header.apply("DNT")), Flag.DO_NOT_TRACK, flags);
        addIf(WITHOUT_A_BODY.contains(method), Flag.HEAD, flags);
        addIf(isHostile(header), Flag.HOSTILE, flags);
        return flags;
    }

    private static void addIf(boolean there, Flag flag, Set<Flag> flags) {
        if (there) {
            flags.add(flag);
        }
    }

    private static boolean isHostile(Function<String, @Nullable String> header) {
        for (String name : ATTACKED) {
            if (holdsAny(header.apply(name), ATTACKS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsAny(@Nullable String value, String... parts) {
        if (value == null) {
            return false;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        for (String part : parts) {
            if (lower.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
