package telltale.web.notifications;

import org.junit.jupiter.api.Test;

class PostmarkRequestsTest extends LoginProviderContract {
    PostmarkRequestsTest() {
        super("postmark");
    }

    @Override
    String bounce() {
        return "Bounce";
    }

    @Test
    void whatTheServerSaidIsMoreExactThanTheType() throws Exception {
        assertReport(
                sample("Bounce").replaceFirst("smtp;550[^\"]*", "smtp;552 5.2.2 Mailbox full"),
                "bounce mailbox-full message-id [\"bounced\"] mailbox-may-recover");
    }

    @Test
    void theTypeDecidesIfNothingElseDoes() throws Exception {
        assertReport(
                sample("Bounce").replaceFirst("smtp;550[^\"]*", "Test bounce details"),
                "bounce mailbox-gone message-id [\"bounced\",\"suppressed\"] no-such-mailbox");
    }

    @Test
    void aBounceHasAnIdWhateverElseChanges() throws Exception {
        assertOutcome(send(sample("Bounce")), 1, 0, 0, 0);
        assertOutcome(send(sample("Bounce").replace("\"Inactive\":true", "\"Inactive\":false")), 0, 1, 0, 0);
        assertOutcome(send(sample("Delivery")), 1, 0, 0, 0);
    }
}
