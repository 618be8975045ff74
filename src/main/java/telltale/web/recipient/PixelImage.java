package telltale.web.recipient;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Base64;

/** The bytes of the tracking image and their media type. */
public final class PixelImage {
    /** The smallest transparent GIF that every client shows: 43 bytes. */
    private static final String INVISIBLE = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==";

    private final byte[] bytes;
    private final String contentType;

    public PixelImage(byte[] bytes, String contentType) {
        this.bytes = bytes.clone();
        this.contentType = contentType;
    }

    /** Returns a transparent image of one pixel. */
    public static PixelImage invisible() {
        return new PixelImage(Base64.getDecoder().decode(INVISIBLE), "image/gif");
    }

    /** Returns the bytes without copying: the servlet writes them thousands of times per second. */
    byte[] bytes() {
        return bytes;
    }

    /** Opens the bytes. */
    InputStream open() {
        return new ByteArrayInputStream(bytes);
    }

    public String contentType() {
        return contentType;
    }
}
