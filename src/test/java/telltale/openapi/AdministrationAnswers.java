package telltale.openapi;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import telltale.contract.RawHttpClient.Answer;

/** The answers of verdicts, network lists, keys, sessions, health and metrics. */
final class AdministrationAnswers {
    private static final int MAX_ROUNDS = 500;

    private final CheckedClient client;
    private final SampleData data;

    AdministrationAnswers(CheckedClient client, SampleData data) {
        this.client = client;
        this.data = data;
    }

    void produce() throws IOException {
        corrections();
        whileAnotherRuns("GET", "/api/v1/recount");
        whileAnotherRuns("GET", "/api/v1/rejudge");
        whileAnotherRuns("POST", "/api/v1/rejudge");
        networks();
        keys();
        domains();
        webhooks();
        audit();
        operations();
    }

    private void audit() throws IOException {
        client.admin("GET", "/api/v1/audit?limit=2");
        client.admin("GET", "/api/v1/deletions?limit=2");
        client.admin("GET", "/api/v1/audit/verify");
    }

    private void corrections() throws IOException {
        JsonObject delivery = SampleData.await(
                        client,
                        "/api/v1/deliveries/" + data.delivery(),
                        answer -> answer.json().getJsonArray("events").size() >= 2)
                .json();
        String event = delivery.getJsonArray("events").getJsonObject(0).getString("id");
        String target = "/api/v1/corrections/" + event;
        client.json("PUT", target, "{\"delivery\": \"" + data.delivery() + "\", \"class\": \"scanner\"}");
        client.admin("GET", "/api/v1/deliveries/" + data.delivery());
        client.admin("DELETE", target + "?delivery=" + data.delivery());
        client.json(
                "PUT",
                "/api/v1/corrections/" + SampleData.ABSENT,
                "{\"delivery\": \"" + data.delivery() + "\", \"class\": \"scanner\"}");
        client.admin("DELETE", "/api/v1/corrections/" + SampleData.ABSENT + "?delivery=" + data.delivery());
    }

    /** Sends the same request several times at once, until one finds another running. */
    private void whileAnotherRuns(String method, String target) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            answers.clear();
            for (int i = 0; i < 4; i++) {
                answers.add(CompletableFuture.supplyAsync(() -> sent(method, target)));
            }
            if (answers.stream().map(CompletableFuture::join).anyMatch(answer -> answer.status() == 409)) {
                return;
            }
        }
        throw new AssertionError(method + " " + target + " never found another one running");
    }

    private Answer sent(String method, String target) {
        try {
            return client.admin(method, target);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private void networks() throws IOException {
        String target = "/api/v1/networks/apple-relay";
        client.admin("PUT", target, "text/plain", SampleData.NETWORKS);
        client.admin("PUT", target, "text/plain", "version: 2026-11-28\nnetwork: apple-relay\nnonsense\n");
        client.admin("GET", "/api/v1/networks");
        client.admin("GET", target);
        client.admin("DELETE", target);
    }

    private void keys() throws IOException {
        String id = client.json("POST", "/api/v1/keys", "{\"name\": \"shop\", \"role\": \"send\"}")
                .json()
                .getString("id");
        client.admin("GET", "/api/v1/keys");
        client.admin("POST", "/api/v1/keys/" + id + "/rotate");
        client.admin("GET", "/api/v1/keys");
        client.admin("DELETE", "/api/v1/keys/" + id);
    }

    private void domains() throws IOException {
        String domain = "/api/v1/domains/example.com";
        client.json(
                "PUT", domain, "{\"trackingUrl\": \"https://click.example.com\", \"returnPath\": \"b.example.com\"}");
        client.json("PUT", domain, "{\"version\": 0}");
        client.json("POST", domain + "/keys", "{\"algorithm\": \"rsa\", \"selector\": \"one\"}");
        client.json("POST", domain + "/keys/promote", "{\"selector\": \"one\"}");
        client.json("POST", domain + "/keys/promote", "{\"selector\": \"one\", \"force\": true}");
        client.admin("DELETE", domain + "/keys?selector=one");
        client.json("POST", domain + "/keys/retire", "{\"selector\": \"one\"}");
        client.admin("GET", domain);
        client.admin("GET", "/api/v1/domains");
        client.admin("DELETE", domain + "/keys?selector=one&force=true");
        client.admin("DELETE", domain + "?version=1");
        client.admin("DELETE", domain);
        client.json("POST", domain + "/keys", "{\"algorithm\": \"rsa\"}");
        client.json("POST", domain + "/keys/promote", "{\"selector\": \"one\"}");
        client.json("POST", domain + "/keys/retire", "{\"selector\": \"one\"}");
        client.admin("DELETE", domain + "/keys?selector=one");
        client.admin("GET", domain);
        client.admin("DELETE", domain);
    }

    private void webhooks() throws IOException {
        String hook = "{\"url\": \"https://localhost/hook\", \"types\": [\"open\", \"complaint\"]%s}";
        String target = "/api/v1/webhooks/"
                + client.json("POST", "/api/v1/webhooks", hook.formatted(", \"scheme\": \"v1a\""))
                        .json()
                        .getString("id");
        client.admin("GET", "/api/v1/webhooks");
        client.admin("GET", target);
        client.json("PUT", target, hook.formatted(", \"people\": true"));
        client.json("PUT", target + "/state", "{\"enabled\": false}");
        client.admin("POST", target + "/rotate");
        client.admin("POST", target + "/test");
        client.admin("GET", target + "/attempts?failed=true");
        client.json("POST", target + "/replay", "{\"failed\": true}");
        client.admin("DELETE", target);
        client.json("PUT", target, hook.formatted(""));
        client.json("PUT", target + "/state", "{\"enabled\": false}");
        client.json("POST", target + "/replay", "{\"failed\": true}");
    }

    private void operations() throws IOException {
        client.admin("GET", "/api/v1/openapi.json");
        client.admin("GET", "/api/v1/servers?limit=2");
        client.admin("GET", "/api/v1/settings?limit=2");
        client.admin("GET", "/api/v1/doctor");
        String test = client.admin("POST", "/api/v1/doctor/tests").json().getString("id");
        client.admin("GET", "/api/v1/doctor/tests/" + test);
        client.admin("GET", "/api/v1/doctor/tests/" + SampleData.ABSENT);
        client.send("GET", "/health/live", "");
        client.send("GET", "/health/ready", "");
        client.admin("GET", "/health/ready");
        client.admin("GET", "/metrics");
        client.send("GET", "/metrics", "", "Accept: application/openmetrics-text");
        client.send("GET", "/metrics", "", "X-Forwarded-For: 192.0.2.1");
    }
}
