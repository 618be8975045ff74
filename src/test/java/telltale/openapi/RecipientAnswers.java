package telltale.openapi;

import java.io.IOException;
import java.util.Map;

/** The answers of the addresses in mails. */
final class RecipientAnswers {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private final CheckedClient client;
    private final SampleData data;

    RecipientAnswers(CheckedClient client, SampleData data) {
        this.client = client;
        this.data = data;
    }

    void produce() throws IOException {
        for (String target :
                new String[] {"/pixel", data.link("pixel"), "/pixel/wrong", data.link("click"), "/click/wrong"}) {
            client.send("GET", target, "");
            client.send("HEAD", target, "");
        }
        for (Map.Entry<String, String> form : Map.of(
                        "unsubscribe",
                        "List-Unsubscribe=One-Click",
                        "preferences",
                        "mail=on",
                        "consent",
                        consentForm("refuse"))
                .entrySet()) {
            client.send("GET", data.link(form.getKey()), "");
            client.send("POST", data.link(form.getKey()), form.getValue(), FORM);
            client.send("GET", "/" + form.getKey() + "/wrong", "");
            client.send("POST", "/" + form.getKey() + "/wrong", form.getValue(), FORM);
        }
        client.send("POST", data.link("preferences"), "mail=perhaps", FORM);
        client.send("POST", data.link("consent"), consentForm("give"), FORM);
        client.send("GET", data.link("view"), "");
        client.send("GET", "/view/wrong", "");
        client.send("GET", "/archive/wrong", "");
        client.send("GET", "/privacy", "");
        client.send("GET", "/archive/3q2-7wAAECAwQFBgcICQoL", "");
        client.admin("DELETE", "/api/v1/messages/" + data.message() + "/view");
        client.send("GET", data.link("view"), "");
    }

    private static String consentForm(String decision) {
        return "decision=" + decision + "&wording=consent-page-1+en&shown=" + System.currentTimeMillis();
    }

    /** Requests a page that needs the database, which is broken. */
    void produceWithoutDatabase() throws IOException {
        client.send("GET", "/archive/3q2-7wAAECAwQFBgcICQoL", "");
    }
}
