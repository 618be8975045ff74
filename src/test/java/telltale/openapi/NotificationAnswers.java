package telltale.openapi;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.web.notifications.SignedByMailgun;

/** The answers to notifications of mail providers. */
final class NotificationAnswers {
    static final String KEY = "the-mailgun-key-of-this-test";
    static final String LOGIN = "postmark:the-password-of-this-test";
    private static final String TARGET = "/inbound/mailgun";
    private static final Pattern MESSAGE_ID = Pattern.compile("(?i)Message-ID: <([^>]+)>");

    private final CheckedClient client;
    private final String event;

    NotificationAnswers(CheckedClient client, ServedApplication application) {
        this.client = client;
        Matcher id = MESSAGE_ID.matcher(application.mailServer.messages().get(0));
        this.event =
                "{\"event\": \"delivered\", \"recipient\": \"ann@example.com\", \"message\": {\"headers\": {\"message-id\": \""
                        + (id.find() ? id.group(1) : "") + "\"}}}";
    }

    void produce() throws IOException {
        client.send("POST", TARGET, SignedByMailgun.now("t1", event, KEY));
        client.send("POST", TARGET, SignedByMailgun.now("t2", event, "another key"));
        client.send("POST", TARGET, "no JSON");
        client.send("POST", "/inbound/nothing", "{}");
        client.send("POST", "/inbound/postmark", "{}");
        client.send("POST", TARGET, "{}", "Content-Encoding: gzip");
        client.send("POST", TARGET, "", "Content-Length: 99999999999");
    }

    /** Sends an event that cannot be stored, because the database is broken. */
    void produceWithoutDatabase() throws IOException {
        client.send("POST", TARGET, SignedByMailgun.now("t3", event, KEY));
    }
}
