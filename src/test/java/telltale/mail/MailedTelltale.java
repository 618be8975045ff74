package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.catalina.LifecycleException;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;

/** The whole application, for programs that send through the transport, and the mail server that it sends to. */
final class MailedTelltale implements AutoCloseable {
    final ScriptedSmtpServer next = ScriptedSmtpServer.start();
    final ServedApplication application;
    final String key;
    private final Path home;

    MailedTelltale(Path folder, Map<String, String> more) throws Exception {
        next.offer("8BITMIME");
        next.offer("SMTPUTF8");
        Map<String, String> settings =
                new TreeMap<>(Map.of("EMAIL_PORT", String.valueOf(next.port()), "EMAIL_FROM_ALLOWED", "example.com"));
        settings.putAll(more);
        application = new ServedApplication(folder, settings);
        home = folder.resolve("home");
        key = Files.readString(home.resolve("track-key")).strip();
    }

    /** A session whose programs send through Telltale, by two properties and a key. */
    Session session() {
        return session(Map.of());
    }

    Session session(Map<String, String> more) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "mail.transport.protocol",
                "telltale",
                "mail.transport.protocol.rfc822",
                "telltale",
                "mail.telltale.url",
                application.url(),
                "mail.telltale.key",
                key));
        properties.putAll(more);
        return Session.getInstance(properties);
    }

    /** A mail from its text. */
    static MimeMessage mail(Session session, String text) throws Exception {
        return new MimeMessage(session, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a request with the admin key. */
    HttpResponse<String> request(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.url() + "/api/v1/" + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(home.resolve("key")).strip())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The mails that the mail server got, once there are so many. */
    List<String> await(int count) {
        await(() -> next.messages().size() >= count);
        return next.messages();
    }

    /** Waits until the mail server got a command that begins with a text. */
    void awaitCommand(String text) {
        await(() -> next.commands().stream().anyMatch(command -> command.startsWith(text)));
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "the mail server got " + next.commands());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() throws IOException, LifecycleException {
        application.close();
        next.close();
    }
}
