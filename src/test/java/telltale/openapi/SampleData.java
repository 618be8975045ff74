package telltale.openapi;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.contract.RawHttpClient.Answer;

/**
 * What requests refer to: keys, a message that was sent, and the addresses in its mail.
 *
 * @param keys a key of each role, and one that is accepted from no address of this machine, named {@code elsewhere}
 * @param links the tokens of the mail's addresses, by the first part of their path
 */
record SampleData(Map<String, String> keys, String message, String delivery, Map<String, String> links) {
    private static final Pattern LINK =
            Pattern.compile("/app/(pixel|click|unsubscribe|preferences|consent|view)/([A-Za-z0-9_.-]+)");
    /** The id of nothing. */
    static final String ABSENT = "01935b1e-7a3b-7d10-8f00-5c4d3e2f1a0b";

    static final String NETWORKS = "version: 2026-11-28\nnetwork: apple-relay\n172.224.224.0/27,GB\n";
    private static final int MAX_POLLS = 400;
    private static final String MESSAGE = """
        {"to": "ann@example.com", "subject": "News", "campaign": "autumn", "bulk": true, "topic": "news",
         "html": "<p><a href='https://shop.example.com/'>Shop</a> <a href='{{unsubscribe}}'>Leave</a>\
         <a href='{{preferences}}'>Choose</a> <a href='{{consent}}'>Agree</a> <a href='{{view}}'>Read</a></p>"}\
        """;

    /** The key of a name. */
    String key(String name) {
        return Objects.requireNonNull(keys.get(name), name);
    }

    static SampleData create(CheckedClient client, ServedApplication application) throws IOException {
        Map<String, String> keys = new TreeMap<>();
        for (String role : List.of("send", "read", "analyst", "operator", "admin")) {
            keys.put(role, key(client, "{\"name\": \"" + role + "\", \"role\": \"" + role + "\"}"));
        }
        keys.put(
                "elsewhere",
                key(client, "{\"name\": \"elsewhere\", \"role\": \"admin\", \"ranges\": [\"192.0.2.0/24\"]}"));
        JsonObject queued = client.json("POST", "/api/v1/messages", MESSAGE).json();
        String delivery = queued.getJsonArray("deliveries").getJsonObject(0).getString("id");
        await(
                client,
                "/api/v1/deliveries/" + delivery,
                answer -> answer.json().getString("state").equals("accepted"));
        return new SampleData(
                keys,
                queued.getString("id"),
                delivery,
                links(application.mailServer.messages().get(0)));
    }

    private static String key(CheckedClient client, String body) throws IOException {
        return client.json("POST", "/api/v1/keys", body).json().getString("key");
    }

    private static Map<String, String> links(String mail) {
        Map<String, String> links = new TreeMap<>();
        Matcher found = LINK.matcher(mail.replace("=\r\n", ""));
        while (found.find()) {
            links.putIfAbsent(found.group(1), found.group(2));
        }
        return links;
    }

    /** The path of an address in the mail. */
    String link(String kind) {
        return "/" + kind + "/" + links.get(kind);
    }

    /** What exists, by the beginning of the paths of its operations: made for requests that may change or delete it. */
    Map<String, String> existing(CheckedClient client) throws IOException {
        client.send("GET", link("pixel"), "");
        client.json("PUT", "/api/v1/campaigns/autumn/archive", "{\"message\": \"" + message + "\"}");
        client.admin("PUT", "/api/v1/networks/apple-relay", "text/plain", NETWORKS);
        client.json("PUT", "/api/v1/templates/welcome", "{\"html\": \"<p>{{name}}</p>\"}");
        JsonObject read = await(
                        client,
                        "/api/v1/deliveries/" + delivery,
                        answer -> !answer.json().getJsonArray("events").isEmpty())
                .json();
        Map<String, String> existing = new TreeMap<>(Map.of(
                "/api/v1/messages", message,
                "/api/v1/deliveries", delivery,
                "/api/v1/templates", "welcome",
                "/api/v1/campaigns", "autumn",
                "/api/v1/topics", "news",
                "/api/v1/networks", "apple-relay"));
        existing.put(
                "/api/v1/corrections",
                read.getJsonArray("events").getJsonObject(0).getString("id"));
        existing.put(
                "/api/v1/inbound",
                client.admin("POST", "/api/v1/inbound", "message/rfc822", "Subject: x\n\nx\n")
                        .json()
                        .getString("id"));
        existing.put(
                "/api/v1/keys",
                client.json("POST", "/api/v1/keys", "{\"name\": \"spare\", \"role\": \"send\"}")
                        .json()
                        .getString("id"));
        existing.put(
                "/api/v1/webhooks",
                client.json("POST", "/api/v1/webhooks", "{\"url\": \"https://localhost/hook\", \"types\": [\"open\"]}")
                        .json()
                        .getString("id"));
        client.json("PUT", "/api/v1/domains/example.com", "{\"trackingUrl\": \"https://click.example.com\"}");
        existing.put("/api/v1/domains", "example.com");
        links.forEach((kind, token) -> existing.put("/" + kind + "/", token));
        return existing;
    }

    /** Repeats a GET until its answer is as expected. */
    static Answer await(CheckedClient client, String target, Predicate<Answer> expected) throws IOException {
        Answer last = client.admin("GET", target);
        for (int polls = 0; !expected.test(last); polls++) {
            if (polls == MAX_POLLS) {
                throw new AssertionError("GET " + target + " stays " + last);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            last = client.admin("GET", target);
        }
        return last;
    }
}
