package telltale.openapi;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import telltale.smtp.ScriptedSmtpServer.Step;

/** The answers of sending, the queue, templates, deliveries and campaigns. */
final class SendingAnswers {
    private static final String NDJSON = "application/x-ndjson";

    private final CheckedClient client;
    private final ServedApplication application;
    private final SampleData data;

    SendingAnswers(CheckedClient client, ServedApplication application, SampleData data) {
        this.client = client;
        this.application = application;
        this.data = data;
    }

    void produce() throws IOException {
        client.json("POST", "/api/v1/suppressions", "{\"address\": \"eve@example.com\"}");
        track();
        messages();
        templates();
        deliveries();
        campaigns();
    }

    private void track() throws IOException {
        String mail = "to=flo@example.com&subject=Hi&text=Hello";
        for (String answer : new String[] {"250 2.1.5 ok", "450 4.2.1 busy", "550 5.7.1 refused"}) {
            application.mailServer.reply(Step.RCPT, answer);
            client.admin("GET", "/track?" + mail);
            client.json("POST", "/track", "{\"to\": \"kim@example.com\", \"subject\": \"Hi\", \"html\": \"<p>x</p>\"}");
        }
        application.mailServer.recover();
        client.admin("POST", "/track", "application/x-www-form-urlencoded", mail);
        client.admin("GET", "/track?to=eve@example.com&subject=Hi&text=Hello");
        client.json("POST", "/track", "{\"to\": \"eve@example.com\", \"subject\": \"Hi\", \"html\": \"<p>x</p>\"}");
    }

    private void messages() throws IOException {
        String target = "/api/v1/messages";
        String mail = "{\"to\": [\"ben@example.com\", \"BEN@example.com\", \"eve@example.com\"], \"subject\": \"Hi\","
                + " \"html\": \"<a href='#'>x</a>\", \"utm\": {\"source\": \"news\"}}";
        client.json("POST", target, mail);
        client.json("POST", target + "?check=true", mail);
        client.admin("POST", target + "?check=true", NDJSON, "{\"html\":\"x\"}\n{\"to\":\"eve@example.com\"}\nx\n");
        client.admin("POST", target, NDJSON, "{\"subject\":\"Hi\",\"html\":\"x\"}\n{\"to\":\"ben@example.com\"}\n");
        for (String subject : new String[] {"one", "another"}) {
            client.send(
                    "POST",
                    target,
                    "{\"to\": \"ben@example.com\", \"subject\": \"" + subject + "\", \"html\": \"x\"}",
                    CheckedClient.bearer(data.key("send")),
                    "Content-Type: application/json",
                    "Idempotency-Key: order-1");
        }
        source(target + "/source");
        client.admin("GET", target + "/" + data.message());
        client.admin("GET", "/api/v1/outbox");
        JsonObject later = client.json(
                        "POST",
                        target,
                        "{\"to\": \"ben@example.com\", \"html\": \"{{view}}\", \"sendAt\": \"2099-01-01T00:00:00Z\"}")
                .json();
        client.admin("GET", "/api/v1/outbox?message=" + later.getString("id"));
        client.admin("DELETE", target + "/" + later.getString("id") + "/view");
        client.admin("POST", target + "/" + later.getString("id") + "/cancel");
        String cancelled = later.getJsonArray("deliveries").getJsonObject(0).getString("id");
        client.admin("PUT", "/api/v1/deliveries/" + cancelled + "/accepted");
    }

    private void source(String target) throws IOException {
        for (String html : new String[] {"one", "another"}) {
            String mail = "From: shop@example.com\r\nContent-Type: text/html\r\n\r\n<p>" + html + "</p>\r\n";
            client.send(
                    "POST",
                    target,
                    "{\"sender\": \"shop@example.com\", \"to\": [\"ben@example.com\", \"eve@example.com\"], \"source\": \""
                            + Base64.getEncoder().encodeToString(mail.getBytes(StandardCharsets.US_ASCII)) + "\"}",
                    CheckedClient.bearer(data.key("send")),
                    "Content-Type: application/json",
                    "Idempotency-Key: source-1");
        }
    }

    private void templates() throws IOException {
        String target = "/api/v1/templates/welcome";
        client.json("PUT", target, "{\"subject\": \"Hello {{name}}\", \"html\": \"<p>Dear {{name}}</p>\"}");
        client.admin("GET", "/api/v1/templates");
        client.admin("GET", target);
        client.admin("GET", target + "?version=1");
        client.admin("GET", target + "/versions");
        client.json("POST", target + "/preview", "{\"data\": {\"name\": \"Ann\"}}");
        client.admin("DELETE", target);
    }

