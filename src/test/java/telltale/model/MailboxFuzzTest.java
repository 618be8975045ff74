package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;

class MailboxFuzzTest {
    @FuzzTest
    void anAddressRoundTripsOrIsRejectedWithAMessage(byte[] input) {
        try {
            Mailbox mailbox = FuzzInput.timely(() -> Mailbox.parse(FuzzInput.text(input)));
            EmailAddress address = mailbox.address();
            assertEquals(address, EmailAddress.parse(address.toString()));
            assertTrue(address.wireForm().chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == ','));
            assertTrue(address.asciiDomain().chars().allMatch(c -> c > ' ' && c < 0x7f));
            assertTrue(address.masked().length() <= address.toString().length() + 3);
        } catch (IllegalArgumentException refused) {
            FuzzInput.assertShort(refused);
        }
    }
}
