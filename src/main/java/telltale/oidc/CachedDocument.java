package telltale.oidc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A document of the provider, fetched again when it is too old. While one thread fetches it, others wait for the result. */
final class CachedDocument<T> {
    /** How long a withdrawn key or a moved endpoint may still be used. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final Fetch<T> fetch;
    private final Clock clock;
    private @Nullable Copy<T> copy;

    /** Fetches the document. */
    @FunctionalInterface
    interface Fetch<T> {
        T fetch() throws SignInException;
    }

    private record Copy<T>(T value, Instant fetchedAt) {}

    CachedDocument(Fetch<T> fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** The document, at most ten minutes old. */
    T get() throws SignInException {
        return get(MAX_AGE);
    }

    /** The document with a maximum age. */
    synchronized T get(Duration maxAge) throws SignInException {
        Copy<T> current = copy;
        Instant now = clock.instant();
        if (current == null || !now.isBefore(current.fetchedAt.plus(maxAge)) || now.isBefore(current.fetchedAt)) {
            current = new Copy<>(fetch.fetch(), now);
            copy = current;
        }
        return current.value;
    }
}
