package telltale.openapi;

import java.io.IOException;
import telltale.contract.RawHttpClient.Answer;

/** The answers of sessions and of sign-in links. */
final class SessionAnswers {
    private static final String SESSION = "/api/v1/session";
    private static final String PAGE = "Telltale-Page: 1";
    private static final String JSON = "Content-Type: application/json";
    private static final int MAX_ATTEMPTS = 200;

    private final CheckedClient client;
    private String cookie = "";

    SessionAnswers(CheckedClient client) {
        this.client = client;
    }

    void produce() throws IOException {
        client.admin("GET", SESSION);
        client.send("GET", SESSION, "");
        client.send("GET", SESSION + "?unknown=1", "");
        signIn("{\"code\": \"" + ServedApplication.SIGN_IN_CODE + "\"}");
        client.send("GET", SESSION, "", PAGE, cookie);
        client.send("DELETE", "/api/v1/sessions", "", PAGE, cookie);
        String code = link();
        signIn("{\"code\": \"" + code + "\"}");
        String id = client.admin("GET", "/api/v1/sessions")
                .json()
                .getJsonArray("sessions")
                .getJsonObject(0)
                .getString("id");
        client.admin("DELETE", "/api/v1/sessions/" + id);
        signIn("{\"code\": \"" + code + "\"}");
        signIn("{}");
        signIn("{\"key\": \"tt_live_mistyped\"}");
        client.send("POST", SESSION, "x", PAGE, "Content-Type: application/xml");
        client.send("POST", SESSION, "", PAGE, JSON, "Content-Length: 99999999999");
        client.send("DELETE", SESSION, "", PAGE);
        client.send("DELETE", SESSION + "?unknown=1", "", PAGE);
        client.send("DELETE", SESSION, "");
        signIn("{\"user\": \"ann\", \"password\": \"x\"}");
        for (int attempts = 0; signIn("{\"key\": \"wrong" + attempts + "\"}").status() != 429; attempts++) {
            if (attempts == MAX_ATTEMPTS) {
                throw new AssertionError("attempts to sign in are not limited");
            }
        }
        signIn("{\"code\": \"" + link() + "\"}");
    }

    private String link() throws IOException {
        return client.json("POST", "/api/v1/sign-in-links", "{\"role\": \"read\", \"valid\": \"10m\"}")
                .json()
                .getString("code");
    }

    private Answer signIn(String body) throws IOException {
        Answer answer = client.send("POST", SESSION, body, PAGE, JSON);
        answer.field("Set-Cookie").ifPresent(set -> cookie = "Cookie: " + set.split(";", 2)[0]);
        return answer;
    }

    void produceWithoutDatabase() throws IOException {
        client.send("GET", SESSION, "", PAGE, "Cookie: telltale-session=" + "x".repeat(43));
        client.send("DELETE", SESSION, "", PAGE, cookie);
    }
}
