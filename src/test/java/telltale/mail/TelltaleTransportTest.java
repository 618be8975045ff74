package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.NewsAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.intake.CuttingProxy;

/** What the transport does if a mail, a recipient, a key or an address is wrong. */
@Timeout(60)
class TelltaleTransportTest {
    private static final String MAIL =
            "From: shop@example.com\r\nSubject: Hello\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n";
    private static final int MAX_SIZE = 500_000;

    @TempDir
    private static Path folder;

    private static MailedTelltale telltale;

    @BeforeAll
    static void start() throws Exception {
        telltale = new MailedTelltale(folder, Map.of("TELLTALE_MAX_MESSAGE_SIZE", String.valueOf(MAX_SIZE)));
        telltale.request("POST", "suppressions", "{\"address\": \"eve@example.org\"}");
    }

    @AfterAll
    static void stop() throws Exception {
        telltale.close();
    }

    private final BlockingQueue<TransportEvent> events = new LinkedBlockingQueue<>();
    /** The event about the last mail that listeners got. */
    private @Nullable TransportEvent event;

    private void send(Session session, String mail, String... addresses) throws Exception {
        sendTo(session, mail, InternetAddress.parse(String.join(",", addresses), false));
    }

    private void sendTo(Session session, String mail, Address... addresses) throws Exception {
        MimeMessage message = MailedTelltale.mail(session, mail);
        try (Transport transport = session.getTransport()) {
            transport.addTransportListener(new Listener());
            transport.connect();
            try {
                transport.sendMessage(message, addresses);
            } finally {
                // Jakarta Mail loses events if the transport is closed before its thread for events began.
                event = events.poll(30, TimeUnit.SECONDS);
            }
        }
    }

    private final class Listener implements TransportListener {
        @Override
        public void messageDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messageNotDelivered(TransportEvent event) {
            events.add(event);
        }

        @Override
        public void messagePartiallyDelivered(TransportEvent event) {
            events.add(event);
        }
    }

    private SendFailedException refusal(Session session, String mail, String... addresses) throws Exception {
        SendFailedException refused = assertThrows(SendFailedException.class, () -> send(session, mail, addresses));
        assertEvent(
                TransportEvent.MESSAGE_NOT_DELIVERED,
                "",
                text(refused.getValidUnsentAddresses()),
                text(refused.getInvalidAddresses()));
        return refused;
    }

    private void assertEvent(int type, String sent, String unsent, String invalid) {
        TransportEvent told = Objects.requireNonNull(event);
        assertEquals(type, told.getType());
        assertEquals(sent, text(told.getValidSentAddresses()));
        assertEquals(unsent, text(told.getValidUnsentAddresses()));
        assertEquals(invalid, text(told.getInvalidAddresses()));
    }

