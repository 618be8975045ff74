package telltale.stream;

import java.io.IOException;

/** The connection to a listener. No method blocks; they are not called concurrently, but for {@link #close}. */
public interface StreamClient {
    /** Whether a write would not have to wait for the client. */
    boolean isReady() throws IOException;

    /** Sends bytes. Only called after {@link #isReady} returned true. */
    void write(byte[] bytes) throws IOException;

    /** Whether the key or session that opened the stream is still accepted. */
    boolean isPermitted();

    /** Ends the response. Idempotent. */
    void close();
}
