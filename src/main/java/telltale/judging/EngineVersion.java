package telltale.judging;

import org.jspecify.annotations.Nullable;

/**
 * The engine that a user agent names.
 *
 * @param major its major version: of Chromium for the engines built on it, of Safari or iOS for WebKit; {@link #UNKNOWN} if the
 *     user agent does not show it
 */
record EngineVersion(Engine engine, int major) {
    static final int UNKNOWN = -1;
    private static final int MAX_DIGITS = 4;

    /** The WebKit of Safari 9. */
    private static final int MIN_WEBKIT = 601;

    /** Browsers with an old Gecko, or one of their own, that have adopted parts of later versions. */
    private static final String[] FORKS_OF_GECKO = {"Goanna/", "SeaMonkey/", "Waterfox/"};

    /**
     * The engine of a user agent, or null if it names none, or several.
     *
     * <p>Every browser on iOS has WebKit, whatever its own name is. Names that other engines use for compatibility do not count:
     * {@code Gecko} in "like Gecko", {@code AppleWebKit} in Chromium, {@code Chrome} in EdgeHTML.
     */
    static @Nullable EngineVersion of(String agent) {
        int webkit = agent.indexOf("AppleWebKit/");
        if (webkit >= 0) {
            int chrome = agent.indexOf("Chrome/", webkit);
            return chrome < 0 ? webkit(agent, webkit) : chromium(agent, chrome + "Chrome/".length());
        }
        int gecko = agent.indexOf(" Gecko/");
        return gecko < 0 ? word(agent) : gecko(agent, gecko);
    }

    private static @Nullable EngineVersion chromium(String agent, int version) {
        if (agent.indexOf(" Edge/", version) >= 0) {
            return null;
        }
        Engine engine = agent.contains("; wv)")
                ? Engine.WEBVIEW
                : agent.contains(" QtWebEngine/") ? Engine.QTWEBENGINE : Engine.CHROMIUM;
        return new EngineVersion(engine, number(agent, version));
    }

    /** Older numbers are those of Chromium, which keeps 537.36, and of many forks on phones and televisions. */
    private static @Nullable EngineVersion webkit(String agent, int webkit) {
        if (number(agent, webkit + "AppleWebKit/".length()) < MIN_WEBKIT) {
            return null;
        }
        int version = after(agent, " Version/", webkit);
        return new EngineVersion(Engine.WEBKIT, version >= 0 ? version : after(agent, " OS ", 0));
    }

    /** Firefox stayed at "rv:109" for ten versions, and other programs have only that number. */
    private static @Nullable EngineVersion gecko(String agent, int gecko) {
        for (String fork : FORKS_OF_GECKO) {
            if (agent.indexOf(fork, gecko) >= 0) {
                return null;
            }
        }
        int firefox = after(agent, " Firefox/", gecko);
        return new EngineVersion(Engine.GECKO, firefox >= 0 ? firefox : after(agent, "rv:", 0));
    }

    private static @Nullable EngineVersion word(String agent) {
        boolean outlook = agent.contains("ms-office") || agent.contains("Microsoft Outlook");
        return outlook ? new EngineVersion(Engine.WORD, UNKNOWN) : null;
    }

    /** The number after a name, or {@link #UNKNOWN}. */
    private static int after(String agent, String name, int from) {
        int start = agent.indexOf(name, from);
        return start < 0 ? UNKNOWN : number(agent, start + name.length());
    }

    private static int number(String agent, int start) {
        int number = 0;
        int end = start;
        while (end < agent.length() && end < start + MAX_DIGITS && Character.isDigit(agent.charAt(end))) {
            number = number * 10 + Character.digit(agent.charAt(end++), 10);
        }
        return end == start ? UNKNOWN : number;
    }
}
