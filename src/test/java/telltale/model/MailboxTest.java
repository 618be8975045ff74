package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MailboxTest {
    @Test
    void aDisplayNameMayBeQuoted() {
        assertEquals(
                "Ann Example",
                Mailbox.parse("\"Ann Example\" <ann@example.com>").name());
        assertEquals(
                "Ann Example", Mailbox.parse("Ann Example <ann@example.com>").name());
        assertEquals("", Mailbox.parse("ann@example.com").name());
    }

    @Test
    void aLineBreakInADisplayNameIsReportedWithoutAFieldName() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Mailbox.parse("Ann\r\nBcc: eve@example.com <ann@example.com>"));

        assertFalse(refused instanceof InvalidInputException, "the mailbox does not know its field");
        assertTrue(String.valueOf(refused.getMessage()).contains("U+000D"), refused.getMessage());
    }
}
