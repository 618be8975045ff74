package telltale.web.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.web.http.JsonBody;

/** The API of mails that came back, served with one accepted delivery. */
abstract class InboundApiFixture {
    static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    static final String MAIL = "message/rfc822";
    static final String PATH = "api/v1/inbound";

    @AutoClose
    ServedApi api;

    Delivery delivery;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        delivery = api.accepted("autumn", NOW.minusSeconds(3600));
    }

    String bounce(String status, String words) {
        String code = status.startsWith("5") ? "550" : "452";
        return """
                From: MAILER-DAEMON@mx.example.com
                To: %s
                Subject: Undelivered Mail Returned to Sender
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b

                It failed.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.com

                Final-Recipient: rfc822; ann@example.com
                Action: failed
                Status: %s
                Diagnostic-Code: smtp; %s %s %s

                --b--
                """.formatted(returnAddress(), status, code, status, words);
    }

    String returnAddress() {
        return "bounces+" + api.returnTokens.forReports(delivery.id(), delivery.createdAt()) + "@example.com";
    }

    static String correction(String id) {
        return PATH + "/" + id + "/correction";
    }

    static String id(HttpResponse<String> answer) throws Exception {
        return JsonBody.parse(answer.body()).asJsonObject().getString("id");
    }

    HttpResponse<String> post(String mail, String... fields) throws Exception {
        return send(HttpRequest.BodyPublishers.ofString(mail), fields);
    }

    /** Posts a mail without its length, with spaces at its end. */
    HttpResponse<String> postStream(String mail, int size) throws Exception {
        return send(HttpRequest.BodyPublishers.ofInputStream(() -> new PaddedMail(mail, size)));
    }

    HttpResponse<String> send(HttpRequest.BodyPublisher mail, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port() + "/app/" + PATH))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + ServedApi.ADMIN_KEY)
                .header("Content-Type", MAIL)
                .POST(mail);
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
