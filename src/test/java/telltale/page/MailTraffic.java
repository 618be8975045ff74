package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends mail with a tracked link to the demo mailbox, and opens it as programs of any name do.
 *
 * @param site the address of the server
 * @param key a key that may send
 */
record MailTraffic(URI site, String key) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sends a mail; returns the id of its delivery. */
    String send(String to, String subject, String campaign) throws IOException, InterruptedException {
        JsonObject mail = Json.createObjectBuilder()
                .add("to", to)
                .add("subject", subject)
                .add("campaign", campaign)
                .add("html", "<p>Hello</p><a href='https://shop.example/a'>a</a>")
                .build();
        HttpRequest request = HttpRequest.newBuilder(site.resolve("/app/track"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(mail.toString()))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer::body);
        return Json.createReader(new StringReader(answer.body())).readObject().getString("id");
    }

    /** Queues a message, given as JSON. */
    void submit(String message) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(site.resolve("/app/api/v1/messages"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(message))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        assertEquals(202, answer.statusCode(), answer::body);
    }

    /** Loads the image of the newest mail as a program with that name. */
    void open(String agent) {
        visit("/app/pixel/[\\w.-]+", agent);
    }

    /** Follows the link of the newest mail as a program with that name. */
    void click(String agent) {
        visit("/app/click/[\\w-]+", agent);
    }

    /** All mails in the demo mailbox, as JSON. */
    String mails() {
        return get(site.resolve("/mailbox/api/messages"), "test");
    }

    private void visit(String path, String agent) {
        String mails = mails();
        Matcher address = Pattern.compile(path).matcher(mails);
        assertTrue(address.find(), mails);
        get(site.resolve(address.group()), agent);
    }

    /** What a program with that name gets. */
    static String get(URI address, String agent) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .headers("User-Agent", agent, "Accept", "text/html,*/*", "Accept-Language", "en")
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
