package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundCommandTest {
    private static final String BOUNCE = """
        From: MAILER-DAEMON@mx.example.net
        Subject: failure notice

        <ann@example.com>:
        Remote host said: 550 5.1.1 no such user

        --- Below this line is a copy of the message.

        Message-ID: <7@sender.example>
        """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void eachMailGetsALine() throws IOException {
        String bounce = file("bounce.eml", BOUNCE);
        String other = file("other.eml", "From: ann@example.com\nSubject: Lunch?\n\nAt noon.\n");
        assertEquals(0, run("--classify", bounce, other));
        List<JsonObject> lines = lines();
        assertEquals(
                List.of("file", "kind", "class", "status", "recipient", "messageId", "action", "reasons", "ruleset"),
                List.copyOf(lines.get(0).keySet()));
        assertEquals(bounce, lines.get(0).getString("file"));
        assertEquals("bounce", lines.get(0).getString("kind"));
        assertEquals("hard", lines.get(0).getString("class"));
        assertEquals("5.1.1", lines.get(0).getString("status"));
        assertEquals("ann@example.com", lines.get(0).getString("recipient"));
        assertEquals("<7@sender.example>", lines.get(0).getString("messageId"));
        assertEquals("failed", lines.get(0).getString("action"));
        assertEquals("unrelated", lines.get(1).getString("kind"));
        for (String absent : List.of("class", "status", "recipient", "messageId", "action")) {
            assertEquals(JsonValue.NULL, lines.get(1).get(absent), absent);
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheOthersAreRead() throws IOException {
        String missing = folder.resolve("missing.eml").toString();
        assertEquals(66, run("--classify", missing, folder.toString(), file("bounce.eml", BOUNCE)));
        assertEquals(1, lines().size());
        List<String> said = err.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(missing + ": no such file", said.get(0));
        assertTrue(said.get(1).startsWith(folder + ": cannot be read: "), said::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--classify", "bounce.eml", "--clasify bounce.eml"})
    void wrongArgumentsAreRefused(String arguments) {
        assertEquals(64, run(arguments.split(" ")));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("Usage: "));
    }

    @Test
    void helpIsPrinted() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("inbound --classify FILE..."));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private int run(String... arguments) {
        return InboundCommand.run(Map.of(), folder.resolve(".env"), List.of(arguments), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private List<JsonObject> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(InboundCommandTest::json)
                .toList();
    }

    private static JsonObject json(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
