package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import telltale.contract.Application.Sent;
import telltale.contract.RawHttpClient.Answer;

/** Tests that recipients can opt out by the links in a mail, only by POST, and that this also applies to mail already sent. */
interface RecipientContract {
    String FORM = "application/x-www-form-urlencoded";
    String HTML = "<p><a href=\"https://a.example/\">Rain</a> <a href=\"{{unsubscribe}}\">stop</a>"
            + " <a href=\"{{preferences}}\">choose</a></p>";

    Application application();

    @Test
    default void onlyAPostUnsubscribes() throws Exception {
        Map<String, String> mail = bulk("leaver@example.com");
        String page = application().sent(mail).links().get(1);
        for (Answer answer : new Answer[] {
            application().http().get(page),
            application().http().get(page + "?List-Unsubscribe=One-Click"),
            application().http().get(page, "Sec-Purpose: prefetch"),
            application().http().head(page)
        }) {
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(Optional.empty(), answer.field("Set-Cookie"));
        }
        application().sent(mail);

        for (int i = 0; i < 2; i++) {
            Answer answer = application().http().post(page, FORM, "List-Unsubscribe=One-Click");
            assertEquals(200, answer.status(), answer::toString);
            assertEquals(Optional.empty(), answer.field("Location"));
        }
        Answer refused = application().track(mail);
        assertEquals(409, refused.status(), refused::toString);
        assertEquals("suppressed", refused.json().getString("state"));
        assertEquals(
                "suppressed",
                application().delivery(refused.json().getString("id")).getString("state"));
        application().sent(Map.of("to", "leaver@example.com", "subject", "Your receipt", "html", HTML));
    }

    @Test
    default void mailAlreadySentIsNotTrackedAfterOptOut() throws Exception {
        Sent sent = application().sent(bulk("withdrawn@example.com"));
        application().http().get(sent.pixel());
        assertEquals(1, Application.opens(application().deliveryWithOpens(sent.id(), 1)));
        Answer tracked = application().http().get(sent.links().get(0));
        // A hit that is not in the database yet when tracking ends is not counted; a report waits for earlier hits.
        assertEquals(1, clicks(sent));

        Answer chosen = application().http().post(sent.links().get(2), FORM, "tracking=off");
        assertEquals(200, chosen.status(), chosen::toString);
        int withdrawn = withdrawn();
        assertEquals(200, application().http().get(sent.pixel()).status());
        assertEquals(
                tracked.field("Location"),
                application().http().get(sent.links().get(0)).field("Location"));
        assertEquals(1, Application.opens(application().delivery(sent.id())));
        assertEquals(1, clicks(sent));
        assertEquals(withdrawn + 2, withdrawn());
        assertPlain(bulk("withdrawn@example.com"));
    }

    private void assertPlain(Map<String, String> mail) throws IOException, MessagingException, InterruptedException {
        try (MailServers.Plain server = TrackContract.mailServer()) {
            Answer answer = application().track(mail);
            assertEquals("Email sent without a tracking pixel.", answer.json().getString("message"));
            ReceivedMail received = server.mail();
            assertEquals("https://a.example/", received.links().get(0));
            assertTrue(!received.alternative("text/html").contains("/pixel/"), "there is no pixel in it");
        }
    }

    private int clicks(Sent sent) throws IOException {
        return application().delivery(sent.id()).getJsonObject("clicks").getInt("total");
    }

    private int withdrawn() throws IOException {
        return application().health().getJsonObject("hits").getInt("withdrawn");
    }

    private static Map<String, String> bulk(String to) {
        return Map.of("to", to, "subject", "Rain", "html", HTML, "bulk", "true");
    }
}
