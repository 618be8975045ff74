package telltale.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console of Firefox tells a test, without which a quiet console would prove nothing. */
class FirefoxFullIT {
    private static final String PAGE = """
            <!doctype html>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="img-src 'none'">
            <img src="http://localhost:1/refused.png" alt="">
            <script>
                addEventListener('load', () => {
                    console.info('information');
                    console.error('an error', 'in parts');
                    setTimeout(() => { throw new Error('uncaught'); });
                });
            </script>
            """;

    @Test
    void theConsoleHoldsErrorsAndWhatAPolicyRefuses(@TempDir Path folder) throws IOException, InterruptedException {
        Path page = Files.writeString(folder.resolve("page.html"), PAGE);
        try (Firefox browser = Firefox.startedIn(folder)) {
            browser.go(page.toUri());
            List<String> all = new ArrayList<>();
            browser.await("three messages", tab -> all.addAll(browser.complaints()) && all.size() >= 3 ? tab : null);
            for (String text : List.of("“img-src 'none'”", "uncaught", "an error in parts")) {
                assertTrue(all.stream().anyMatch(message -> message.contains(text)), () -> text + " is not in " + all);
            }
            assertTrue(all.stream().noneMatch(message -> message.contains("information")), all::toString);
        }
    }
}
