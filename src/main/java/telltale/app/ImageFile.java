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
 * The owner's own image, read once.
 *
 * @param image what the pixel address serves
 * @param width its own, in pixels
 * @param height its own, in pixels
 */
record ImageFile(PixelImage image, int width, int height) {
    /** A mail that pulls more than this for one picture is a nuisance to its reader. */
    private static final long LARGEST = 1024 * 1024;

    private static final Map<String, String> TYPES =
            Map.of("gif", "image/gif", "png", "image/png", "jpeg", "image/jpeg");

    /**
     * @throws StartupException naming the file and what is wrong with it
     */
    static ImageFile read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new StartupException("PIXEL_IMAGE " + file + " has " + Files.size(file) + " bytes; at most "
                        + LARGEST + " are served. Make it smaller.");
            }
            return read(file, Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new StartupException(
                    "PIXEL_IMAGE " + file + " cannot be read: " + unreadable
                            + ". Name a JPEG, PNG or GIF file that this server may read.",
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
        throw new StartupException("PIXEL_IMAGE " + file + " is no JPEG, PNG or GIF image. Name one that is.");
    }
}