    private void deliveries() throws IOException {
        client.admin("GET", "/pixel");
        client.admin("GET", data.link("pixel"));
        client.admin("GET", data.link("click"));
        client.admin("GET", "/api/v1/deliveries");
        client.admin("GET", "/api/v1/deliveries?campaign=autumn&state=accepted&limit=1");
        client.admin("GET", "/api/v1/deliveries?q=ann@example.com&reader=people&from=2026-01-01T00:00:00Z");
        for (String type : new String[] {"application/x-ndjson", "text/csv"}) {
            client.send("GET", "/api/v1/deliveries", "", CheckedClient.bearer(data.key("read")), "Accept: " + type);
        }
        client.admin("GET", "/api/v1/deliveries/" + data.delivery());
        String external = client.json(
                        "POST",
                        "/api/v1/deliveries",
                        "{\"to\": \"ben@example.com\", \"subject\": \"x\", \"html\": \"<p>x</p>\"}")
                .json()
                .getString("id");
        client.json("POST", "/api/v1/deliveries", "{\"to\": \"eve@example.com\", \"html\": \"<p>x</p>\"}");
        client.admin("GET", "/api/v1/deliveries/" + data.delivery() + "/mail");
        client.admin("GET", "/api/v1/deliveries/" + external + "/mail");
        client.admin("PUT", "/api/v1/deliveries/" + external + "/accepted");
        client.admin("PUT", "/api/v1/deliveries/" + data.delivery() + "/accepted");
    }

    private void campaigns() throws IOException {
        for (String target : new String[] {"", "?name=autumn", "?fields=name", "?name=unknown", "/autumn"}) {
            client.admin("GET", "/api/v1/campaigns" + target);
            client.send("GET", "/api/v1/campaigns" + target, "", CheckedClient.bearer(data.key("analyst")));
        }
        String archive = "/api/v1/campaigns/autumn/archive";
        client.json("PUT", "/api/v1/campaigns/nothing/archive", "{\"message\": \"" + data.message() + "\"}");
        String page = client.json("PUT", archive, "{\"message\": \"" + data.message() + "\"}")
                .json()
                .getString("url");
        client.admin("GET", archive);
        client.admin("GET", "/api/v1/campaigns/autumn/mail");
        client.admin("GET", "/api/v1/campaigns/nothing/mail");
        client.send("GET", page.substring(page.indexOf("/archive/")), "");
        client.admin("DELETE", archive);
        client.admin("GET", "/api/v1/comparison?first=autumn&second=nothing");
        hold();
        client.admin("GET", "/api/v1/comparison?first=autumn&second=winter");
        statistics();
    }

    /** Sends to many recipients that do not exist, until the campaign is held. */
    private void hold() throws IOException {
        application.mailServer.reject("gone");
        String recipients = IntStream.range(0, 600)
                .mapToObj(i -> "\"gone" + i + "@example.com\"")
                .collect(Collectors.joining(","));
        client.json(
                "POST",
                "/api/v1/messages",
                "{\"to\": [" + recipients + "], \"campaign\": \"winter\", \"html\": \"x\"}");
        SampleData.await(
                client, "/api/v1/campaigns/winter", answer -> !answer.json().isNull("held"));
        client.admin("GET", "/api/v1/campaigns");
        client.admin("POST", "/api/v1/campaigns/winter/resume");
        client.admin("POST", "/api/v1/campaigns/winter/resume");
    }

    private void statistics() throws IOException {
        for (String table :
                new String[] {"totals", "series", "providers", "clients", "links", "campaigns", "classes", "hours"}) {
            String target = "/api/v1/stats/" + table;
            String tag = client.admin("GET", target + "?compare=previous")
                    .field("ETag")
                    .orElseThrow();
            String key = CheckedClient.bearer(data.key("admin"));
            client.send("GET", target + "?compare=previous", "", key, "If-None-Match: " + tag);
            client.admin("GET", target + "?campaign=autumn");
            client.admin("GET", target + "?campaign=nothing");
            client.send("GET", target, "", CheckedClient.bearer(data.key("analyst")));
            client.send("GET", target, "", key, "Accept: text/csv");
            client.send("GET", target, "", key, "Accept: application/x-ndjson");
        }
    }
}
