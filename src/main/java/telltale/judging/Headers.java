package telltale.judging;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Client.Flag;

/** Extracts the facts about a client from a request's headers. */
public final class Headers {
    /** W3C Sec-Purpose and its predecessors. */
    private static final String[] PURPOSES = {"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"};

    /** The headers, besides User-Agent, that carry attacks on programs that log or parse headers. */
    private static final String[] ATTACKED = {"Referer", "X-Forwarded-For", "Forwarded", "Accept-Language", "Via"};

    private static final String[] ATTACKS = {"${", "() {", "<script"};

    /** Stands for what no header says, and only Telltale can read: the token in the address. */
    private static final String[] TOKEN = {"(token)"};

    /** The methods that request no body. */
    private static final Set<String> METHODS_WITHOUT_BODY = Set.of("HEAD", "OPTIONS");

    private Headers() {}

    /**
     * The client that sent a request.
     *
     * @param header returns the value of a header by its case-insensitive name, or null
     */
    public static Client client(String method, Function<String, @Nullable String> header) {
        String agent = header.apply("User-Agent");
        return Client.of(agent == null ? "" : agent, flags(method, header));
    }

    /** Whether the request declares itself to be speculative. */
    public static boolean isPrefetch(Function<String, @Nullable String> header) {
        for (String name : PURPOSES) {
            if (containsAny(header.apply(name), "prefetch", "preview", "prerender")) {
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
        addIf(containsAny(header.apply("Accept"), "image/"), Flag.ACCEPTS_IMAGES, flags);
        addIf("1".equals(header.apply("Sec-GPC")), Flag.GLOBAL_PRIVACY_CONTROL, flags);
        addIf("1".equals(header.apply("DNT")), Flag.DO_NOT_TRACK, flags);
        addIf(METHODS_WITHOUT_BODY.contains(method), Flag.HEAD, flags);
        addIf(isHostile(header), Flag.HOSTILE, flags);
        addIf("navigate".equals(header.apply("Sec-Fetch-Mode")), Flag.NAVIGATION, flags);
        addIf(containsAny(header.apply("Upgrade"), "h2c"), Flag.UPGRADE, flags);
        addHints(header, flags);
        return flags;
    }

    private static void addHints(Function<String, @Nullable String> header, Set<Flag> flags) {
        String brands = header.apply("Sec-CH-UA");
        if (brands != null) {
            ClientHints hints = new ClientHints(brands);
            String agent = header.apply("User-Agent");
            flags.add(Flag.CLIENT_HINTS);
            addIf(hints.haveInventedBrand(), Flag.INVENTED_BRAND, flags);
            addIf(agent != null && hints.nameAnotherVersionThan(agent), Flag.OTHER_VERSION, flags);
        }
    }

    /** The headers that set a flag; without them, its absence means nothing. */
    static String[] sourcesOf(Flag flag) {
        return switch (flag) {
            case PREFETCH -> PURPOSES;
            case REFERER -> new String[] {"Referer"};
            case VIA -> new String[] {"Via"};
            case ACCEPTS_IMAGES -> new String[] {"Accept"};
            case GLOBAL_PRIVACY_CONTROL -> new String[] {"Sec-GPC"};
            case DO_NOT_TRACK -> new String[] {"DNT"};
            case ACCEPT_LANGUAGE -> new String[] {"Accept-Language"};
            case HEAD -> new String[0];
            case DAMAGED, OVERSIZED -> new String[] {"User-Agent"};
            case HOSTILE -> ATTACKED;
            case VIEW -> TOKEN;
            case CLIENT_HINTS, INVENTED_BRAND -> new String[] {"Sec-CH-UA"};
            case OTHER_VERSION -> new String[] {"Sec-CH-UA", "User-Agent"};
            case NAVIGATION -> new String[] {"Sec-Fetch-Mode"};
            case UPGRADE -> new String[] {"Upgrade"};
        };
    }

    private static void addIf(boolean present, Flag flag, Set<Flag> flags) {
        if (present) {
            flags.add(flag);
        }
    }

    private static boolean isHostile(Function<String, @Nullable String> header) {
        for (String name : ATTACKED) {
            if (containsAny(header.apply(name), ATTACKS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAny(@Nullable String value, String... parts) {
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
