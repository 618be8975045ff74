package telltale.hostile;

import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The behavior of one hostile connection.
 *
 * @param pieces returns the bytes to send, piece by piece; null after the last one
 * @param pause the time between two pieces
 * @param window the maximum number of unanswered pieces; {@link #UNLIMITED} for pieces that are not whole requests
 * @param end what to do after the last piece
 * @param rest the time between two connections
 */
record Script(IntFunction<byte @Nullable []> pieces, Duration pause, int window, End end, Duration rest) {
    static final int UNLIMITED = Integer.MAX_VALUE;

    /** The behavior of a connection after the last piece. */
    enum End {
        /** Waits for the server to close it, then connects again. */
        READ,
        /** Stays open and reads nothing, with the smallest possible receive window. */
        NEVER_READ,
        /** Resets the connection at once, then connects again. */
        RESET
    }

    /** Sends one request per connection, and connects again after the server has closed it. */
    static Script once(byte[] request) {
        return new Script(round -> round == 0 ? request : null, Duration.ZERO, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** Sends a beginning at once, then a filler repeatedly. */
    static Script drip(byte[] beginning, byte[] filler, Duration pause) {
        return new Script(round -> round == 0 ? beginning : filler, pause, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** Sends requests on a persistent connection. */
    static Script requests(IntFunction<byte @Nullable []> requests, int window) {
        return new Script(requests, Duration.ZERO, window, End.READ, Duration.ZERO);
    }

    /** Connects and never sends a byte. */
    static Script silent() {
        return new Script(round -> null, Duration.ZERO, UNLIMITED, End.READ, Duration.ZERO);
    }

    /** Sends requests and never reads the responses. */
    static Script unread(byte[] request, int times) {
        return new Script(
                round -> round < times ? request : null, Duration.ZERO, UNLIMITED, End.NEVER_READ, Duration.ZERO);
    }

    /** Resets the connection as soon as it is open. */
    static Script reset() {
        return new Script(round -> null, Duration.ZERO, UNLIMITED, End.RESET, Duration.ZERO);
    }

    /** Returns this script with a pause between two connections. */
    Script resting(Duration between) {
        return new Script(pieces, pause, window, end, between);
    }
}
