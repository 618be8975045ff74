package telltale.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * The program that requested a pixel or link, as it describes itself. It holds facts about the program, not about the
 * person.
 *
 * @param agent the User-Agent, cleaned by {@link #of}; empty if none was sent
 * @param flags what its headers, its method and the requested address indicate
 */
public record Client(String agent, Set<Flag> flags) {
    private static final int MAX_AGENT_LENGTH = 512;
    /** Old Internet Explorers with every toolbar stay below this length. */
    private static final int OVERSIZED_AGENT_LENGTH = 1024;

    public Client {
        flags = Set.copyOf(flags);
    }

    /** A property of the request, from a header, the method or the address. Each has its own bit in the database, which never changes. */
    public enum Flag {
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
        UPGRADE(65536);

        private final int bit;

        Flag(int bit) {
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
        return new Client(clean(agent), with(flags, faultsOf(agent)));
    }

    /** This client with a further flag. */
    public Client with(Flag flag) {
        return new Client(agent, with(flags, EnumSet.of(flag)));
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

    private static Set<Flag> with(Set<Flag> flags, Set<Flag> more) {
        Set<Flag> all = EnumSet.copyOf(more);
        all.addAll(flags);
        return all;
    }

    /** The flags as a bit set. */
    public int flagBits() {
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        return bits;
    }

    /** The flags in a bit set written by {@link #flagBits}. */
    public static Set<Flag> flagsOf(int bits) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((bits & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }
}
