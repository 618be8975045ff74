package telltale.launcher.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void theNewestMailComesFirst() {
        inbox.add(mail("first", 10));
        inbox.add(mail("second", 10));

        assertEquals(List.of("second", "first"), ids());
    }

    @Test
    void theOldestMailIsDiscardedIfThereAreTooMany() {
        for (int i = 0; i <= Inbox.MAX_MAILS; i++) {
            inbox.add(mail("mail " + i, 10));
        }

        assertEquals(Inbox.MAX_MAILS, ids().size());
        assertTrue(inbox.find("mail 0").isEmpty());
        assertTrue(inbox.find("mail 1").isPresent());
    }

    @Test
    void oldMailsAreDiscardedIfTheirTotalSizeIsTooLarge() {
        int third = (int) (Inbox.MAX_WEIGHT / 3);
        for (int i = 0; i < 5; i++) {
            inbox.add(mail("mail " + i, third));
        }

        assertEquals(List.of("mail 4", "mail 3", "mail 2"), ids());
    }

    @Test
    void eachMailIncrementsTheRevision() {
        long before = inbox.contents().revision();
        inbox.add(mail("one", 10));

        assertNotEquals(before, inbox.contents().revision());
    }

    private List<String> ids() {
        return inbox.contents().newestFirst().stream().map(CapturedMail::id).toList();
    }

    private static CapturedMail mail(String id, int weight) {
        return new CapturedMail(id, Instant.EPOCH, "", List.of(), "", "", "", "x".repeat(weight));
    }
}
