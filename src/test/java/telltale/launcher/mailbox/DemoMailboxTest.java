package telltale.launcher.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the demo mailbox with real SMTP conversations and HTTP requests. */
final class DemoMailboxTest {
    /** Suppresses Tomcat's warning at each stop that it cannot check for leaks. */
    private static final Logger QUIET = Logger.getLogger("org.apache");

    private static final Instant NOW = Instant.parse("2026-11-22T15:00:00.123456Z");

    private final DemoMailbox mailbox = new DemoMailbox(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Tomcat tomcat = new Tomcat();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start(@TempDir Path base) throws LifecycleException {
        QUIET.setLevel(Level.SEVERE);
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        mailbox.addTo(tomcat);
        mailbox.start();
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        mailbox.close();
    }

    @Test
    void anEmptyMailboxIsAnEmptyList() throws Exception {
        assertEquals("[]", get("/mailbox/api/messages").body());
    }

    @Test
    void aSentMailIsListedAsAPersonSeesIt() throws Exception {
        send("ann@example.com", "Grüße", "<p>Hello Ann</p>");

        JsonObject mail = list().get(0);

        assertEquals("Telltale <telltale@localhost>", mail.getString("from"));
        assertEquals("ann@example.com", mail.getString("to"));
        assertEquals("Grüße", mail.getString("subject"));
        assertEquals("<p>Hello Ann</p>", mail.getString("html").strip());
        assertEquals("", mail.getString("text"));
        assertEquals("2026-11-22T15:00:00.123Z", mail.getString("receivedAt"));
    }

    @Test
    void theNewestMailIsListedFirst() throws Exception {
        send("ann@example.com", "first", "<p>");
        send("ann@example.com", "second", "<p>");

        assertEquals(
                List.of("second", "first"),
                list().stream().map(mail -> mail.getString("subject")).toList());
    }

    @Test
    void anUnchangedListIsNotSentTwice() throws Exception {
        String tag = get("/mailbox/api/messages").headers().firstValue("ETag").orElseThrow();
        assertEquals(304, get("/mailbox/api/messages", "If-None-Match", tag).statusCode());

        send("ann@example.com", "news", "<p>");

        assertEquals(200, get("/mailbox/api/messages", "If-None-Match", tag).statusCode());
    }

    @Test
    void aMailIsADocumentThatLoadsImagesAndRunsNothing() throws Exception {
        send("ann@example.com", "hello", "<p>Hello</p><img src=\"http://localhost/app/pixel/x\">");

        HttpResponse<String> document = get("/mailbox/messages/" + list().get(0).getString("id") + ".html");

        assertTrue(document.body().contains("<img src=\"http://localhost/app/pixel/x\">"));
        String policy = document.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("sandbox "), policy);
        assertTrue(policy.contains("default-src 'none'"), policy);
        assertTrue(policy.contains("img-src http: https: data:"), policy);
        assertFalse(policy.contains("allow-scripts") || policy.contains("allow-same-origin"), policy);
        assertEquals("no-store", document.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void theSourceIsPlainTextAsItWasSent() throws Exception {
        send("ann@example.com", "hello", "<p>Hello</p>");

        HttpResponse<String> source = get("/mailbox/messages/" + list().get(0).getString("id") + ".eml");

        assertTrue(source.headers().firstValue("Content-Type").orElseThrow().startsWith("text/plain"));
        assertTrue(source.body().startsWith("Date: "), source.body());
        assertTrue(source.body().contains("<p>Hello</p>"), source.body());
    }

    @Test
    void aMailThatIsTooLargeIsRefusedAndNotKept() throws Exception {
        String tooLarge = "<p>" + "0123456789 lorem ipsum\n".repeat(CapturingSmtpServer.MAX_MAIL_BYTES / 20);

        assertThrows(MessagingException.class, () -> send("ann@example.com", "large", tooLarge));

        assertEquals(List.of(), list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mailbox.css", "mailbox.js", "icon.svg"})
    void thePageUsesOnlyItsOwnFiles(String name) throws Exception {
        HttpResponse<String> part = get("/mailbox/" + name);

        assertEquals(200, part.statusCode());
        String policy = part.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertFalse(policy.contains("unsafe"), policy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mailbox/nothing",
                "/mailbox/CatchingServer.class",
                "/mailbox/messages/00000000-0000-0000-0000-000000000000.html",
                "/mailbox/messages/x.html"
            })
    void anUnknownAddressIs404(String path) throws Exception {
        assertEquals(404, get(path).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "192.0.2.1", "localhost@evil.example"})
    void aRequestWithAForeignHostIsRefused(String host) throws Exception {
        String answer = getAs(host, "/mailbox/api/messages");

        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto"})
    void aForwardedRequestIsRefused(String header) throws Exception {
        String answer = getAs("localhost\r\n" + header + ": 192.0.2.1", "/mailbox/api/messages");

        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "[::1]:8080"})
    void localHostNamesAreAccepted(String host) throws Exception {
        String answer = getAs(host, "/mailbox/api/messages");

        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    private void send(String to, String subject, String html) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(mailbox.smtpPort()));
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom("Telltale <telltale@localhost>");
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        mail.setSubject(subject, "UTF-8");
        mail.setContent(html, "text/html; charset=utf-8");
        mail.setSentDate(Date.from(NOW));
        Transport.send(mail);
    }

    private List<JsonObject> list() throws Exception {
        try (JsonReader reader =
                Json.createReader(new StringReader(get("/mailbox/api/messages").body()))) {
            return reader.readArray().getValuesAs(JsonObject.class);
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request with a given Host, which the JDK's client does not allow. */
    private String getAs(String host, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private int port() {
        return tomcat.getConnector().getLocalPort();
    }
}
