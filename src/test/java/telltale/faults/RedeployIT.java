package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;

/** Tests that deploying, using and undeploying the WAR ten times in a running Tomcat leaves nothing behind. */
class RedeployIT {
    private static final int TIMES = 10;
    private static final long TIMEOUT_SECONDS = 180;
    private static final Path SOURCE = Path.of("src/test/java/telltale/faults/Redeployments.java");
    private static final Path RESULTS = Path.of("target/redeployments");
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

    private static final Properties found = new Properties();
    private static int mails;
    private static String log = "";

    @BeforeAll
    static void redeploy(@TempDir Path folder) throws Exception {
        GreenMail mailServer = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mailServer.start();
        try {
            run(folder, mailServer.getSmtp().getPort());
            mails = mailServer.getReceivedMessages().length;
        } finally {
            mailServer.stop();
        }
        try (InputStream report = Files.newInputStream(RESULTS.resolve("report"))) {
            found.load(report);
        }
        log = Files.readString(folder.resolve("output"));
    }

    @Test
    void eachDeploymentSentItsMail() {
        assertEquals(TIMES, mails);
    }

    @Test
    void noThreadRemains() {
        assertEquals("", found.getProperty("threads"));
    }

    @Test
    void noClassLoaderRemains() {
        assertEquals("0", found.getProperty("loaders"), () -> "the heap is in " + RESULTS.resolve("heap.hprof"));
    }

    @Test
    void tomcatReportsNoLeak() {
        assertEquals(
                "", log.lines().filter(line -> line.contains("memory leak")).collect(Collectors.joining("\n")), log);
    }

    @Test
    void noFileRemainsOpen() {
        assertEquals("", found.getProperty("files"));
        assertTrue(Integer.parseInt(found.getProperty("files.more")) <= 0, found.toString());
    }

    @Test
    void theHomeIsFree() {
        assertEquals("free", found.getProperty("home"));
    }

    private static void run(Path folder, int smtpPort) throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        Path output = folder.resolve("output");
        Files.createDirectories(RESULTS);
        Files.deleteIfExists(RESULTS.resolve("heap.hprof"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        OPENED.forEach(part -> command.add("--add-opens=" + part + "=ALL-UNNAMED"));
        command.addAll(List.of(
                "-cp", TOMCAT.toAbsolutePath() + "/*", SOURCE.toAbsolutePath().toString()));
        command.addAll(List.of(folder.resolve("tomcat").toString(), RunningWar.WAR.toString(), home.toString()));
        command.addAll(List.of(
                String.valueOf(TIMES),
                RESULTS.resolve("report").toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL)_.*"));
        builder.environment()
                .putAll(Map.of(
                        "TELLTALE_HOME", home.toString(),
                        "EMAIL_HOST", "127.0.0.1",
                        "EMAIL_PORT", String.valueOf(smtpPort),
                        "EMAIL_TLS", "none",
                        "EMAIL_FROM", "news@example.com",
                        "PIXEL_URL", "http://127.0.0.1/app/pixel"));
        Process server = builder.start();
        try {
            assertTrue(server.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "it did not exit: " + read(output));
            assertEquals(0, server.exitValue(), () -> read(output));
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return gone.toString();
        }
    }
}
