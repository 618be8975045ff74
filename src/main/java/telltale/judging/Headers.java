package telltale.judging;

import static telltale.judging.HeaderFlag.contains;
import static telltale.judging.HeaderFlag.equal;
import static telltale.judging.HeaderFlag.present;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Client.Flag;

/** Extracts the facts about a client from a request's headers. */
public final class Headers {
    /** The part of a value that counts; that of a genuine client is shorter, apart from a long Referer. */
    private static final int MAX_LENGTH = 1_024;

    /** The methods that request no body. */
    private static final Set<String> METHODS_WITHOUT_BODY = Set.of("HEAD", "OPTIONS");

    /** Texts of attacks on programs that log or parse headers. */
    private static final HeaderFlag ATTACK = contains(Flag.HOSTILE, "${", "() {", "<script");

    private static final HeaderFlag PURPOSE = contains(Flag.PREFETCH, "prefetch", "preview", "prerender");
    private static final HeaderFlag FETCH_METADATA = present(Flag.FETCH_METADATA);

    /** What each header by itself shows. Those without a test here set no flag alone. */
    private static final List<Map.Entry<String, List<HeaderFlag>>> TESTS = List.of(
            Map.entry("Sec-Purpose", List.of(PURPOSE)),
            Map.entry("Purpose", List.of(PURPOSE)),
            Map.entry("X-Purpose", List.of(PURPOSE)),
            Map.entry("X-Moz", List.of(PURPOSE)),
            Map.entry("Referer", List.of(present(Flag.REFERER), ATTACK)),
            Map.entry("X-Forwarded-For", List.of(ATTACK)),
            Map.entry("Forwarded", List.of(ATTACK)),
            Map.entry("Via", List.of(present(Flag.VIA), ATTACK)),
            Map.entry(
                    "Accept",
                    List.of(
                            contains(Flag.ACCEPTS_IMAGES, "image/"),
                            equal(Flag.ACCEPTS_ANYTHING, "*/*"),
                            contains(Flag.ACCEPTS_PAGES, "text/html"),
                            contains(Flag.ACCEPTS_WEBP, "image/webp"),
                            contains(Flag.ACCEPTS_AVIF, "image/avif"),
                            contains(Flag.ACCEPTS_APNG, "image/apng"),
                            contains(Flag.ACCEPTS_JXL, "image/jxl"),
                            contains(Flag.ACCEPTS_EXCHANGES, "application/signed-exchange"),
                            contains(Flag.ACCEPTS_JSON, "application/json"),
                            contains(Flag.JAVA_ACCEPT, "text/html, image/gif, image/jpeg, *"))),
            Map.entry("Accept-Language", List.of(present(Flag.ACCEPT_LANGUAGE), equal(Flag.ANY_LANGUAGE, "*"), ATTACK)),
            Map.entry("Accept-Encoding", List.of(contains(Flag.BROTLI, "br"), contains(Flag.ZSTANDARD, "zstd"))),
            Map.entry("Sec-GPC", List.of(equal(Flag.GLOBAL_PRIVACY_CONTROL, "1"))),
            Map.entry("DNT", List.of(equal(Flag.DO_NOT_TRACK, "1"))),
            Map.entry("Sec-CH-UA", List.of(present(Flag.CLIENT_HINTS))),
            Map.entry("Sec-CH-UA-Mobile", List.of(equal(Flag.MOBILE_HINT, "?1"), equal(Flag.DESKTOP_HINT, "?0"))),
            Map.entry(
                    "Sec-Fetch-Mode",
                    List.of(FETCH_METADATA, equal(Flag.NAVIGATION, "navigate"), equal(Flag.SCRIPT_FETCH, "cors"))),
            Map.entry("Sec-Fetch-Site", List.of(FETCH_METADATA)),
            Map.entry("Sec-Fetch-Dest", List.of(FETCH_METADATA)),
            Map.entry("Sec-Fetch-User", List.of(FETCH_METADATA, equal(Flag.USER_ACTIVATION, "?1"))),
            Map.entry("Upgrade", List.of(contains(Flag.UPGRADE, "h2c"))),
            Map.entry("Upgrade-Insecure-Requests", List.of(equal(Flag.UPGRADES_INSECURE, "1"))),
            Map.entry("Priority", List.of(present(Flag.PRIORITY))),
            Map.entry(
                    "Origin",
                    List.of(present(Flag.ORIGIN), new HeaderFlag(Flag.ORIGIN_WITH_PATH, Headers::isUrlWithPath))),
            Map.entry("Icy-MetaData", List.of(present(Flag.STREAM_METADATA))),
            Map.entry(
                    "TE",
                    List.of(contains(Flag.TRANSFER_CODINGS, "gzip", "deflate", "compress", "identity", "chunked"))));

