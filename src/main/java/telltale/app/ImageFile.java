package telltale.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import telltale.web.recipient.PixelImage;

/**
 * A custom pixel image, read once.
 *
 * @param image the response of the pixel address
 * @param width in pixels
 * @param height in pixels
 */
record ImageFile(PixelImage image, int width, int height) {
    /** Larger images would slow down the display of a mail. */
    private static final long MAX_BYTES = 1024 * 1024;

    private static final Map<String, String> TYPES =
            Map.of("gif", "image/gif", "png", "image/png", "jpeg", "image/jpeg");

    /**
     * Reads an image file.
     *
     * @throws StartupException with the file name and the problem
     */
    static ImageFile read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StartupException("PIXEL_IMAGE " + file + " has " + Files.size(file)
                        + " bytes, more than the maximum of " + MAX_BYTES + ". Use a smaller image.");
            }
            return read(file, Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new StartupException(
                    "PIXEL_IMAGE " + file + " cannot be read: " + unreadable
                            + ". Set it to a JPEG, PNG or GIF file that the server can read.",
                    unreadable);
        }
    }

    private static ImageFile read(Path file, byte[] bytes) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (readers.hasNext()) {
                ImageReader reader = readers.next();
                try {
                    String type = TYPES.get(reader.getFormatName().toLowerCase(java.util.Locale.ROOT));
                    if (type != null) {
                        reader.setInput(in);
                        return new ImageFile(new PixelImage(bytes, type), reader.getWidth(0), reader.getHeight(0));
                    }
                } finally {
                    reader.dispose();
                }
            }
        }
        throw new StartupException("PIXEL_IMAGE " + file + " is not a JPEG, PNG or GIF image. Set it to one of these.");
    }
}
