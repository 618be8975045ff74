package telltale.web.recipient;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an image asynchronously, at the speed of the client. */
final class ImageWriter implements WriteListener {
    private static final int CHUNK_SIZE = 8 * 1024;
    private static final Logger log = LoggerFactory.getLogger(ImageWriter.class);

    private final byte[] image;
    private final AsyncContext context;
    private final ServletOutputStream out;
    private int written;

    private ImageWriter(byte[] image, AsyncContext context, ServletOutputStream out) {
        this.image = image;
        this.context = context;
        this.out = out;
    }

    /** Writes an image as the response, and completes the request. */
    static void write(byte[] image, AsyncContext context) {
        try {
            ServletOutputStream out = context.getResponse().getOutputStream();
            out.setWriteListener(new ImageWriter(image, context, out));
        } catch (IOException disconnected) {
            log.debug("A client disconnected before its image was written: {}", disconnected.getMessage());
            context.complete();
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written == image.length) {
                context.complete();
                return;
            }
            int count = Math.min(CHUNK_SIZE, image.length - written);
            out.write(image, written, count);
            written += count;
        }
    }

    @Override
    public void onError(Throwable disconnected) {
        log.debug("A client disconnected before its image was written: {}", disconnected.getMessage());
        context.complete();
    }
}
