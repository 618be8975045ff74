package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of Debian packages. */
final class Programs {
    private static final long TIMEOUT_SECONDS = 120;

    private Programs() {}

    /**
     * The output of a program, which must succeed.
     *
     * @param debianPackage named if the program is missing
     */
    static String output(String debianPackage, List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("program-", ".err");
        try {
            Process program =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            program.getOutputStream().close();
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(program.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> command + " did not end");
            assertEquals(0, program.exitValue(), Files.readString(errors));
            return output;
        } catch (IOException missing) {
            throw new IllegalStateException(
                    debianPackage + " is missing. Remedy: apt-get install " + debianPackage, missing);
        } finally {
            Files.delete(errors);
        }
    }
}
