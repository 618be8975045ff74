package telltale.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native code. It is copied into a folder in the home, emptied at each start: the driver would unpack it into a
 * temporary folder, where a killed process leaves it and where execution may be forbidden, and would compare the copy byte
 * by byte, which takes a twentieth of the start.
 */
final class SqliteNativeCode {
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";
    private static final String LIBRARY_NAME = "org.sqlite.lib.name";

    private static boolean isLoaded;

    private SqliteNativeCode() {}

    /**
     * Loads the native code once. The driver starts a process to detect the system, and the JDK thread that waits for that
     * process keeps its context class loader for a minute. The platform class loader is set meanwhile, since a redeployed
     * application would stay in memory that long.
     *
     * @param folder used by nothing else
     * @throws UnsupportedPlatformException if the driver has no code for this system and the operator named none
     */
    static synchronized void load(Path folder) {
        if (isLoaded) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            empty(folder);
            if (System.getProperty(LIBRARY_FOLDER) == null) {
                loadCopy(copyTo(folder));
            } else {
                initialize();
            }
            isLoaded = true;
        } catch (UnsupportedPlatformException unsupported) {
            throw unsupported;
        } catch (Exception failed) {
            throw new IllegalStateException(
                    "The embedded database could not be loaded from " + folder + ": " + failed.getMessage(), failed);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    /** Copies the library under a new name, since a process loads no path twice. */
    private static Path copyTo(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        Path copy = folder.resolve(UUID.randomUUID() + "-" + name);
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new UnsupportedPlatformException(System.getProperty("os.name"), System.getProperty("os.arch"));
            }
            Files.copy(library, copy);
        }
        return copy;
    }

    private static void loadCopy(Path library) throws Exception {
        Map<String, @Nullable String> before = new HashMap<>();
        before.put(
                LIBRARY_FOLDER,
                System.setProperty(LIBRARY_FOLDER, library.resolveSibling("").toString()));
        before.put(LIBRARY_NAME, System.setProperty(LIBRARY_NAME, String.valueOf(library.getFileName())));
        try {
            initialize();
        } finally {
            before.forEach(SqliteNativeCode::restore);
        }
    }

    private static void restore(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    private static void initialize() throws Exception {
        if (!SQLiteJDBCLoader.initialize()) {
            throw new IllegalStateException("the embedded database does not support this platform");
        }
    }

    private static void empty(Path folder) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
                for (Path leftover : leftovers) {
                    Files.deleteIfExists(leftover);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
