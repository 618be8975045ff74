package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.dkim.Receiver;
import telltale.dns.DnsServer;
import telltale.openapi.ServedApplication;
import telltale.smtp.ScriptedSmtpServer;
import telltale.web.http.Json;

/** The whole application with the domains of two senders, a name server and an independent receiver. */
@Timeout(180)
class SenderDomainsTest {
    private static final List<String> MESSAGES = List.of("""
            {"from": "News <news@one.example>", "to": "ann@example.net", "bulk": true,
             "html": "<a href='https://shop.example/'>x</a> <a href='{{view}}'>view</a>"}
            """, """
            {"from": "news@two.example", "to": "ben@example.net", "bulk": true,
             "html": "<a href='https://shop.example/'>x</a>"}
            """, """
            {"from": "shop@example.com", "to": "eve@example.net", "html": "<a href='https://shop.example/'>x</a>"}
            """);

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> zone = new ArrayList<>();
    private DnsServer nameServer;
    private ScriptedSmtpServer mailServer;
    private ServedApplication application;
    private String key;

    @BeforeEach
    void start() throws Exception {
        nameServer = new DnsServer();
        mailServer = ScriptedSmtpServer.start();
        application = new ServedApplication(
                folder,
                new TreeMap<>(Map.of(
                        "EMAIL_PORT", String.valueOf(mailServer.port()),
                        "TELLTALE_DNS", nameServer.address(),
                        "TELLTALE_FOOTER", "<a href='{{unsubscribe}}'>No more</a>",
                        "EMAIL_BOUNCES", "bounces@example.com",
                        "EMAIL_FROM_ALLOWED", "one.example,two.example,example.com")));
        key = Files.readString(folder.resolve("home").resolve("key")).strip();
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
        mailServer.close();
        nameServer.close();
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(application.url() + "/api/v1/" + path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject change(String method, String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, "application/json", json);
        assertTrue(answer.statusCode() / 100 == 2, answer::body);
        return Json.PROVIDER.createReader(new StringReader(answer.body())).readObject();
    }

    /** Generates a key, publishes its record, and lets it sign. */
    private void sign(String domain, String algorithm, String selector) throws IOException, InterruptedException {
        JsonObject generated = change(
                "POST",
                "domains/" + domain + "/keys",
                "{\"algorithm\": \"" + algorithm + "\", \"selector\": \"" + selector + "\"}");
        for (JsonValue one : generated.getJsonArray("records")) {
            JsonObject record = one.asJsonObject();
            if (record.getString("name").startsWith(selector + ".")) {
                String strings = record.getString("value");
                zone.add(record.getString("name") + " TXT "
                        + strings.substring(1, strings.length() - 1).replace("\" \"", "|"));
            }
        }
        nameServer.serve(zone.toArray(String[]::new));
        change("POST", "domains/" + domain + "/keys/promote", "{\"selector\": \"" + selector + "\"}");
    }

    private List<String> sendAll() throws IOException, InterruptedException {
        int before = mailServer.messages().size();
        for (String message : MESSAGES) {
            change("POST", "messages", message);
        }
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (mailServer.messages().size() < before + 3 && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        List<String> mails = new ArrayList<>();
        for (String domain : List.of("@one.example", "@two.example", "@example.com")) {
            mails.addAll(mailServer.messages().subList(before, before + 3).stream()
                    .filter(mail -> field("From", mail).contains(domain))
                    .toList());
        }
        assertEquals(3, mails.size());
        return mails;
    }

    private static String field(String name, String mail) {
        Matcher field =
                Pattern.compile("(?m)^" + name + ": ((?:.*\r?\n[ \t])*.*)").matcher(mail);
        assertTrue(field.find(), () -> name + " in " + mail);
        return field.group(1);
    }

    /** Whether a receiver that asks the name server verifies a signature of a domain. */
    private List<String> validSignatures(String mail) {
        return Receiver.of(zone).validSignatures(mail.getBytes(StandardCharsets.UTF_8));
    }

    private int status(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String url(String start, String mail) {
        String plain = mail.replaceAll("=\r?\n", "").replace("=3D", "=");
        Matcher url = Pattern.compile(Pattern.quote(start) + "[A-Za-z0-9_.-]+").matcher(plain);
        assertTrue(url.find(), () -> start + " in " + plain);
        return url.group();
    }

    @Test
    void mailOfTwoSendersAtOnceHasTheHostTheSignaturesAndTheReturnPathOfEach() throws Exception {
        String one = "http://localhost:" + application.port() + "/app";
        String two = "http://127.0.0.1:" + application.port() + "/app";
        change("PUT", "domains/one.example", "{\"trackingUrl\": \"" + one + "\", \"returnPath\": \"b.one.example\"}");
        change("PUT", "domains/two.example", "{\"trackingUrl\": \"" + two + "\"}");
        sign("one.example", "rsa", "r1");
        sign("one.example", "ed25519", "e1");
        sign("two.example", "rsa", "r2");

        List<String> mails = sendAll();
        assertEquals(List.of("one.example r1"), validSignatures(mails.get(0)));
        assertTrue(mails.get(0).contains("a=ed25519-sha256;") && mails.get(0).contains("s=e1;"), mails.get(0));
        assertEquals(List.of("two.example r2"), validSignatures(mails.get(1)));
        assertFalse(mails.get(2).contains("DKIM-Signature"), mails.get(2));

        List<String> envelopes = mailServer.commands().stream()
                .filter(command -> command.startsWith("MAIL FROM:"))
                .map(command -> command.replaceAll("MAIL FROM:<(.*?)[a-z2-7]{42}@(.*?)>.*", "$1@$2"))
                .sorted()
                .toList();
        assertEquals(List.of("@b.one.example", "bounces+@example.com", "bounces+@example.com"), envelopes);

        String pixel = url(one + "/pixel/", mails.get(0));
        assertEquals(200, status(pixel));
        assertEquals(302, status(url(one + "/click/", mails.get(0))));
        assertEquals(302, status(url(two + "/click/", mails.get(1))));
        assertEquals(200, status(url(one + "/unsubscribe/", mails.get(0))));
        assertTrue(url("https://mail.example.com/app/pixel/", mails.get(2)).length() > 60);

        String elsewhere = url(one + "/click/", mails.get(0)).replace(one, two);
        assertEquals(302, status(elsewhere), "tokens are valid on every host");
        String page = client.send(
                        HttpRequest.newBuilder(URI.create(url(one + "/view/", mails.get(0))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertTrue(page.contains(one + "/click/"), page);
    }

    @Test
    void mailSignedBeforeARotationVerifiesAfterIt() throws Exception {
        change("PUT", "domains/one.example", "{}");
        sign("one.example", "rsa", "old");
        String before = sendAll().get(0);
        assertEquals(List.of("one.example old"), validSignatures(before));

        sign("one.example", "rsa", "new");
        String after = sendAll().get(0);
        assertEquals(List.of("one.example new"), validSignatures(after));
        assertEquals(List.of("one.example old"), validSignatures(before), "the retired key is still published");
    }

    @Test
    void aReportToTheReturnPathOfADomainIsRecognized() throws Exception {
        change("PUT", "domains/one.example", "{\"returnPath\": \"b.one.example\"}");
        sendAll();
        String address = mailServer.commands().stream()
                .map(Pattern.compile("MAIL FROM:<(.*@b\\.one\\.example)>.*")::matcher)
                .filter(Matcher::matches)
                .map(envelope -> envelope.group(1))
                .findFirst()
                .orElseThrow();
        HttpResponse<String> report =
                send("POST", "inbound", "message/rfc822", """
                From: MAILER-DAEMON@mx.example.net
                To: %s
                Subject: Undelivered
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                No such user.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; ann@example.net
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 no such user

                --b--
                """.formatted(address).replace("\n", "\r\n"));
        assertTrue(report.statusCode() / 100 == 2, report::body);
        JsonObject stored =
                Json.PROVIDER.createReader(new StringReader(report.body())).readObject();
        assertFalse(stored.isNull("delivery"), report::body);
    }
}
