package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeCommandTest {
    private static final String CURL =
            "{\"id\":\"a\",\"kind\":\"click\",\"method\":\"GET\",\"headers\":{\"user-agent\":\"curl/8.4.0\"}}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void eachRequestGetsItsVerdict() throws IOException {
        assertEquals(0, judge(CURL + "\n\n" + CURL.replace("\"a\"", "7")));
        List<JsonObject> verdicts = verdicts();
        assertEquals(2, verdicts.size());
        assertEquals(
                List.of("id", "class", "confidence", "reasons", "ruleset"),
                List.copyOf(verdicts.get(0).keySet()));
        assertEquals("a", verdicts.get(0).getString("id"));
        assertEquals("bot", verdicts.get(0).getString("class"));
        assertEquals(7, verdicts.get(1).getInt("id"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{\"id\":1}",
                "{\"id\":1,\"kind\":\"look\"}",
                "{\"id\":1,\"kind\":\"open\",\"headers\":7}",
                "{\"id\":1,\"kind\":\"open\",\"headers\":{\"User-Agent\":7}}",
                "{\"id\":1,\"kind\":\"open\",\"ip\":\"mask.example\"}",
                "{\"id\":1,\"kind\":\"open\",\"seconds_after_delivery\":\"3\"}",
                "{\"id\":1,\"kind\":\"open\",\"seconds_after_delivery\":1e300}",
                "{\"id\":1,\"kind\":\"open\"} {\"id\":2}"
            })
    void aBadLineIsNamedAndSkipped(String bad) throws IOException {
        assertEquals(1, judge(CURL + "\n" + bad + "\n" + CURL));
        assertEquals(2, verdicts().size());
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith("line 2 skipped: ") && said.lines().count() == 1, said);
    }

    @Test
    void verdictsAreComparedWithLabels() throws IOException {
        String person =
                CURL.replace("curl/8.4.0", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");
        assertEquals(
                0,
                judge(
                        labelled(CURL, "\"label\":\"bot\"") + "\n"
                                + labelled(person, "\"label\":\"scanner\",\"sort\":\"a|b\"") + "\n"
                                + labelled(person, "\"label\":\"human-direct\""),
                        "--labelled"));
        String tables = out.toString(StandardCharsets.UTF_8);
        List.of(
                        "| machines called people | 1 of 2 | 50.0 % (9.5 to 90.5 %) |",
                        "| people unknown | 0 of 1 | 0.0 % (0.0 to 79.3 %) |",
                        "| scanner | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 of 1 | 0.0 % (0.0 to 79.3 %) |",
                        "| probable | 1 of 2 | 50.0 % (9.5 to 90.5 %) |",
                        "| suspected | 0 of 0 | – |",
                        "| a\\|b | 1 | 0 | 0 | 1 of 1 | 100.0 % (20.7 to 100.0 %) |",
                        "| not stated | 1 | 1 | 0 | 0 of 2 | 0.0 % (0.0 to 65.8 %) |")
                .forEach(row -> assertTrue(tables.contains("\n" + row + "\n"), row + "\n" + tables));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"label\":\"robot\"", "\"label\":7", "\"label\":\"bot\",\"sort\":7", "\"name\":\"bot\""})
    void aLineWithoutAValidLabelIsSkippedIfLabelsAreAskedFor(String fields) throws IOException {
        String line = labelled(CURL, fields);
        assertEquals(0, judge(line));
        assertEquals(1, judge(line, "--labelled"));
        String message = err.toString(StandardCharsets.UTF_8);
        assertTrue(message.startsWith("line 1 skipped: its \""), message);
    }

    @Test
    void aLineTooLongForMemoryIsSkippedLikeAnyOther() throws IOException {
        String endless = "{\"id\":1,\"kind\":\"open\",\"headers\":{\"User-Agent\":\"" + "x".repeat(3 << 20) + "\"}}";
        assertEquals(1, judge(endless + "\n" + CURL));
        assertEquals(1, verdicts().size());
    }

    @Test
    void aCallerThatWaitsForAVerdictBeforeTheNextRequestGetsIt() throws IOException {
        InputStream oneByOne = new InputStream() {
            private final byte[] lines = (CURL + "\n" + CURL + "\n").getBytes(StandardCharsets.UTF_8);
            private int next;

            @Override
            public int read() {
                if (next == CURL.length() + 1) {
                    assertEquals(1, out.toString(StandardCharsets.UTF_8).lines().count());
                }
                return next < lines.length ? lines[next++] : -1;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                int c = read();
                into[from] = (byte) c;
                return c < 0 ? -1 : 1;
            }
        };
        assertEquals(
                0,
                new JudgeCommand(JudgeOptions.parse(List.of()))
                        .judge(oneByOne, out, new PrintStream(err, true, StandardCharsets.UTF_8)));
    }

    private static String labelled(String request, String fields) {
        return request.substring(0, request.length() - 1) + "," + fields + "}";
    }

    private int judge(String lines, String... arguments) throws IOException {
        InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        return new JudgeCommand(JudgeOptions.parse(List.of(arguments)))
                .judge(in, out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<JsonObject> verdicts() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> {
                    try (JsonReader reader = Json.createReader(new StringReader(line))) {
                        return reader.readObject();
                    }
                })
                .toList();
    }
}
