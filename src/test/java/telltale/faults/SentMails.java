package telltale.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import telltale.launcher.RunningWar;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;
import telltale.token.Tokens;

/** Deliveries inserted as sent, whose pixels clients can request. */
final class SentMails {
    private static final String SIGNING = "signing.";

    private static final String RECIPIENT = "ann@example.com";

    private SentMails() {}

    /**
     * Lets Telltale create its home, and inserts deliveries into its database while it is not running.
     *
     * @param folder the folder for {@link RunningWar#serving}
     */
    static List<PixelRequests> in(Path folder, int count) throws IOException, InterruptedException {
        return in(folder, count, RECIPIENT);
    }

    /** Does so with a given recipient. */
    static List<PixelRequests> in(Path folder, int count, String recipient) throws IOException, InterruptedException {
        try (RunningWar first = RunningWar.serving(folder)) {
            first.awaitSite();
            first.terminate();
        }
        Path home = folder.resolve("home");
        try (Store store =
                SqliteStore.open(home.resolve("telltale.db"), folder.resolve("native"), Duration.ofSeconds(5))) {
            return in(store, home, Collections.nCopies(count, recipient));
        }
    }

    /**
     * Inserts deliveries into the PostgreSQL of a running node, which already has the secrets.
     *
     * @param home the home of that node
     */
    static List<PixelRequests> in(RunningWar node, Path home, String url, int count)
            throws IOException, InterruptedException {
        return in(node, home, url, count, RECIPIENT);
    }

    /** Does so with a given recipient. */
    static List<PixelRequests> in(RunningWar node, Path home, String url, int count, String recipient)
            throws IOException, InterruptedException {
        return in(node, home, url, Collections.nCopies(count, recipient));
    }

    /** Does so with one delivery for each recipient. */
    static List<PixelRequests> in(RunningWar node, Path home, String url, List<String> recipients)
            throws IOException, InterruptedException {
        node.awaitSite();
        PostgresConnections connections = PostgresConnections.to(url, "postgres", null, Duration.ofSeconds(5));
        try (Store store = PostgresStore.open(connections, UUID.randomUUID(), (joined, secrets) -> {})) {
            return in(store, home, recipients);
        }
    }

    /** Returns the tokens that are signed with the keys of a home. */
    static Tokens tokens(Path home) throws IOException {
        return new Tokens(new KeyRing(signingKeys(home.resolve("secret"))));
    }

    private static List<PixelRequests> in(Store store, Path home, List<String> recipients) throws IOException {
        Tokens tokens = tokens(home);
        RandomGenerator random = new SecureRandom();
        List<PixelRequests> pixels = new ArrayList<>(recipients.size());
        for (String recipient : recipients) {
            DeliveryId id = new DeliveryId(Uuid7.at(Instant.now(), random));
            store.insert(delivered(id, recipient));
            pixels.add(new PixelRequests(id, "/app/pixel/" + tokens.forPixel(id) + ".gif"));
        }
        return pixels;
    }

    private static Delivery delivered(DeliveryId id, String recipient) {
        return new Delivery(
                id, EmailAddress.parse(recipient), "faults", "A mail", DeliveryState.ACCEPTED, id.createdAt(), null);
    }

    private static Map<Integer, byte[]> signingKeys(Path secret) throws IOException {
        Map<Integer, byte[]> keys = new HashMap<>();
        for (String line : Files.readAllLines(secret)) {
            if (line.startsWith(SIGNING)) {
                String[] numberAndKey = line.substring(SIGNING.length()).split("=", 2);
                keys.put(
                        Integer.valueOf(numberAndKey[0]), Base64.getUrlDecoder().decode(numberAndKey[1].strip()));
            }
        }
        return keys;
    }
}
