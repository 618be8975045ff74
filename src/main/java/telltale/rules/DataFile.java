package telltale.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads data files from the class path. */
public final class DataFile {
    private DataFile() {}

    /**
     * Reads a file that lies next to the classes of a package.
     *
     * @param neighbor a class of that package
     * @throws IllegalStateException if the build lacks the file
     */
    public static String read(Class<?> neighbor, String name) {
        try (InputStream in = neighbor.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from this build of Telltale");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