    /** W3C Sec-Purpose and its predecessors. */
    private static final List<String> PURPOSES = TESTS.stream()
            .filter(entry -> entry.getValue().contains(PURPOSE))
            .map(Map.Entry::getKey)
            .toList();

    private Headers() {}

    /**
     * The client that sent a request.
     *
     * @param header returns the value of a header by its case-insensitive name, or null
     */
    public static Client client(String method, Function<String, @Nullable String> header) {
        String agent = header.apply("User-Agent");
        return Client.of(agent == null ? "" : agent, flags(method, agent, header));
    }

    /** Whether the request declares itself to be speculative. */
    public static boolean isPrefetch(Function<String, @Nullable String> header) {
        for (String name : PURPOSES) {
            String value = header.apply(name);
            if (value != null && PURPOSE.test().test(lowerCase(value))) {
                return true;
            }
        }
        return false;
    }

    private static Set<Flag> flags(String method, @Nullable String agent, Function<String, @Nullable String> header) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Map.Entry<String, List<HeaderFlag>> entry : TESTS) {
            String value = header.apply(entry.getKey());
            if (value != null) {
                addFlags(entry.getValue(), lowerCase(value), flags);
            }
        }
        addIf(METHODS_WITHOUT_BODY.contains(method), Flag.HEAD, flags);
        if (agent != null && flags.contains(Flag.CLIENT_HINTS)) {
            addComparisons(agent, header, flags);
        }
        if (flags.contains(Flag.REFERER)) {
            addIf(isRootOf(header.apply("Referer"), header.apply("Host")), Flag.OWN_REFERER, flags);
        }
        return flags;
    }

    private static String lowerCase(String value) {
        return value.substring(0, Math.min(value.length(), MAX_LENGTH)).toLowerCase(Locale.ROOT);
    }

    private static void addFlags(List<HeaderFlag> tests, String value, Set<Flag> flags) {
        for (HeaderFlag test : tests) {
            addIf(test.test().test(value), test.flag(), flags);
        }
    }

    private static void addComparisons(String agent, Function<String, @Nullable String> header, Set<Flag> flags) {
        String brands = header.apply("Sec-CH-UA");
        if (brands != null) {
            addIf(ClientHints.haveInventedBrand(brands), Flag.INVENTED_BRAND, flags);
            addIf(ClientHints.nameOtherVersion(brands, agent), Flag.OTHER_VERSION, flags);
        }
        String platform = header.apply("Sec-CH-UA-Platform");
        addIf(platform != null && ClientHints.nameOtherPlatform(platform, agent), Flag.OTHER_PLATFORM, flags);
    }

    /** Whether a header alone, or with another, sets a flag; without them, its absence means nothing. */
    static boolean isKnown(Flag flag, KnownHeaders known) {
        return switch (flag) {
            case HEAD -> true;
            // What no header says: the token in the address, and the configured address.
            case VIEW, CLEARTEXT -> known.includeAll();
            case DAMAGED, OVERSIZED -> known.includes("User-Agent");
            case INVENTED_BRAND -> known.includes("Sec-CH-UA");
            case OTHER_VERSION -> known.includes("Sec-CH-UA") && known.includes("User-Agent");
            case OTHER_PLATFORM -> known.includes("Sec-CH-UA-Platform") && known.includes("User-Agent");
            case OWN_REFERER -> known.includes("Referer") && known.includes("Host");
            default ->
                TESTS.stream()
                        .filter(entry -> entry.getValue().stream().anyMatch(test -> test.flag() == flag))
                        .allMatch(entry -> known.includes(entry.getKey()));
        };
    }

    private static void addIf(boolean present, Flag flag, Set<Flag> flags) {
        if (present) {
            flags.add(flag);
        }
    }

    /** Whether a text is a URL with more than a scheme and an authority. */
    private static boolean isUrlWithPath(String text) {
        int authority = text.indexOf("://");
        return authority > 0 && text.indexOf('/', authority + 3) >= 0;
    }

    /** Whether a URL is that of a host without a path. */
    private static boolean isRootOf(@Nullable String url, @Nullable String host) {
        if (url == null || host == null || host.isEmpty()) {
            return false;
        }
        String lower = url.strip().toLowerCase(Locale.ROOT);
        int authority = lower.indexOf("://");
        String rest = authority < 0 ? "" : lower.substring(authority + 3);
        return rest.equals(host.toLowerCase(Locale.ROOT)) || rest.equals(host.toLowerCase(Locale.ROOT) + "/");
    }
}
