package telltale.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Attacks with many connections, with slow or idle ones, or with ones that never read. None of them needs a key. */
final class ConnectionAttacks {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> TARGETS =
            List.of("/app/pixel", "/app/click/x", "/app/track", "/app/api/v1/messages", "/", "/mailbox/");
    private static final int CONTENT_LENGTH = 100_000;
    private static final int MANY_NETWORKS = 100;
    private static final byte[] BYTE = {'a'};

    private ConnectionAttacks() {}

    static Answers drippedBodies(Attacker attacker) throws IOException {
        return attacker.swarm(400, ConnectionAttacks::drippedBody);
    }

    static Answers drippedBodiesFromManyNetworks(Attacker attacker) throws IOException {
        return attacker.swarm(400, MANY_NETWORKS, ConnectionAttacks::drippedBody);
    }

    private static Script drippedBody(int number) {
        return Script.drip(Requests.withoutBody(TARGETS.get(number % TARGETS.size()), CONTENT_LENGTH), BYTE, SECOND);
    }

    static Answers slowHeaders(Attacker attacker) throws IOException {
        return attacker.swarm(
                500, number -> Script.drip(Requests.beginning("/app/pixel"), BYTE, SECOND.multipliedBy(2)));
    }

    static Answers idleConnections(Attacker attacker) throws IOException {
        return attacker.swarm(2_000, number -> Script.silent());
    }

    static Answers connectionChurn(Attacker attacker) throws IOException {
        return attacker.swarm(20, number -> Script.reset());
    }

    /** Requests a page or the description of the API two hundred times on each connection, and never reads a response. */
    static Answers unreadResponses(Attacker attacker) throws IOException {
        byte[] page = Requests.get("/app/assets/js/main.js");
        byte[] description = Requests.get("/app/api/v1/openapi.json", attacker.key());
        return attacker.swarm(250, number -> Script.unread(number % 2 == 0 ? page : description, 200));
    }

    static Answers pipelinedRequests(Attacker attacker) throws IOException {
        byte[] pixels = pixel(attacker).repeat(100).getBytes(ISO_8859_1);
        return attacker.swarm(20, number -> Script.requests(round -> pixels, 100));
    }

    private static String pixel(Attacker attacker) {
        return new String(Requests.get(attacker.links().pixel(), "User-Agent: hasty/1"), ISO_8859_1);
    }

    /** The beginning of a TLS handshake (RFC 8446 section 4.1.2), where plain HTTP is expected. */
    static Answers tlsOnThePlainPort(Attacker attacker) throws IOException {
        byte[] hello = new byte[517];
        new SplittableRandom(attacker.seed()).nextBytes(hello);
        System.arraycopy(
                new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xFC, 0x03, 0x03}, 0, hello, 0, 11);
        return attacker.repeat(50, Duration.ofMillis(50), List.of(hello));
    }
}
