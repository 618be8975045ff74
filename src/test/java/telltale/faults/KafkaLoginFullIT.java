package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.kafka.KafkaBrokers;
import telltale.kafka.TokenIssuer;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;
import telltale.smtp.Certificates;

/** Tests of the WAR with brokers that require TLS and a login, by SCRAM and by access tokens. */
@Timeout(600)
class KafkaLoginFullIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PIXELS = 4;
    private static final int HITS = 40;
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String OAUTH = """
            sasl.mechanism=OAUTHBEARER
            sasl.oauthbearer.token.endpoint.url=%s/token
            sasl.oauthbearer.client.credentials.client.id=%s
            sasl.oauthbearer.client.credentials.client.secret=%s
            """;

    @TempDir
    private static Path folder;

    private static TokenIssuer issuer;
    private static Certificates certificates;
    private static KafkaBrokers brokers;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TokenIssuer(LIFETIME);
        certificates = Certificates.madeFor("dns:localhost,ip:127.0.0.1", folder);
        brokers = KafkaBrokers.start(
                Files.createDirectory(folder.resolve("kafka")),
                new KafkaBrokers.Secured(certificates.store(), Certificates.PASSWORD, issuer.url()));
    }

    @AfterAll
    static void end() {
        brokers.close();
        issuer.close();
    }

    @Test
    void hitsAreLoggedWithAccessTokensOverTls() throws Exception {
        logHits("oauth", OAUTH.formatted(issuer.url(), TokenIssuer.CLIENT_ID, TokenIssuer.CLIENT_SECRET));
        assertTrue(issuer.issued() > 0);
    }

    @Test
    void hitsAreLoggedWithScramOverTls() throws Exception {
        logHits("scram", """
                sasl.mechanism=SCRAM-SHA-256
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="telltale" password="correct-horse";
                """);
    }

    @Test
    void aWrongSecretOfTheClientIsNamedWithoutShowingIt() throws Exception {
        String fault = faultOf("wrong", OAUTH.formatted(issuer.url(), TokenIssuer.CLIENT_ID, "a-wrong-secret"));
        assertTrue(fault.contains("invalid_client"), fault);
        assertTrue(fault.contains("sasl.oauthbearer.client.credentials.client.secret"), fault);
        assertFalse(fault.contains("a-wrong-secret"), fault);
    }

    @Test
    void aTokenEndpointThatDoesNotAnswerIsNamed() throws Exception {
        String fault = faultOf(
                "gone", OAUTH.formatted("http://127.0.0.1:9", TokenIssuer.CLIENT_ID, TokenIssuer.CLIENT_SECRET));
        assertTrue(fault.contains("the token endpoint at 127.0.0.1 is unavailable"), fault);
    }

    private static void logHits(String name, String login) throws Exception {
        String url = PostgresServer.shared().newDatabase();
        try (RunningWar war = start(name, url, login)) {
            await(war, health -> health.getJsonObject("log").getBoolean("up"));
            List<PixelRequests> pixels = SentMails.in(war, folder.resolve(name).resolve("home"), url, PIXELS);
            Load load = Load.start(war.awaitSite(), pixels, 2, Duration.ofMillis(5));
            load.awaitAnswers(HITS);
            load.stop();
            assertEquals(List.of(), load.faults());
            AdminApi api = AdminApi.of(war);
            Tally tally = Tally.ofComplete(pixels, api);
            assertTrue(tally.isRight(), tally::toString);
            assertTrue(api.hits().getOrDefault("logged", 0L) > 0, "the log has some");
        }
    }

    /** The reason for hits in the spool that names a token. */
    private static String faultOf(String name, String login) throws Exception {
        try (RunningWar war = start(name, PostgresServer.shared().newDatabase(), login)) {
            return reasons(await(war, health -> reasons(health).contains("token")));
        }
    }

    private static String reasons(JsonObject health) {
        return health.getJsonArray("reasons").toString();
    }

    private static RunningWar start(String name, String url, String login) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        Path trusted = Files.writeString(own.resolve("brokers.pem"), certificates.certificate());
        Path client = Files.writeString(own.resolve("kafka.properties"), """
                security.protocol=SASL_SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                %s""".formatted(trusted, login));
        return RunningWar.serving(
                own,
                Map.of(
                        "TELLTALE_DATABASE_URL",
                        url,
                        "TELLTALE_DATABASE_USER",
                        "postgres",
                        "TELLTALE_LOG",
                        "kafka:" + brokers.secured(),
                        "TELLTALE_LOG_TOPIC",
                        "hits-" + name,
                        "TELLTALE_LOG_CLIENT",
                        client.toString()));
    }

    /** Waits until the health of a node is as wanted, and returns it. */
    private static JsonObject await(RunningWar war, Predicate<JsonObject> condition) throws Exception {
        AdminApi api = AdminApi.of(war);
        long until = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject health = api.get("/health/ready");
        while (!condition.test(health)) {
            assertTrue(System.nanoTime() < until, health.toString());
            LockSupport.parkNanos(PAUSE.toNanos());
            health = api.get("/health/ready");
        }
        return health;
    }
}
