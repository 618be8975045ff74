package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes content from memory asynchronously, at the speed of the client. */
final class ContentWriter implements WriteListener {
    private static final int CHUNK_SIZE = 8 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ContentWriter.class);

    private final InputStream content;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final byte[] chunk = new byte[CHUNK_SIZE];

    private ContentWriter(InputStream content, AsyncContext context, ServletOutputStream out) {
        this.content = content;
        this.context = context;
        this.out = out;
    }

    /** Writes content as the response, and completes the request. */
    static void write(InputStream content, AsyncContext context) {
        try {
            ServletOutputStream out = context.getResponse().getOutputStream();
            out.setWriteListener(new ContentWriter(content, context, out));
        } catch (IOException disconnected) {
            log.debug("A client disconnected before the response was written: {}", disconnected.getMessage());
            context.complete();
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            int count = content.read(chunk);
            if (count < 0) {
                context.complete();
                return;
            }
            out.write(chunk, 0, count);
        }
    }

    @Override
    public void onError(Throwable disconnected) {
        log.debug("A client disconnected before the response was written: {}", disconnected.getMessage());
        context.complete();
    }
}
