package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.inbound.ReportReader;
import telltale.model.DeliveryId;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Uuid7;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.settings.InboundSettings.Listener;
import telltale.store.NewReport;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

@Timeout(60)
class ReturnListenerTest {
    private static final KeyRing KEYS = new KeyRing(Map.of(1, new byte[32]));
    private static final String BOUNCE =
            "From: MAILER-DAEMON@mx.example.net\r\nSubject: failure notice\r\n\r\nNo such user\r\n";

    private final RecordedReports reports = new RecordedReports();
    private final ReturnTokens tokens = new ReturnTokens(KEYS);
    private final DeliveryId delivery = new DeliveryId(Uuid7.at(Instant.now(), new Random(7)));
    private final String address = "bounces+" + tokens.forReports(delivery, Instant.now()) + "@example.com";
    private final ReturnListener listener = listener(0, Duration.ofSeconds(30));
    private Socket socket;
    private BufferedReader in;
    private OutputStream out;

    private ReturnListener listener(int port, Duration timeout) {
        ReportIntake intake = new ReportIntake(
                tokens,
                new MessageIds(KEYS),
                reports,
                false,
                Forwarding.OFF,
                report -> {},
                Clock.systemUTC(),
                new Random(1));
        return new ReturnListener(new Listener("127.0.0.1", port), intake, tokens, Clock.systemUTC(), timeout);
    }

    @BeforeEach
    void start() throws IOException {
        listener.start();
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        assertEquals("220 telltale ESMTP Telltale", in.readLine());
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        listener.close();
    }

