package telltale.openapi;

import java.io.IOException;

/** The answers of events, returned mail, suppressions, topics and persons. */
final class ReportAnswers {
    private static final String MAIL = "message/rfc822";
    private static final String REPORTS = "/api/v1/inbound";

    private final CheckedClient client;
    private final SampleData data;

    ReportAnswers(CheckedClient client, SampleData data) {
        this.client = client;
        this.data = data;
    }

    void produce() throws IOException {
        events();
        reports();
        suppressions();
        consents();
        persons();
    }

    private void events() throws IOException {
        String target = "/api/v1/events";
        client.admin("GET", target);
        for (String type : new String[] {"application/x-ndjson", "text/csv"}) {
            client.send("GET", target, "", CheckedClient.bearer(data.key("read")), "Accept: " + type);
        }
        client.admin("GET", target + "/stream");
    }

    private void reports() throws IOException {
        String mail = """
                From: MAILER-DAEMON@mx.example.com
                To: shop@example.com
                Subject: Undelivered

                550 5.1.1 <ann@example.com>: mailbox does not exist
                """;
        String id = client.admin("POST", REPORTS, MAIL, mail).json().getString("id");
        client.admin("POST", REPORTS, MAIL, mail);
        client.admin("GET", REPORTS);
        client.send("GET", REPORTS, "", CheckedClient.bearer(data.key("read")), "Accept: text/csv");
        client.admin("GET", REPORTS + "/terms");
        client.admin("GET", REPORTS + "/rejudge");
        client.admin("POST", REPORTS + "/rejudge");
        client.admin("GET", REPORTS + "/" + id);
        client.admin("GET", REPORTS + "/" + id + "/raw");
        client.json("PUT", REPORTS + "/" + id + "/correction", "{\"kind\": \"bounce\", \"reason\": \"mailbox-gone\"}");
        client.admin("GET", REPORTS + "/" + id);
        client.admin("DELETE", REPORTS + "/" + id + "/correction");
        client.json(
                "PUT",
                REPORTS + "/" + SampleData.ABSENT + "/correction",
                "{\"kind\": \"bounce\", \"reason\": \"mailbox-gone\"}");
    }

    private void suppressions() throws IOException {
        String target = "/api/v1/suppressions";
        for (int times = 0; times < 2; times++) {
            client.json("POST", target, "{\"address\": \"dan@example.com\", \"topic\": \"news\"}");
        }
        client.admin("POST", target, "application/x-www-form-urlencoded", "address=flo@example.com&scope=bulk");
        client.admin("GET", target + "?limit=1");
        client.admin("GET", target + "?address=dan@example.com");
        client.admin("POST", target + "/import", "text/csv", "address,colour\ngil@example.com,red\nnobody\n");
        client.admin("POST", target + "/import", "application/x-ndjson", "{\"address\":\"hal@example.com\"}\n");
        client.admin("GET", target + "/export");
        client.admin("DELETE", target + "?address=dan@example.com&topic=news");
        client.admin("DELETE", target + "?address=unknown@example.com");
        client.json("PUT", "/api/v1/topics/news", "{\"title\": \"News of the shop\"}");
        client.admin("GET", "/api/v1/topics");
    }

    private void consents() throws IOException {
        String target = "/api/v1/consents";
        for (int times = 0; times < 2; times++) {
            client.json(
                    "POST",
                    target,
                    "{\"address\": \"flo@example.com\", \"purpose\": \"hygiene\", \"decision\": \"refused\","
                            + " \"at\": \"2026-01-02T03:04:05Z\"}");
        }
        client.json("POST", target + "/current", "{\"address\": \"flo@example.com\"}");
        client.admin("GET", target + "?address=flo@example.com");
        client.admin("POST", target + "/import", "text/csv", "address,decision\ngil@example.com,refused\n");
        client.admin(
                "POST",
                target + "/import",
                "application/x-ndjson",
                "{\"address\":\"hal@example.com\",\"purpose\":\"hygiene\",\"decision\":\"withdrawn\","
                        + "\"at\":\"2026-01-02T03:04:05Z\"}\n");
        client.admin("GET", target + "/export");
        for (int times = 0; times < 2; times++) {
            client.json("POST", target + "/requests", "{\"to\": \"ida@example.com\"}");
        }
        client.json("POST", target + "/requests", "{\"to\": []}");
        client.admin("POST", target + "/requests", "text/plain", "ida@example.com");
    }

    private void persons() throws IOException {
        for (String address : new String[] {"ann@example.com", "flo@example.com"}) {
            client.json("POST", "/api/v1/persons/export", "{\"address\": \"" + address + "\"}");
        }
        client.admin("GET", "/api/v1/persons/inactive?since=2026-06-01");
        client.admin("GET", "/api/v1/persons/inactive");
        client.json("POST", "/api/v1/persons/export", "{\"address\": \"flo@example.com\", \"format\": \"html\"}");
        for (String restricted : new String[] {"true", "false"}) {
            client.json(
                    "POST",
                    "/api/v1/persons/restriction",
                    "{\"address\": \"flo@example.com\", \"restricted\": " + restricted + "}");
        }
        String certificate = client.json("POST", "/api/v1/persons/erase", "{\"address\": \"flo@example.com\"}")
                .json()
                .getString("certificate");
        for (String format : new String[] {"json", "html"}) {
            client.json(
                    "POST",
                    "/api/v1/persons/certificate",
                    "{\"certificate\": \"" + certificate + "\", \"address\": \"flo@example.com\", \"format\": \""
                            + format + "\"}");
        }
    }
}
