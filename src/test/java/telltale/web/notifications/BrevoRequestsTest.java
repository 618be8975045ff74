package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BrevoRequestsTest extends LoginProviderContract {
    private static final String MESSAGE_ID = "202305311437.85220493321@smtp-relay.mailin.fr";

    BrevoRequestsTest() {
        super("brevo");
    }

    @Override
    String bounce() {
        return "hard_bounce";
    }

    /** As observed: Brevo defers some mail that the recipient's server refused permanently. */
    @Test
    void aDelayStaysADelayWhateverTheServerSaid() throws Exception {
        assertReport(
                sample("deferred").replace("spamd unavailable", "550 RecipientError: 550 5.1.1 User unknown"),
                "delay mailbox-gone message-id [] delay");
    }

    @Test
    void aReplyOfSeveralLinesIsKeptInOne() throws Exception {
        assertOutcome(send(sample("hard_bounce")), 1, 0, 0, 0);
        String diagnostic = report().getString("diagnostic");
        assertEquals(1, diagnostic.lines().count(), diagnostic);
    }

    @Test
    void mailWithoutOurFieldIsFoundByTheIdWithWhichBrevoAcceptedIt() throws Exception {
        delivery = api.accepted("autumn", NOW.minusSeconds(60), "250 2.0.0 OK: queued as <" + MESSAGE_ID + ">");
        String event = sample("hard_bounce").replace(api.messageId(delivery), "");
        assertReport(event, "bounce mailbox-gone queue-id [\"bounced\",\"suppressed\"] no-such-mailbox");
    }

    @Test
    void aMessageIdOfOursIsEnough() throws Exception {
        String event = sample("spam").replace(api.messageId(delivery), "").replace(MESSAGE_ID, messageId());
        assertReport(event, "complaint - message-id [\"suppressed\"] complaint");
    }

    @Test
    void theEventsOfABatchAreStoredTogether() throws Exception {
        String batch = batch(List.of(sample("request"), sample("deferred"), sample("delivered"), sample("delivered")));
        assertOutcome(send(batch), 2, 1, 0, 1);
        assertOutcome(send(batch), 0, 3, 0, 1);
    }
}
