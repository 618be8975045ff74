package telltale.web.recipient;

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

    /** One transparent dot. */
    public static PixelImage invisible() {
        return new PixelImage(Base64.getDecoder().decode(INVISIBLE), "image/gif");
    }

    /** Not a copy: the servlet writes it a thousand times a second. */
    byte[] bytes() {
        return bytes;
    }

    public String contentType() {
        return contentType;
    }
}
