package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import telltale.launcher.RunningWar;

/** What {@link Redeployments} found in a Tomcat after the WAR was deployed, used and undeployed a number of times. */
final class RedeployedWar {
    private static final long TIMEOUT_SECONDS = 300;
    private static final Path SOURCE = Path.of("src/test/java/telltale/faults/Redeployments.java");
    private static final Path TOMCAT = Path.of("target/launcher-lib/tomcat");

    /** Packages that Tomcat's start script opens for its leak detection. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    private final Path results;
    private final Properties found = new Properties();
    private final String log;
    private final int mails;

    private RedeployedWar(Path results, String log, int mails) throws IOException {
        this.results = results;
        this.log = log;
        this.mails = mails;
        try (InputStream report = Files.newInputStream(results.resolve("report"))) {
            found.load(report);
        }
    }

    /**
     * Runs the Tomcat until all is undeployed.
     *
     * @param folder an empty folder
     * @param settings of Telltale, besides its home and its mail server
     */
    static RedeployedWar run(Path folder, int times, Map<String, String> settings)
            throws IOException, InterruptedException {
        GreenMail mailServer = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailServer.start();
        try {
            Map<String, String> all = new HashMap<>(settings);
            all.put("EMAIL_HOST", "127.0.0.1");
            all.put("EMAIL_PORT", String.valueOf(mailServer.getSmtp().getPort()));
            all.put("EMAIL_TLS", "none");
            all.put("EMAIL_FROM", "news@example.com");
            all.put("PIXEL_URL", "http://127.0.0.1/app/pixel");
            return run(folder, times, all, () -> mailServer.getReceivedMessages().length);
        } finally {
            mailServer.stop();
        }
    }

    private static RedeployedWar run(Path folder, int times, Map<String, String> settings, IntSupplier mails)
            throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        Path output = folder.resolve("output");
        Path results = Files.createDirectories(Path.of("target/redeployments"));
        Files.deleteIfExists(results.resolve("heap.hprof"));
        ProcessBuilder builder = new ProcessBuilder(command(folder, home, times, results));
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL)_.*"));
        builder.environment().put("TELLTALE_HOME", home.toString());
        builder.environment().putAll(settings);
        Process server = builder.start();
        try {
            assertTrue(server.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "it did not exit: " + read(output));
            assertEquals(0, server.exitValue(), () -> read(output));
        } finally {
            server.destroyForcibly().onExit().join();
        }
        return new RedeployedWar(results, read(output), mails.getAsInt());
    }

    private static List<String> command(Path folder, Path home, int times, Path results) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        OPENED.forEach(part -> command.add("--add-opens=" + part + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-cp", TOMCAT.toAbsolutePath() + "/*", SOURCE.toAbsolutePath().toString()));
        command.addAll(List.of(folder.resolve("tomcat").toString(), RunningWar.WAR.toString(), home.toString()));
        command.addAll(List.of(
                String.valueOf(times),
                results.resolve("report").toAbsolutePath().toString()));
        return command;
    }

    /** The number of mails that the deployments sent. */
    int mails() {
        return mails;
    }

    /** What was found, such as {@code threads}. */
    String found(String property) {
        return found.getProperty(property);
    }

    /** The lines in which Tomcat reports a leak. */
    String leaks() {
        return log.lines().filter(line -> line.contains("memory leak")).collect(Collectors.joining("\n"));
    }

    String log() {
        return log;
    }

    /** Where the heap is, if a class loader remained. */
    String heap() {
        return "the heap is in " + results.resolve("heap.hprof");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
