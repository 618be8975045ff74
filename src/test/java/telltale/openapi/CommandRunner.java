package telltale.openapi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands in a folder. */
final class CommandRunner {
    private static final long TIMEOUT_SECONDS = 240;

    private final Path folder;

    /** @param folder the working folder of the commands */
    CommandRunner(Path folder) {
        this.folder = folder;
    }

    /** What a command did. */
    record Result(int exit, String output, String errors) {}

    /** Runs a command in the folder, with the settings in its environment. */
    Result run(Map<String, String> settings, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(settings);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean hasEnded = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(errors, StandardCharsets.UTF_8);
        assertTrue(hasEnded, () -> command + " did not end: " + printed);
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8), printed);
    }

    /** A program of the JDK that runs this test. */
    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
