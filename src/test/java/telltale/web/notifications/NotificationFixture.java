package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
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
import telltale.web.api.ServedApi;
import telltale.web.http.JsonBody;

/** The served API with one accepted delivery, for notifications about it. */
abstract class NotificationFixture {
    static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    @AutoClose
    ServedApi api;

    Delivery delivery;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW, providers());
        delivery = api.accepted("autumn", NOW.minusSeconds(3600));
    }

    /** The providers that may send notifications. */
    abstract Providers providers() throws Exception;

    /** The Message-ID of the delivery, without brackets. */
    String messageId() {
        return api.messageId(delivery) + "@example.com";
    }

    HttpResponse<String> post(String provider, String body, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port() + "/app/inbound/" + provider))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** Requires that these numbers of events were stored, repeated, unmatched and ignored. */
    static void assertOutcome(HttpResponse<String> answer, int... counts) {
        assertEquals(200, answer.statusCode(), answer::body);
        String expected = "{\"stored\":%d,\"repeated\":%d,\"unmatched\":%d,\"ignored\":%d}"
                .formatted(counts[0], counts[1], counts[2], counts[3]);
        assertEquals(expected, answer.body());
    }

    /** The only report, in detail. */
    JsonObject report() throws Exception {
        JsonObject page = api.json("api/v1/inbound");
        assertEquals(1, page.getJsonArray("reports").size(), page::toString);
        return api.json("api/v1/inbound/"
                + page.getJsonArray("reports").getJsonObject(0).getString("id"));
    }

    int reports() throws Exception {
        return api.json("api/v1/inbound").getJsonArray("reports").size();
    }

    /** A report in one line: kind, reason, match, effects and explanation. */
    static String summary(JsonObject report) {
        return String.join(
                " ",
                report.getString("kind"),
                report.isNull("reason") ? "-" : report.getString("reason"),
                report.getString("match"),
                report.getJsonArray("effects").toString(),
                report.isNull("explanation") ? "-" : report.getString("explanation"));
    }

    JsonObject raw() throws Exception {
        String id = report().getString("id");
        return JsonBody.parse(api.get("api/v1/inbound/" + id + "/raw").body()).asJsonObject();
    }
}
