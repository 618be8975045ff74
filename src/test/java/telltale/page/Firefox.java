package telltale.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openqa.selenium.ImmutableCapabilities;
import org.openqa.selenium.remote.RemoteWebDriver;

/** Firefox ESR without a window. */
final class Firefox extends Browser {
    private static final Path FIREFOX = Path.of("/usr/bin/firefox-esr");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Process process;

    private Firefox(Process process, int port) throws IOException {
        super(new RemoteWebDriver(new Marionette(port), new ImmutableCapabilities()));
        this.process = process;
    }

    /** @param folder an existing folder for its profile */
    static Firefox startedIn(Path folder) throws IOException, InterruptedException {
        require(FIREFOX, "firefox-esr");
        Path profile = Files.createDirectory(folder.resolve("firefox"));
        Files.writeString(profile.resolve("user.js"), "user_pref(\"marionette.port\", 0);\n");
        List<String> command = List.of(
                FIREFOX.toString(),
                "--headless",
                "--marionette",
                "--remote-allow-system-access", // for the console
                "--no-remote",
                "--profile",
                profile.toString(),
                "about:blank");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.txt").toFile());
        builder.environment().put("HOME", profile.toString());
        Process process = builder.start();
        try {
            return new Firefox(process, awaitPort(process, profile));
        } catch (IOException | RuntimeException failed) {
            process.destroyForcibly().waitFor();
            throw failed;
        }
    }

    private static int awaitPort(Process process, Path profile) throws IOException, InterruptedException {
        Path port = profile.resolve("MarionetteActivePort");
        long start = System.nanoTime();
        while (!Files.exists(port) || Files.size(port) == 0) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() - start > TIMEOUT.toNanos()) {
                throw new IllegalStateException(
                        "Firefox did not start:\n" + Files.readString(profile.resolve("output.txt")));
            }
        }
        return Integer.parseInt(Files.readString(port).strip());
    }

    @Override
    public void close() {
        super.close();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("Firefox did not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
