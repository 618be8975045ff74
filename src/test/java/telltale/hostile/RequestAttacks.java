package telltale.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Attacks with requests that are large, malformed, forged or numerous. */
final class RequestAttacks {
    private static final Duration REST = Duration.ofMillis(50);
    private static final int TWO_MEGABYTES = 2 << 20;
    private static final String JSON = "Content-Type: application/json";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private RequestAttacks() {}

    /** Sends objects with as many fields as fit into two megabytes to addresses that need no key. */
    static Answers largeBodies(Attacker attacker) throws IOException {
        StringBuilder body = new StringBuilder(TWO_MEGABYTES).append("{\"a\":\"\"");
        for (int i = 0; body.length() < TWO_MEGABYTES - 20; i++) {
            body.append(",\"").append(i).append("\":\"\"");
        }
        byte[] json = body.append('}').toString().getBytes(ISO_8859_1);
        List<byte[]> requests = new ArrayList<>();
        for (String path : List.of("/app/preferences/x", "/app/unsubscribe/x")) {
            requests.add(Requests.send("POST", path, json, JSON));
            requests.add(Requests.chunked(path, json, JSON));
        }
        return attacker.repeat(40, Duration.ZERO, requests);
    }

    static Answers deepJson(Attacker attacker) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (int depth : List.of(1_000, 1_000_000)) {
            String nested = "[".repeat(depth);
            requests.add(Requests.json("POST", attacker.links().preferences(), nested));
            requests.add(Requests.json("POST", "/app/preferences/x", nested));
            requests.add(Requests.json("POST", "/app/api/v1/messages", nested, attacker.key()));
            requests.add(Requests.json("POST", "/app/track", nested, attacker.key()));
            requests.add(Requests.json("POST", "/app/track", "{\"a\":".repeat(depth), attacker.key()));
        }
        return attacker.repeat(20, REST, requests);
    }

    static Answers hugeNumbers(Attacker attacker) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (String number :
                List.of("1e999999999", "1e-999999999", "9".repeat(1_000_000), "1." + "3".repeat(1_000_000))) {
            String message = "{\"to\": \"n@example.com\", \"text\": \"{{n}}\", \"data\": {\"n\": " + number + "}}";
            requests.add(Requests.json("POST", "/app/api/v1/messages", message, attacker.key()));
            requests.add(Requests.json("POST", attacker.links().preferences(), number));
        }
        return attacker.repeat(8, REST, requests);
    }

    static Answers duplicateKeys(Attacker attacker) throws IOException {
        String message = "{" + "\"a\": 1, ".repeat(200_000) + "\"a\": 1}";
        return attacker.repeat(
                8,
                REST,
                List.of(
                        Requests.json("POST", "/app/api/v1/messages", message, attacker.key()),
                        Requests.json("POST", attacker.links().preferences(), message)));
    }

    /** Sends batches with bad lines after each good one, and batches with a line that never ends. */
    static Answers badBatches(Attacker attacker) throws IOException {
        String type = "Content-Type: application/x-ndjson";
        String first = "{\"subject\": \"S\", \"text\": \"T\", \"sendAt\": \"2040-01-01T00:00:00Z\"}\n";
        String lines = IntStream.range(0, 20)
                .mapToObj(i -> "{\"to\": \"line" + i + "@example.com\"}\n[[[[\n\"\\ud800\"\n{\"to\": 7}\n")
                .collect(Collectors.joining());
        byte[] bad = Requests.send("POST", "/app/api/v1/messages", Requests.bytes(first + lines), type, attacker.key());
        byte[] head = Requests.bytes("POST /app/api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n" + type + "\r\n"
                + attacker.key() + "\r\nContent-Length: 2000000000\r\n\r\n" + first + "{\"to\": \"");
        byte[] endless = Requests.bytes("a".repeat(1 << 16));
        return attacker.swarm(
                16,
                number -> number % 2 == 0
                        ? Script.once(bad).resting(REST)
                        : Script.drip(head, endless, Duration.ofMillis(5)));
    }

    static Answers compressedBombs(Attacker attacker) throws IOException {
        byte[] bomb = Requests.bomb(100);
        String zipped = "Content-Encoding: gzip";
        return attacker.repeat(
                10,
                REST,
                List.of(
                        Requests.send("POST", "/app/api/v1/messages", bomb, JSON, zipped, attacker.key()),
                        Requests.send("POST", "/app/track", bomb, JSON, zipped, attacker.key()),
                        Requests.send("POST", attacker.links().preferences(), bomb, JSON, zipped),
                        Requests.chunked("/app/unsubscribe/x", bomb, JSON, zipped)));
    }

    /** Sends a new user agent with each request, up to a hundred thousand. */
    static Answers newAgents(Attacker attacker) throws IOException {
        String padding = "x".repeat(400);
        return attacker.swarm(
                8,
                number -> Script.requests(
                        round -> Requests.get(
                                attacker.links().pixel(), "User-Agent: " + number + "/" + System.nanoTime() + padding),
                        4));
    }

    /** Sends many header fields, one long one, and a long path. */
    static Answers headerFlood(Attacker attacker) throws IOException {
        String[] fields =
                IntStream.range(0, 1_000).mapToObj(i -> "X-" + i + ": x").toArray(String[]::new);
        return attacker.repeat(
                20,
                REST,
                List.of(
                        Requests.get("/app/pixel", fields),
                        Requests.get("/app/pixel", "X-Long: " + "x".repeat(64 << 10)),
                        Requests.get("/app/pixel/" + "x".repeat(64 << 10))));
    }

    /** Sends chunk sizes that are malformed, negative, or too large for any number (RFC 9112 section 7.1). */
    static Answers badChunks(Attacker attacker) throws IOException {
        List<byte[]> requests = new ArrayList<>();
        for (String size : List.of("ZZZ", "-1", "FFFFFFFFFFFFFFFF", "5;" + "x".repeat(20_000), "5\r\nabc", "")) {
            for (String path : List.of(attacker.links().preferences(), "/app/track", "/app/api/v1/messages")) {
                requests.add(Requests.bytes("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + "\r\n"
                        + attacker.key() + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + size
                        + "\r\n\r\n\r\n"));
            }
        }
        return attacker.repeat(18, REST, requests);
    }

    /** Sends valid tokens with one character changed, as fast as the server responds. */
    static Answers forgedTokens(Attacker attacker) throws IOException {
        List<String> paths = List.of(
                attacker.links().pixel(),
                attacker.links().click(),
                attacker.links().unsubscribe(),
                attacker.links().preferences());
        SplittableRandom random = new SplittableRandom(attacker.seed());
        return attacker.swarm(
                8,
                number -> Script.requests(round -> Requests.get(forged(paths.get(number % paths.size()), random)), 4));
    }

    private static String forged(String path, SplittableRandom random) {
        int position = path.lastIndexOf('/') + 1 + random.nextInt(30);
        char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        char forged = other == path.charAt(position) ? '~' : other;
        return path.substring(0, position) + forged + path.substring(position + 1);
    }
}
