package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MailjetRequestsTest extends LoginProviderContract {
    MailjetRequestsTest() {
        super("mailjet");
    }

    @Override
    String bounce() {
        return "bounce";
    }

    @Test
    void whatTheServerSaidIsMoreExactThanTheError() throws Exception {
        assertReport(
                sample("bounce").replaceFirst("\"550 5.1.1[^\"]*", "\"552 5.2.2 Mailbox full"),
                "bounce mailbox-full message-id [\"bounced\"] mailbox-may-recover");
    }

    @Test
    void withoutAQuotationTheErrorIsShown() throws Exception {
        assertReport(sample("blocked"), "bounce policy message-id [\"bounced\"] not-about-the-mailbox");
        assertEquals("preblocked", report().getString("diagnostic"));
    }

    @Test
    void mailWithoutOurFieldIsFoundByTheIdWithWhichMailjetAcceptedIt() throws Exception {
        delivery =
                api.accepted("autumn", NOW.minusSeconds(60), "250 OK queued as 1ab23cd4-e567-8901-2345-6789f0gh1i2j");
        String event = sample("spam").replace(api.messageId(delivery), "an id of another program");
        assertReport(event, "complaint - queue-id [\"suppressed\"] complaint");
    }

    @Test
    void groupedEventsAreStoredTogether() throws Exception {
        String group = batch(List.of(sample("sent"), sample("open"), sample("spam")));
        assertOutcome(send(group), 2, 0, 0, 1);
        assertOutcome(send(sample("sent")), 0, 1, 0, 0);
    }
}