    private static void assertSays(String part, MessagingException failure) {
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure::toString);
    }

    private static String text(Address[] addresses) {
        return String.join(" ", Arrays.stream(addresses).map(Address::toString).toList());
    }

    private static long stored() throws Exception {
        return telltale.request("GET", "deliveries?limit=200", "").body().split("\"subject\":", -1).length;
    }

    @Test
    void allRecipientsAreReportedAsSent() throws Exception {
        send(telltale.session(), MAIL, "ann@example.org", "Team: ben@example.org, kim@example.org;");

        assertEvent(TransportEvent.MESSAGE_DELIVERED, "ann@example.org ben@example.org kim@example.org", "", "");
    }

    @Test
    void aSuppressedRecipientIsReportedAndIsNoFailure() throws Exception {
        send(telltale.session(), MAIL, "ann@example.org", "eve@example.org");
        assertEvent(TransportEvent.MESSAGE_PARTIALLY_DELIVERED, "ann@example.org", "eve@example.org", "");

        send(telltale.session(), MAIL, "eve@example.org");
        assertEvent(TransportEvent.MESSAGE_NOT_DELIVERED, "", "eve@example.org", "");
    }

    @Test
    void invalidRecipientsAreNamedAndNobodyGetsTheMail() throws Exception {
        long before = stored();

        SendFailedException refused =
                refusal(telltale.session(), MAIL, "ann@example.org", "nobody", "ben@example.org", "x@-example-.org");

        assertEquals("nobody x@-example-.org", text(refused.getInvalidAddresses()));
        assertEquals("ann@example.org ben@example.org", text(refused.getValidUnsentAddresses()));
        assertEquals(before, stored());
    }

    @Test
    void anAddressThatIsNoInternetAddressIsInvalid() throws Exception {
        Address ann = new InternetAddress("ann@example.org");
        SendFailedException refused = assertThrows(
                SendFailedException.class,
                () -> sendTo(telltale.session(), MAIL, new NewsAddress("comp.lang.java"), ann));

        assertEquals("comp.lang.java", text(refused.getInvalidAddresses()));
        assertEquals("ann@example.org", text(refused.getValidUnsentAddresses()));
    }

    @Test
    void aMailNeedsRecipients() {
        assertThrows(SendFailedException.class, () -> sendTo(telltale.session(), MAIL));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "Sender: boss@example.net | Sender is not an allowed sender address",
                "From: other@example.com | the mail must have one From field",
                "X-Telltale-Track: yes | X-Telltale-Track must be",
                "X-Zero: \\0 | the mail contains a NUL character",
            },
            delimiter = '|')
    void aRefusedMailIsExplained(String line, String explanation) throws Exception {
        SendFailedException refused =
                refusal(telltale.session(), line.translateEscapes() + "\r\n" + MAIL, "ann@example.org");

        assertSays(explanation, refused);
        assertEquals("ann@example.org", text(refused.getValidUnsentAddresses()));
    }

    @Test
    void theSenderOfTheEnvelopeMayBeAProperty() throws Exception {
        send(telltale.session(Map.of("mail.telltale.from", "returns@example.com")), MAIL, "flo@example.org");
        telltale.awaitCommand("RCPT TO:<flo@example.org>");
        telltale.awaitCommand("MAIL FROM:<returns@example.com>");

        refusal(telltale.session(Map.of("mail.telltale.from", "boss@example.net")), MAIL, "ann@example.org");
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_SIZE, 4 * MAX_SIZE})
    void aMailThatIsTooLargeIsRefused(int size) throws Exception {
        SendFailedException refused = refusal(telltale.session(), MAIL + "x".repeat(size), "ann@example.org");

        assertSays("TELLTALE_MAX_MESSAGE_SIZE", refused);
    }

    @Test
    void aMailOfTheLargestSizeIsAccepted() throws Exception {
        send(telltale.session(), MAIL + "x".repeat(MAX_SIZE - MAIL.length() - 2), "ann@example.org");

        assertEvent(TransportEvent.MESSAGE_DELIVERED, "ann@example.org", "", "");
    }

    @Test
    void aKeyThatIsNotAcceptedFailsToConnect() {
        AuthenticationFailedException refused = assertThrows(
                AuthenticationFailedException.class,
                () -> send(telltale.session(Map.of("mail.telltale.key", "wrong")), MAIL, "ann@example.org"));

        assertEquals("Telltale does not accept the key", refused.getMessage());
    }

    @Test
    void aKeyOfAnotherRoleFailsToConnect() throws Exception {
        String issued = telltale.request("POST", "keys", "{\"name\": \"reader\", \"role\": \"read\"}")
                .body();
        String key = issued.replaceFirst("(?s).*\"key\":\"([^\"]*)\".*", "$1");

        AuthenticationFailedException refused = assertThrows(
                AuthenticationFailedException.class,
                () -> send(telltale.session(Map.of("mail.telltale.key", key)), MAIL, "ann@example.org"));

        assertEquals("the key must have the role send; it has the role read", refused.getMessage());
    }

    @Test
    void aKeyThatIsRevokedAfterwardsFailsToSend() throws Exception {
        String issued = telltale.request(
                        "POST", "keys", "{\"name\": \"shop\", \"role\": \"send\", \"fromDomains\": [\"example.com\"]}")
                .body();
        String key = issued.replaceFirst("(?s).*\"key\":\"([^\"]*)\".*", "$1");
        String id = issued.replaceFirst("(?s).*\"id\":\"([^\"]*)\".*", "$1");
        Session session = telltale.session(Map.of("mail.telltale.key", key));
        MimeMessage mail = MailedTelltale.mail(session, MAIL);
        Address[] ann = {new InternetAddress("ann@example.org")};
        try (Transport transport = session.getTransport()) {
            transport.connect();
            transport.sendMessage(mail, ann);
            telltale.request("DELETE", "keys/" + id, "");

            assertThrows(AuthenticationFailedException.class, () -> transport.sendMessage(mail, ann));
        }
    }

    @Test
    void withoutAKeyTheAuthenticatorIsAskedAndTheKeyMayBeMissing() {
        Session session = telltale.session();
        session.getProperties().remove("mail.telltale.key");

        assertThrows(AuthenticationFailedException.class, () -> send(session, MAIL, "ann@example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an address", "ftp://example.org/app", "https:///app", ""})
    void anInvalidAddressIsNamed(String url) {
        MessagingException failed = assertThrows(
                MessagingException.class,
                () -> send(telltale.session(Map.of("mail.telltale.url", url)), MAIL, "ann@example.org"));

        assertSays("mail.telltale.url", failed);
    }

    @Test
    void anotherProgramAtTheAddressIsNoted() {
        MessagingException failed = assertThrows(
                MessagingException.class,
                () -> send(
                        telltale.session(Map.of("mail.telltale.url", telltale.application.url() + "/nothing")),
                        MAIL,
                        "ann@example.org"));

        assertSays("its address?", failed);
    }

    @Test
    void aServerThatIsNotThereCannotBeReached() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        MessagingException failed = assertThrows(
                MessagingException.class,
                () -> send(
                        telltale.session(Map.of("mail.telltale.url", "http://127.0.0.1:" + free + "/app")),
                        MAIL,
                        "ann@example.org"));

        assertSays("cannot be reached", failed);
    }

    @ParameterizedTest
    @EnumSource(CuttingProxy.Moment.class)
    void aMailWhoseConnectionBreaksIsSentOnce(CuttingProxy.Moment moment) throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(telltale.application.port())) {
            long before = stored();
            proxy.cutAt("\"}", moment);

            send(
                    telltale.session(Map.of("mail.telltale.url", "http://127.0.0.1:" + proxy.port() + "/app")),
                    MAIL,
                    "ann@example.org");

            assertEvent(TransportEvent.MESSAGE_DELIVERED, "ann@example.org", "", "");
            assertEquals(1, proxy.cuts());
            assertEquals(before + 1, stored());
        }
    }

    @Test
    void aServerThatIsSilentIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            MessagingException failed = assertThrows(
                    MessagingException.class,
                    () -> send(
                            telltale.session(Map.of(
                                    "mail.telltale.url",
                                    "http://127.0.0.1:" + silent.getLocalPort() + "/app",
                                    "mail.telltale.timeout",
                                    "200")),
                            MAIL,
                            "ann@example.org"));

            assertTrue(failed.getCause() instanceof SocketTimeoutException, failed::toString);
        }
    }

    @Test
    void aTransportThatIsNotConnectedSendsNothing() throws Exception {
        Session session = telltale.session();
        MimeMessage mail = MailedTelltale.mail(session, MAIL);
        try (Transport transport = session.getTransport()) {
            assertFalse(transport.isConnected());
            assertThrows(
                    IllegalStateException.class,
                    () -> transport.sendMessage(mail, new Address[] {new InternetAddress("ann@example.org")}));
        }
    }

    @Test
    void theProtocolsAreKnown() throws Exception {
        for (String protocol : List.of("telltale", "telltales")) {
            try (Transport transport = Session.getInstance(new Properties()).getTransport(protocol)) {
                assertTrue(transport instanceof TelltaleTransport);
            }
        }
    }
}
