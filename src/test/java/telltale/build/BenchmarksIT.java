package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The benchmarks fit the classes in the WAR, although no build runs them. */
final class BenchmarksIT {
    @Test
    void theBenchmarksCompile() throws Exception {
        ProcessBuilder command = new ProcessBuilder("bench/compile").redirectErrorStream(true);
        Path programs = Path.of(System.getProperty("java.home"), "bin");
        command.environment().merge("PATH", programs.toString(), (path, own) -> own + ":" + path);
        Process compiling = command.start();
        String output = new String(compiling.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, compiling.waitFor(), output);
    }
}
