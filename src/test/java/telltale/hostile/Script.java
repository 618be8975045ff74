package telltale.hostile;

import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one hostile connection does from its beginning to its end.
 *
 * @param pieces what is sent, piece by piece; null where nothing more follows
 * @param pause how long after a piece the next one may be sent
 * @param window how many pieces may be without an answer; {@link #UNLIMITED} for pieces that are no requests
 * @param end what happens once all is sent
 * @param rest how long after a connection the next one begins
 */
record Script(IntFunction<byte @Nullable []> pieces, Duration pause, int window, End end, Duration rest) {
    static final int UNLIMITED = Integer.MAX_VALUE;

    /** What a connection does when it has nothing more to send. */
    enum End {
        /** Waits for the server to close it, then begins anew. */
        READ,
        /** Stays open, and reads nothing through a receive window as small as can be. */
        NEVER_READ,
        /** Resets the connection at once, and begins anew. */
        RESET
    }

    /** One request on each connection; the next connection begins once the server has closed this one. */
    static Script once(byte[] request) {
        return new Script(round -> round == 0 ? request : null, Duration.ZERO, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** A beginning at once, then a filler again and again. */
    static Script drip(byte[] beginning, byte[] filler, Duration pause) {
        return new Script(round -> round == 0 ? beginning : filler, pause, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** Requests on a kept connection. */
    static Script requests(IntFunction<byte @Nullable []> requests, int window) {
        return new Script(requests, Duration.ZERO, window, End.READ, Duration.ZERO);
    }

    /** A connection that never sends a byte. */
    static Script silent() {
        return new Script(round -> null, Duration.ZERO, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** Requests whose answers are never read. */
    static Script unread(byte[] request, int times) {
        return new Script(
                round -> round < times ? request : null, Duration.ZERO, UNLIMITED, End.NEVER_READ, Duration.ZERO);
    }

    /** A connection that is reset as soon as it is open. */
    static Script reset() {
        return new Script(round -> null, Duration.ZERO, UNLIMITED, End.RESET, Duration.ZERO);
    }

    /** Repeats with a pause between two connections. */
    Script resting(Duration between) {
        return new Script(pieces, pause, window, end, between);
    }
}
