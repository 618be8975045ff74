package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The unit tests of the page's modules, which run in Node.js. */
class PageModulesFullIT {
    private static final Path NODE = Path.of("/usr/bin/node");
    private static final Path TESTS = Path.of("src", "test", "js");

    @Test
    void theTestsOfTheModulesPass() throws IOException, InterruptedException {
        assertTrue(
                Files.isExecutable(NODE), NODE + " is missing. Remedy: apt-get install --no-install-recommends nodejs");
        List<String> command = new ArrayList<>(List.of(NODE.toString(), "--test"));
        command.addAll(tests());

        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();

        String out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, node.waitFor(), out);
    }

    private static List<String> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            List<String> tests = files.map(Path::toString)
                    .filter(file -> file.endsWith(".test.mjs"))
                    .sorted()
                    .toList();
            // Without a file, Node.js would look for tests by itself and pass with none.
            assertTrue(!tests.isEmpty(), TESTS + " has no tests");
            return tests;
        }
    }
}
