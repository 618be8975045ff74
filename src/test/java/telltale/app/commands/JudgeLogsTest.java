package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.judging.Ruleset;

/** The command {@code judge} with access logs. */
class JudgeLogsTest {
    private static final String LOG = """
            203.0.113.7 - - [30/Nov/2026:17:02:26 +0000] "GET /app/pixel/a HTTP/1.1" 200 43 "-" "curl/8.4.0"
            203.0.113.7 - - [30/Nov/2026:17:02:27 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"

            203.0.113.7 - - [30/Nov/2026:17:02:28 +0000] "GET /app/click/a HTTP/1.1" 302 0 "-" "%s"
            203.0.113.7 - - [30/Nov/2026:17:02:29 +0000] "GET /app/pixel/a HTTP/1.1" 200 43 "-" "%s"
            203.0.113.7 - - [30/Nov/2026:17:02:30 +0000] "GET /app/pi""".formatted(AccessLogs.FIREFOX, AccessLogs.FIREFOX);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theIdIsTheNumberOfTheLineAndBadLinesAreNamed() throws IOException {
        assertEquals(1, judge(LOG, "--format", "combined"));
        String ruleset = Ruleset.builtIn().version();
        assertEquals("""
                {"id":1,"class":"bot","confidence":"certain","reasons":["library"],"ruleset":"%1$s"}
                {"id":4,"class":"human-direct","confidence":"probable","reasons":["browser"],"ruleset":"%1$s"}
                {"id":5,"class":"human-direct","confidence":"probable","reasons":["browser"],"ruleset":"%1$s"}
                """.formatted(ruleset), out.toString(StandardCharsets.UTF_8));
        assertEquals("""
                line 2 skipped: its request is not HTTP
                line 6 skipped: it ends within its request
                """, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aSummaryCountsVerdictsInPlaceOfLines() throws IOException {
        assertEquals(1, judge(LOG, "--summary", "--format", "nginx"));
        assertEquals(
                "           2 human-direct, probable\n           1 bot, certain\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void linesAcrossBuffersAreReadAsAWhole() throws IOException {
        String line = LOG.lines().findFirst().orElseThrow() + "\n";
        assertEquals(0, judge(line.repeat(5000), "--format", "combined"));
        assertEquals(5000, out.toString(StandardCharsets.UTF_8).lines().count());
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("{\"id\":5000,\"class\":\"bot\""));
    }

    @Test
    void aLogWithoutALastLineFeedIsReadToItsEnd() throws IOException {
        assertEquals(0, judge(LOG.lines().findFirst().orElseThrow(), "--format", "combined"));
        assertEquals(1, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format",
                "--format clf",
                "--format json --kind open",
                "--kind open",
                "--format nginx --kind image",
                "--format nginx --captures user-agent",
                "--format haproxy --captures user-agent,",
                "--format haproxy --captures user-agent|referer",
                "--format nginx --format nginx",
                "--summary --summary",
                "--summary --labelled",
                "--format nginx --labelled",
                "--sumary",
                "access.log"
            })
    void wrongArgumentsAreNamed(String arguments) {
        IllegalArgumentException misused =
                assertThrows(IllegalArgumentException.class, () -> JudgeOptions.parse(List.of(arguments.split(" "))));
        String message = String.valueOf(misused.getMessage());
        assertTrue(message.endsWith(".") && message.contains("-"), message);
        assertEquals(2, run(arguments.split(" ")));
        assertEquals(message + "\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void helpNamesEachOption() {
        assertEquals(0, run("--help"));
        String help = out.toString(StandardCharsets.UTF_8);
        List.of(
                        "--format json",
                        "combined",
                        "nginx",
                        "apache",
                        "haproxy",
                        "--captures",
                        "--kind",
                        "--summary",
                        "--labelled")
                .forEach(option -> assertTrue(help.contains(option), option));
    }

    private int run(String... arguments) {
        return JudgeCommand.run(Map.of(), Path.of(".env"), Arrays.asList(arguments), print(out), print(err));
    }

    private int judge(String log, String... arguments) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(log.getBytes(StandardCharsets.ISO_8859_1));
        return new JudgeCommand(JudgeOptions.parse(Arrays.asList(arguments))).judge(in, out, print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
