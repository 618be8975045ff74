package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.postfix.PostfixServer;

/** A running Telltale that sends through a real Postfix. Each mail needs a recipient of its own. */
final class MailPath implements AutoCloseable {
    private final PostfixServer postfix;
    private final RunningWar war;
    private final Path folder;

    /**
     * @param settings in addition to those for the mail server
     */
    MailPath(Path folder, Map<String, String> settings) throws Exception {
        this.folder = folder;
        postfix = new PostfixServer(FreePort.find());
        Map<String, String> all = new HashMap<>(postfix.settings());
        all.putAll(settings);
        war = RunningWar.servingWith(postfix.trusting(), folder, all);
    }

    /** Sends a mail by {@code /track}, and returns the file that Postfix delivered. */
    Path track(String recipient, String subject) throws IOException, InterruptedException {
        send(request("/track?to=" + recipient + "&subject=" + subject).GET(), 200);
        return delivered(recipient);
    }

    /** Sends a message, and returns the file that Postfix delivered to its recipient. */
    Path send(String recipient, JsonObject message) throws IOException, InterruptedException {
        send(
                request("/api/v1/messages")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(message.toString())),
                202);
        return delivered(recipient);
    }

    /** Where a tracked link leads, as this server redirects it. */
    String destination(String link) throws IOException, InterruptedException {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        request(link.substring(link.indexOf("/click/"))).GET().build(),
                        HttpResponse.BodyHandlers.discarding());
        assertEquals(302, answer.statusCode());
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private Path delivered(String recipient) throws IOException {
        List<Path> mails = postfix.awaitDelivered("X-Original-To: " + recipient, 1);
        assertEquals(1, mails.size(), postfix::log);
        return withCrLf(mails.get(0));
    }

    /** A copy with the line ends that the mail had in SMTP; a maildir has those of its machine. */
    private Path withCrLf(Path mail) throws IOException {
        String stored = Files.readString(mail, StandardCharsets.ISO_8859_1);
        return Files.writeString(
                folder.resolve(mail.getFileName() + ".eml"), stored.replace("\n", "\r\n"), StandardCharsets.ISO_8859_1);
    }

    private HttpRequest.Builder request(String target) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(URI.create(war.awaitSite() + "/app" + target))
                .header("Authorization", "Bearer " + war.key());
    }

    private static void send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
    }

    @Override
    public void close() throws IOException {
        war.close();
        postfix.close();
    }
}
