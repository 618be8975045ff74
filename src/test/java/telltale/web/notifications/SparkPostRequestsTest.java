package telltale.web.notifications;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparkPostRequestsTest extends LoginProviderContract {
    SparkPostRequestsTest() {
        super("sparkpost");
    }

    @Override
    String bounce() {
        return "bounce";
    }

    @Test
    void theTestOfTheAddressIsAccepted() throws Exception {
        assertOutcome(send("[{\"msys\":{}}]"), 0, 0, 0, 0);
    }

    @Test
    void aReplyWithoutItsCodeGetsIt() throws Exception {
        assertReport(
                sample("out_of_band").replace("552 5.2.2 mailbox full", "over quota"),
                "bounce mailbox-full message-id [\"bounced\"] mailbox-may-recover");
    }

    @Test
    void theIdOfAnEventIdentifiesItInAnyBatch() throws Exception {
        String again = sample("bounce").replace("\"num_retries\":\"2\"", "\"num_retries\":\"3\"");
        assertOutcome(send(batch(List.of(sample("delay"), sample("bounce")))), 2, 0, 0, 0);
        assertOutcome(send(batch(List.of(sample("injection"), again))), 0, 1, 0, 1);
    }
}
