package telltale.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * What asked for a pixel or link, in its own words: the facts about the program, not about the person.
 *
 * @param agent the User-Agent, cleaned by {@link #of}; empty when none was sent
 * @param flags what its headers and its method tell
 */
public record Client(String agent, Set<Flag> flags) {
    private static final int LONGEST_AGENT = 512;

    public Client {
        flags = Set.copyOf(flags);
    }

    /** What a header or the method says about the request. Each has its own bit in the database, for ever. */
    public enum Flag {
        /** Sec-Purpose, Purpose, X-Purpose or X-Moz say prefetch, prerender or preview */
        PREFETCH(1),
        REFERER(2),
        VIA(4),
        /** Accept names an image type, as a client does that wants to show one */
        ACCEPTS_IMAGES(8),
        /** Sec-GPC: 1 */
        GLOBAL_PRIVACY_CONTROL(16),
        /** DNT: 1 */
        DO_NOT_TRACK(32),
        ACCEPT_LANGUAGE(64),
        /** the method was HEAD: somebody looked at the address and not at what is there */
        HEAD(128);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /** The client of that agent text, cut at 512 characters and freed of control and bidirectional characters. */
    public static Client of(String agent, Set<Flag> flags) {
        int end = Math.min(agent.length(), LONGEST_AGENT);
        if (end == agent.length() && Text.isPlain(agent)) {
            return new Client(agent.strip(), flags);
        }
        StringBuilder clean = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = agent.charAt(i);
            if (Text.isPlain(c)) {
                clean.append(c);
            }
        }
        return new Client(clean.toString().strip(), flags);
    }

    /** The flags as one number, a bit each. */
    public int flagBits() {
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        return bits;
    }

    /** The flags of such a number. */
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
