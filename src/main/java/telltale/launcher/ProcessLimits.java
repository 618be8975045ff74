package telltale.launcher;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.launcher.connector.ConnectionLimits;

/** The limits that the operating system and the JVM set for this process. */
final class ProcessLimits {
    /** The line {@code Max open files  1024  524288  files} of proc(5); a limit may also be {@code unlimited}. */
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(?<soft>\\d+)\\s.*");

    private ProcessLimits() {}

    /** The connection limits that suit this process. */
    static ConnectionLimits connections() {
        return ConnectionLimits.of(Runtime.getRuntime().maxMemory(), openFiles());
    }

    /** Reads Linux's own table, because the JVM's management beans take long to load. */
    private static long openFiles() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            return limits.map(OPEN_FILES::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(limit -> Long.parseLong(limit.group("soft")))
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException | UncheckedIOException notLinux) {
            return managedOpenFiles();
        }
    }

    private static long managedOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
