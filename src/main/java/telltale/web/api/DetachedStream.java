package telltale.web.api;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event stream on a connection that the container has handed over. Created by the container. */
public final class DetachedStream implements HttpUpgradeHandler {
    private static final Logger log = LoggerFactory.getLogger(DetachedStream.class);

    private @Nullable StreamConnection stream;
    private Runnable closer = () -> {};

    /** @param closing closes the connection, which {@link WebConnection#close} only marks */
    void serve(StreamConnection served, Runnable closing) {
        stream = served;
        closer = closing;
    }

    @Override
    public void init(WebConnection connection) {
        StreamConnection served = stream;
        if (served == null) {
            return;
        }
        try {
            connection.getInputStream().setReadListener(new EndOfClient(connection.getInputStream(), served));
            Runnable closing = () -> close(connection);
            served.begin(connection.getOutputStream(), closing, closing);
        } catch (IOException failed) {
            log.debug("A stream could not begin: {}", failed.getMessage());
            close(connection);
        }
    }

    private void close(WebConnection connection) {
        try {
            connection.close();
            closer.run();
        } catch (Exception disconnected) {
            log.debug("A stream had ended: {}", disconnected.getMessage());
        }
    }

    @Override
    public void destroy() {
        StreamConnection served = stream;
        if (served != null) {
            served.close();
        }
    }

    /** Ends the stream when the client closes the connection. */
    private record EndOfClient(ServletInputStream in, StreamConnection stream) implements ReadListener {
        @Override
        public void onDataAvailable() throws IOException {
            byte[] ignored = new byte[256];
            while (in.isReady()) {
                if (in.read(ignored) < 0) {
                    stream.close();
                    return;
                }
            }
        }

        @Override
        public void onAllDataRead() {
            stream.close();
        }

        @Override
        public void onError(Throwable disconnected) {
            stream.close();
        }
    }
}
