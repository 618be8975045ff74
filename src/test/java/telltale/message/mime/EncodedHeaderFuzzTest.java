package telltale.message.mime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;

class EncodedHeaderFuzzTest {
    /** RFC 5322 section 2.1.1, without the line end. */
    private static final int MAX_LINE_LENGTH = 998;

    /** The input is a field name, a line feed, and a value. */
    @FuzzTest
    void aFieldIsEncodedAsOneFieldOrRejectedWithAShortMessage(byte[] input) {
        String[] parts = FuzzInput.text(input).split("\n", 2);
        String value = parts.length == 1 ? "" : parts[1];
        try {
            assertOneField(parts[0], FuzzInput.timely(() -> EncodedHeader.custom(new HeaderField(parts[0], value))));
        } catch (InvalidInputException rejected) {
            FuzzInput.assertShort(rejected);
        }
        try {
            Mailbox named = new Mailbox(value, EmailAddress.parse("ann@example.com"));
            assertOneField("To", EncodedHeader.mailbox("To", named));
        } catch (InvalidInputException rejected) {
            FuzzInput.assertShort(rejected);
        } catch (IllegalArgumentException rejected) {
            FuzzInput.assertShort(rejected);
        }
    }

    /** Each line after the first must start with white space, and none may be empty, which would end the header. */
    private static void assertOneField(String name, EncodedHeader header) {
        String wire = header.toWire();
        assertTrue(wire.startsWith(name + ": ") && wire.endsWith("\r\n"), wire);
        String[] lines = wire.substring(0, wire.length() - 2).split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            assertTrue(i == 0 || lines[i].startsWith(" "), wire);
            assertFalse(lines[i].isBlank() || lines[i].contains("\r") || lines[i].contains("\n"), wire);
            assertTrue(lines[i].length() <= MAX_LINE_LENGTH, wire);
        }
    }
}
