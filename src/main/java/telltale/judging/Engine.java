package telltale.judging;

import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;

/** A library that loads and renders web pages, as used by many browsers and mail clients. */
enum Engine implements WireConstant {
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
}
