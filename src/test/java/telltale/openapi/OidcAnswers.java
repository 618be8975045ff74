package telltale.openapi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import telltale.contract.RawHttpClient;
import telltale.contract.RawHttpClient.Answer;
import telltale.oidc.TestProvider;

/** The answers of signing in at an OpenID provider, given by an application that has one. */
final class OidcAnswers {
    private static final String BEGIN = "/api/v1/session/oidc";
    private static final String CALLBACK = BEGIN + "/callback";
    private static final String BROWSER = "Accept: text/html";
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int MAX_ATTEMPTS = 200;

    private final CheckedClient client;
    private final TestProvider provider;

    private OidcAnswers(CheckedClient client, TestProvider provider) {
        this.client = client;
        this.provider = provider;
    }

    static void produce(ApiDocument document, Path folder, CheckedClient all) throws Exception {
        try (TestProvider provider = new TestProvider();
                ServedApplication application = new ServedApplication(folder, settings(provider))) {
            CheckedClient client = new CheckedClient(document, application.http, application.adminKey);
            new OidcAnswers(client, provider).produce();
            all.add(client);
        }
    }

    private static Map<String, String> settings(TestProvider provider) {
        return Map.of(
                "TELLTALE_URL",
                "http://127.0.0.1/app/",
                "TELLTALE_OIDC_ISSUER",
                provider.issuer(),
                "TELLTALE_OIDC_CLIENT_ID",
                TestProvider.CLIENT_ID,
                "TELLTALE_OIDC_CLIENT_SECRET",
                TestProvider.CLIENT_SECRET,
                "TELLTALE_OIDC_ROLES",
                "admin=telltale-admins");
    }

    private void produce() throws IOException {
        provider.faults.put(DISCOVERY, exchange -> TestProvider.json(exchange, 200, "{}"));
        both(BEGIN);
        provider.faults.put(DISCOVERY, exchange -> TestProvider.json(exchange, 503, "{}"));
        both(BEGIN);
        provider.faults.clear();
        finish();
        for (int status : new int[] {200, 503}) {
            provider.faults.put("/token", exchange -> TestProvider.json(exchange, status, "{}"));
            finish();
            finish(BROWSER);
        }
        client.send("GET", BEGIN + "?unknown=1", "");
        client.send("GET", CALLBACK + "?state=1&state=2", "");
        both(CALLBACK);
        for (int attempts = 0; client.send("GET", CALLBACK, "").status() != 429; attempts++) {
            if (attempts == MAX_ATTEMPTS) {
                throw new AssertionError("attempts are not limited");
            }
        }
        both(CALLBACK);
    }

    private void both(String target) throws IOException {
        client.send("GET", target, "");
        client.send("GET", target, "", BROWSER);
    }

    /** Signs in as a browser does, up to the answer of the callback. */
    private void finish(String... fields) throws IOException {
        Answer begun = client.send("GET", BEGIN, "");
        String address = begun.field("Location").orElseThrow(() -> new AssertionError(begun.toString()));
        String atProvider = address.substring(provider.issuer().length());
        int port = Integer.parseInt(provider.issuer().replaceFirst(".*:([0-9]+).*", "$1"));
        String back = new RawHttpClient(port)
                .request("GET", atProvider, new byte[0])
                .field("Location")
                .orElseThrow();
        String[] all = Arrays.copyOf(fields, fields.length + 1);
        all[fields.length] =
                "Cookie: " + begun.field("Set-Cookie").orElseThrow().split(";", 2)[0];
        client.send("GET", back.substring(back.indexOf("/app") + "/app".length()), "", all);
    }
}