    private String send(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(in.readLine());
        } while (last(lines) != null && last(lines).startsWith("-", 3));
        return String.join("\n", lines);
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }

    private void expect(String reply, String command) throws IOException {
        assertEquals(reply, send(command));
    }

    private void begin(String sender) throws IOException {
        expect("250 Ok", "MAIL FROM:<" + sender + ">");
        expect("250 Ok", "RCPT TO:<" + address + ">");
        assertTrue(send("DATA").startsWith("354 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "LHLO"})
    void aMailToASignedAddressIsStoredBeforeItIsAccepted(String greeting) throws Exception {
        expect(
                "250-telltale\n250-8BITMIME\n250-SMTPUTF8\n250-ENHANCEDSTATUSCODES\n250 SIZE 52428800",
                greeting + " mx.example.com");
        begin("");
        expect("250 2.0.0 stored", BOUNCE + "..a line with a dot\r\n.");
        NewReport report = reports.await(1).get(0);
        assertEquals(delivery, report.delivery());
        assertEquals(ReportMatch.TOKEN, report.match());
        assertEquals(ReportSource.SMTP, report.source());
        assertEquals(BOUNCE + ".a line with a dot\r\n", new String(report.raw().toBytes(), StandardCharsets.US_ASCII));
        assertEquals(1, listener.counts().stored());
        expect("221 Bye", "QUIT");
        assertNull(in.readLine());
    }

    @Test
    void severalMailsAreAcceptedOverOneConnection() throws Exception {
        send("EHLO mx.example.com");
        for (int i = 0; i < 3; i++) {
            begin("mailer@mx.example.net");
            expect("250 2.0.0 stored", BOUNCE + i + "\r\n.");
        }
        assertEquals(3, reports.size());
    }

    @Test
    void anAddressThatIsNotOursIsRefused() throws Exception {
        send("EHLO mx.example.com");
        expect("250 Ok", "MAIL FROM:<>");
        expect("550 5.1.1 no such address here", "RCPT TO:<ann@example.com>");
        String forged = address.replace(address.charAt(20), address.charAt(20) == 'a' ? 'b' : 'a');
        expect("550 5.1.1 no such address here", "RCPT TO:<" + forged + ">");
        expect("503 Error: need RCPT command", "DATA");
        assertEquals(2, listener.counts().refused());
        expect("250 Ok", "RCPT TO:<" + address.toUpperCase(Locale.ROOT) + ">");
    }

    @Test
    void anExpiredAddressIsAcceptedAndTheReportSaysSo() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofDays(100));
        DeliveryId old = new DeliveryId(Uuid7.at(longAgo, new Random(8)));
        send("EHLO mx.example.com");
        expect("250 Ok", "MAIL FROM:<>");
        expect("250 Ok", "RCPT TO:<" + tokens.forReports(old, longAgo) + "@bounces.example.com>");
        assertTrue(send("DATA").startsWith("354 "));
        expect("250 2.0.0 stored", BOUNCE + ".");
        assertEquals(ReportMatch.EXPIRED_TOKEN, reports.await(1).get(0).match());
    }

    @Test
    void aSecondRecipientHasToWaitForTheNextTransaction() throws Exception {
        send("LHLO mx.example.com");
        expect("250 Ok", "MAIL FROM:<>");
        expect("250 Ok", "RCPT TO:<" + address + ">");
        expect("452 4.5.3 one recipient at a time", "RCPT TO:<" + address + ">");
        assertTrue(send("DATA").startsWith("354 "));
        expect("250 2.0.0 stored", BOUNCE + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"52428801", "999999999", "1000000000", "99999999999999999999"})
    void aDeclaredSizeAboveTheLimitIsRefused(String size) throws Exception {
        send("EHLO mx.example.com");
        expect("552 5.3.4 Message size exceeds fixed limit", "MAIL FROM:<> SIZE=" + size);
        expect("250 Ok", "MAIL FROM:<> SIZE=52428800");
    }

    @Test
    void aMailAboveTheLimitIsRefusedAtItsEndAndTheConnectionGoesOn() throws Exception {
        send("EHLO mx.example.com");
        begin("");
        byte[] block = ("x".repeat(998) + "\r\n").repeat(1 << 10).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 52; i++) {
            out.write(block);
        }
        expect("552 5.3.4 the mail has more than 52428800 octets", ".");
        assertEquals(0, reports.size());
        begin("");
        expect("250 2.0.0 stored", BOUNCE + ".");
    }

    @Test
    void ofALargeMailTheBeginningIsKept() throws Exception {
        send("EHLO mx.example.com");
        begin("");
        byte[] block = ("x".repeat(998) + "\r\n").repeat(1 << 10).getBytes(StandardCharsets.US_ASCII);
        out.write(BOUNCE.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 10; i++) {
            out.write(block);
        }
        expect("250 2.0.0 stored", ".");
        assertTrue(reports.await(1).get(0).raw().size() <= ReportReader.MAX_OCTETS);
    }

    @Test
    void whileTheDatabaseIsUnavailableTheClientKeepsTheMail() throws Exception {
        send("EHLO mx.example.com");
        reports.setUnavailable(true);
        begin("");
        expect("451 4.3.0 the database is unavailable; try again later", BOUNCE + ".");
        assertEquals(1, listener.counts().deferred());
        reports.setUnavailable(false);
        begin("");
        expect("250 2.0.0 stored", BOUNCE + ".");
        assertEquals(1, reports.size());
    }

    @Test
    void aDefectKeepsTheMailAtTheClient() throws Exception {
        send("EHLO mx.example.com");
        reports.failAt("failure notice");
        begin("");
        expect("451 4.3.0 the mail could not be stored; try again later", BOUNCE + ".");
    }

    @Test
    void commandsThatAreNotNeededAreRefused() throws Exception {
        send("EHLO mx.example.com");
        for (String command :
                List.of("VRFY ann", "EXPN list", "AUTH PLAIN AGFubgBzZWNyZXQ=", "STARTTLS", "BDAT 10 LAST", "HELP")) {
            expect("502 5.5.1 not offered", command);
        }
        expect("250 Ok", "NOOP");
        expect("250 Ok", "MAIL FROM:<>");
        expect("250 Ok", "RSET");
        expect("503 5.5.1 Error: need MAIL command", "RCPT TO:<" + address + ">");
        expect("501 5.5.4 Syntax: LHLO hostname", "LHLO");
        assertTrue(send("ETRN example.com").startsWith("500 "));
    }

    @Test
    void aConnectionThatIsLostDuringTheMailStoresNothing() throws Exception {
        send("EHLO mx.example.com");
        begin("");
        out.write(BOUNCE.getBytes(StandardCharsets.US_ASCII));
        socket.close();
        connect();
        send("EHLO mx.example.com");
        begin("");
        expect("250 2.0.0 stored", BOUNCE + "another\r\n.");
        assertEquals(1, reports.size());
    }

    @Test
    void aSilentClientIsDisconnected() throws Exception {
        try (ReturnListener impatient = listener(0, Duration.ofSeconds(1))) {
            impatient.start();
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
                BufferedReader replies =
                        new BufferedReader(new InputStreamReader(silent.getInputStream(), StandardCharsets.US_ASCII));
                assertEquals("220 telltale ESMTP Telltale", replies.readLine());
                assertTrue(String.valueOf(replies.readLine()).startsWith("421 "));
                assertNull(replies.readLine());
            }
        }
    }

    @Test
    void aPortThatIsInUseIsNamed() {
        UncheckedIOException refused = Assertions.assertThrows(
                UncheckedIOException.class, () -> listener(listener.port(), Duration.ofSeconds(1)));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("TELLTALE_INBOUND_PORT " + listener.port()), message);
    }
}
