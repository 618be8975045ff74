package telltale.judging;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A program library that loads and renders web pages, of which many browsers and mail clients are made. */
enum Engine {
    CHROMIUM(null),
    /** The component of Android with which apps show pages. */
    WEBVIEW(CHROMIUM),
    QTWEBENGINE(CHROMIUM),
    GECKO(null),
    WEBKIT(null),
    /** Word, with which Outlook on Windows renders mail. */
    WORD(null);

    private final @Nullable Engine base;

    /** @param base the engine that this one is built on */
    Engine(@Nullable Engine base) {
        this.base = base;
    }

    /** Whether this is that engine, or is built on it. */
    boolean is(Engine other) {
        return this == other || base == other;
    }

    /** The name in data files. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
