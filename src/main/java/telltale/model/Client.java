package telltale.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * The program that requested a pixel or link, as it describes itself. It holds facts about the program, not about the
 * person.
 *
 * @param agent the User-Agent, cleaned by {@link #of}; empty if none was sent
 * @param flagBits the {@linkplain Flag flags} as a bit set: what its headers, its method and the requested address indicate
 */
public record Client(String agent, long flagBits) {
    /** An empty client, for events that are stored without their client. */
    public static final Client NONE = new Client("", 0);

    private static final int MAX_AGENT_LENGTH = 512;
    /** Old Internet Explorers with every toolbar stay below this length. */
    private static final int OVERSIZED_AGENT_LENGTH = 1024;

    /** A client with these flags. */
    public Client(String agent, Set<Flag> flags) {
        this(agent, bitsOf(flags));
    }

    /** A property of the request, from a header, the method or the address. Each has its own bit in the database, which never changes. */
    public enum Flag implements WireConstant {
        /** Sec-Purpose, Purpose, X-Purpose or X-Moz contains prefetch, prerender or preview */
        PREFETCH(1),
        REFERER(2),
        VIA(4),
        /** Accept names an image type, as a client that displays images does */
        ACCEPTS_IMAGES(8),
        /** Sec-GPC: 1 */
        GLOBAL_PRIVACY_CONTROL(16),
        /** DNT: 1 */
        DO_NOT_TRACK(32),
        ACCEPT_LANGUAGE(64),
        /** the method was HEAD or OPTIONS, which request no body */
        HEAD(128),
        /** the User-Agent contained control characters, which no genuine client sends */
        DAMAGED(256),
        /** the User-Agent was longer than that of any genuine client */
        OVERSIZED(512),
        /** a header contained the text of an attack */
        HOSTILE(1024),
        /** the link was on the web page of the message, not in the mail itself */
        VIEW(2048),
        /** Sec-CH-UA was sent */
        CLIENT_HINTS(4096),
        /** Sec-CH-UA has an invented brand, as those of Chromium do */
        INVENTED_BRAND(8192),
        /** Sec-CH-UA names another version of Chromium than the User-Agent */
        OTHER_VERSION(16384),
        /** Sec-Fetch-Mode: navigate, as when a page is opened */
        NAVIGATION(32768),
        /** Upgrade offers HTTP/2 without encryption */
        UPGRADE(65536),
        /** Accept is only the wildcard for all types */
        ACCEPTS_ANYTHING(1L << 17),
        /** Accept names HTML, as when a page is opened */
        ACCEPTS_PAGES(1L << 18),
        ACCEPTS_WEBP(1L << 19),
        ACCEPTS_AVIF(1L << 20),
        /** Accept names animated PNG */
        ACCEPTS_APNG(1L << 21),
        /** Accept names JPEG XL */
        ACCEPTS_JXL(1L << 22),
        /** Accept names signed exchanges */
        ACCEPTS_EXCHANGES(1L << 23),
        /** Accept is what Java's HttpURLConnection sends by default */
        JAVA_ACCEPT(1L << 24),
        /** Accept-Language is the wildcard */
        ANY_LANGUAGE(1L << 25),
        /** Accept-Encoding names Brotli */
        BROTLI(1L << 26),
        /** Accept-Encoding names Zstandard */
        ZSTANDARD(1L << 27),
        /** any header of Fetch Metadata was sent */
        FETCH_METADATA(1L << 28),
        /** Sec-Fetch-Mode: cors, as when a script requests something */
        SCRIPT_FETCH(1L << 29),
        /** Sec-Fetch-User: ?1, as when a person's gesture opens a page */
        USER_ACTIVATION(1L << 30),
        /** Sec-CH-UA-Mobile: ?1 */
        MOBILE_HINT(1L << 31),
        /** Sec-CH-UA-Mobile: ?0 */
        DESKTOP_HINT(1L << 32),
        /** Sec-CH-UA-Platform names another operating system than the User-Agent */
        OTHER_PLATFORM(1L << 33),
        /** Priority (RFC 9218) was sent */
        PRIORITY(1L << 34),
        /** Upgrade-Insecure-Requests: 1 */
        UPGRADES_INSECURE(1L << 35),
        /** Origin was sent */
        ORIGIN(1L << 36),
        /** Origin has a path, which the syntax of RFC 6454 section 7.1 does not allow */
        ORIGIN_WITH_PATH(1L << 37),
        /** Referer is the root of the host that was requested */
        OWN_REFERER(1L << 38),
        /** Icy-MetaData was sent, as players of audio streams do */
        STREAM_METADATA(1L << 39),
        /** TE names a transfer coding, not only trailers */
        TRANSFER_CODINGS(1L << 40),
        /** the public address of the pixel is neither encrypted nor on this machine */
        CLEARTEXT(1L << 41),
        /** Accept names JSON, as scripts do */
        ACCEPTS_JSON(1L << 42);

        private final long bit;

        Flag(long bit) {
            this.bit = bit;
        }
    }

    /**
     * Creates a client from a User-Agent, which is truncated to 512 characters and stripped of control and bidirectional
     * characters. What was wrong with it is recorded in the flags.
     */
    public static Client of(String agent, Set<Flag> flags) {
        if (agent.length() <= MAX_AGENT_LENGTH && TextRules.isPlain(agent)) {
            return new Client(agent.strip(), flags);
        }
        return new Client(clean(agent), bitsOf(flags) | bitsOf(faultsOf(agent)));
    }

    /** This client with a further flag. */
    public Client with(Flag flag) {
        return new Client(agent, flagBits | flag.bit);
    }

    /** Whether this flag is set. */
    public boolean has(Flag flag) {
        return (flagBits & flag.bit) != 0;
    }

    /** The flags that are set. */
    public Set<Flag> flags() {
        return flagsOf(flagBits);
    }

    private static String clean(String agent) {
        int end = Math.min(agent.length(), MAX_AGENT_LENGTH);
        StringBuilder clean = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = agent.charAt(i);
            if (TextRules.isPlain(c)) {
                clean.append(c);
            }
        }
        return clean.toString().strip();
    }

    private static Set<Flag> faultsOf(String agent) {
        Set<Flag> faults = EnumSet.noneOf(Flag.class);
        if (agent.length() > OVERSIZED_AGENT_LENGTH) {
            faults.add(Flag.OVERSIZED);
        }
        if (agent.chars().limit(OVERSIZED_AGENT_LENGTH).anyMatch(Character::isISOControl)) {
            faults.add(Flag.DAMAGED);
        }
        return faults;
    }

    /** Flags as a bit set. */
    public static long bitsOf(Set<Flag> flags) {
        long bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        return bits;
    }

    /** The flags in a bit set written by {@link #bitsOf}. */
    public static Set<Flag> flagsOf(long bits) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }
}
