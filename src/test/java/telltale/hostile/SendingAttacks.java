package telltale.hostile;

import jakarta.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Attacks by a client with a key: mails that cannot be rendered, or cannot be sent. */
final class SendingAttacks {
    private static final Duration REST = Duration.ofMillis(100);
    private static final String MESSAGES = "/app/api/v1/messages";

    private SendingAttacks() {}

    /** Makes two hundred calls that wait for a mail server which accepts connections and never replies. */
    static Answers stalledMailServer(Attacker attacker) throws IOException {
        String key = attacker.server().trackKey();
        attacker.mails().stall();
        try {
            return attacker.swarm(
                    200,
                    number -> Script.once(Requests.get(
                                    "/app/track?to=stalled" + number + "@example.com&key=" + key, "Connection: close"))
                            .resting(REST));
        } finally {
            attacker.mails().recover();
        }
    }

    static Answers nestedTemplates(Attacker attacker) throws IOException {
        return attacker.repeat(20, REST, nested(attacker));
    }

    /** Nested templates while a batch is sent: 10,000 recipients if the attack lasts a minute. */
    static Answers largeBatch(Attacker attacker) throws IOException {
        int recipients = (int) Math.min(10_000, attacker.length().toMillis() / 6);
        return attacker.beside(() -> attacker.ledger().submit("large", recipients), () -> nestedTemplates(attacker));
    }

    /**
     * Some overflow the stack of the thread that accepts a message, others only that of a sender, which renders with
     * other methods: the depth at which that happens depends on what is compiled to machine code by then.
     */
    private static List<byte[]> nested(Attacker attacker) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (int depth = 7_000; depth <= 9_000; depth += 250) {
            requests.add(message(attacker, "subject", sections(depth), "{\"a\": true}"));
        }
        for (int depth : List.of(1_000, 6_000, 8_000)) {
            requests.add(message(attacker, "html", sections(depth), "{\"a\": true}"));
            requests.add(message(attacker, "html", sections(depth), "{\"a\": false}"));
            requests.add(message(attacker, "text", sections(depth), "{\"a\": [1]}"));
        }
        String template = "{\"subject\": \"S\", \"html\": \"" + sections(8_000) + "\"}";
        requests.add(Requests.json("PUT", "/app/api/v1/templates/nested", template, attacker.key()));
        String stored = "{\"to\": \"victim@example.com\", \"template\": \"nested\", \"data\": {\"a\": true}}";
        requests.add(Requests.json("POST", MESSAGES, stored, attacker.key()));
        return requests;
    }

    private static String sections(int depth) {
        return "{{#a}}".repeat(depth) + "x" + "{{/a}}".repeat(depth);
    }

    /** Sections within sections over the same array: 200 to the power of four. */
    static Answers explodingSections(Attacker attacker) throws IOException {
        String sections = "{{#a}}".repeat(4) + "x" + "{{/a}}".repeat(4);
        String array = IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        String data = "{\"a\": " + array + "}";
        return attacker.repeat(
                2, REST, List.of(message(attacker, "html", sections, data), message(attacker, "text", sections, data)));
    }

    static Answers deepHtml(Attacker attacker) throws IOException {
        return attacker.repeat(
                2,
                REST,
                List.of(
                        message(attacker, "html", "<div>".repeat(100_000), "{}"),
                        message(attacker, "html", "<b><table>".repeat(50_000), "{}")));
    }

    /** Sends words, attributes and links that have no line break. */
    static Answers longWords(Attacker attacker) throws IOException {
        String word = "a".repeat(2 << 20);
        return attacker.repeat(
                2,
                REST,
                List.of(
                        message(attacker, "html", "<p>" + word, "{}"),
                        message(attacker, "html", "<p title='" + word + "'><a href='https://" + word + "'>", "{}"),
                        message(attacker, "text", word, "{}"),
                        message(attacker, "subject", "a".repeat(100_000), "{}")));
    }

    private static byte[] message(Attacker attacker, String field, String text, String data) throws IOException {
        String quoted = Json.createValue(text).toString();
        String message = "{\"to\": \"victim@example.com\", \"" + field + "\": " + quoted + ", \"data\": " + data
                + (field.equals("subject") ? ", \"text\": \"T\"" : ", \"subject\": \"S\"") + "}";
        return Requests.json("POST", MESSAGES, message, attacker.key());
    }
}
