package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboundSubmissionTest {
    private static final byte[] MAIL =
            "Subject: failure notice\r\n\r\nNo such user\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path home;

    private final HttpServer server = server();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile int status = 201;
    private volatile boolean refusesSenders;
    private volatile byte[] received = {};
    private volatile Headers headers = new Headers();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(home.resolve("key"), "0123456789abcdef0123456789abcdef\n");
        server.createContext("/app/api/v1/inbound", exchange -> {
            received = exchange.getRequestBody().readAllBytes();
            headers = exchange.getRequestHeaders();
            boolean isRefused = refusesSenders && headers.containsKey("Envelope-From");
            exchange.sendResponseHeaders(isRefused ? 400 : status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(byte[] mail, String... arguments) {
        Map<String, String> defaults = Map.of(
                "TELLTALE_HOME",
                home.toString(),
                "TELLTALE_PORT",
                String.valueOf(server.getAddress().getPort()));
        return InboundSubmission.run(
                defaults,
                home.resolve(".env"),
                List.of(arguments),
                new ByteArrayInputStream(mail),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMailIsHandedToTheServerWithItsEnvelope() {
        assertEquals(0, run(MAIL, "--from", "", "--to", "bounces+token@example.com"));
        assertArrayEquals(MAIL, received);
        assertEquals("message/rfc822", headers.getFirst("Content-Type"));
        assertEquals("Bearer 0123456789abcdef0123456789abcdef", headers.getFirst("Authorization"));
        assertEquals("", headers.getFirst("Envelope-From"));
        assertEquals("bounces+token@example.com", headers.getFirst("Envelope-To"));
        assertEquals("", said());
    }

    @Test
    void theEnvelopeIsOptional() {
        status = 200;
        assertEquals(0, run(MAIL));
        assertNull(headers.getFirst("Envelope-From"));
        assertNull(headers.getFirst("Envelope-To"));
    }

    @Test
    void ofALargeMailTheBeginningIsSent() {
        assertEquals(0, run(new byte[3 << 20]));
        assertEquals(2 << 20, received.length);
    }

    @ParameterizedTest
    @CsvSource({"500, 75", "503, 75", "429, 75", "401, 75", "404, 75", "400, 65", "413, 65", "415, 65"})
    void theExitStatusSaysWhetherTryingAgainHelps(int answered, int exit) {
        status = answered;
        assertEquals(exit, run(MAIL));
        assertEquals(1, said().lines().count(), this::said);
    }

    @Test
    void aServerThatIsNotRunningMeansToTryAgain() {
        server.stop(0);
        assertEquals(75, run(MAIL));
        assertEquals(1, said().lines().count(), this::said);
    }

    @Test
    void aKeyThatCannotBeReadMeansToTryAgain() throws IOException {
        Files.delete(home.resolve("key"));
        assertEquals(75, run(MAIL));
        assertEquals(1, said().lines().count(), this::said);
    }

    @Test
    void aSenderThatIsNoAddressDoesNotCostTheMail() {
        refusesSenders = true;
        assertEquals(0, run(MAIL, "--from", "root", "--to", "bounces+token@example.com"));
        assertNull(headers.getFirst("Envelope-From"));
        assertEquals("bounces+token@example.com", headers.getFirst("Envelope-To"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"j\u00fcrgen@example.com", "\"ann smith\"@example.com"})
    void aSenderThatCannotBeInAHeaderDoesNotCostTheMail(String sender) {
        assertEquals(0, run(MAIL, "--from", sender, "--to", "bounces+token@example.com"));
        assertNull(headers.getFirst("Envelope-From"));
        assertEquals("bounces+token@example.com", headers.getFirst("Envelope-To"));
    }

    @Test
    void anEmptyMailIsRefused() {
        assertEquals(65, run(new byte[0]));
        assertEquals("The mail is empty.", said().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--from", "--form=a@example.com", "mail.eml"})
    void wrongArgumentsAreRefused(String argument) {
        assertEquals(64, run(MAIL, argument.split("=", 2)));
        assertTrue(said().startsWith("Usage: "), this::said);
    }
}
