package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

/** Header injection: any input is rejected, or the message has exactly its seven header fields. */
class HeaderSafetyTest {
    private static final List<String> HOSTILE = List.of(
            "\r\nBcc: eve@example.net",
            "\n",
            "\r",
            "\0",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u000b",
            "\f",
            "\t",
            "=?UTF-8?B?DQpCY2M6IHg=?=",
            "?=",
            "\"",
            "\\",
            "<",
            ">",
            ",",
            ";",
            ":",
            "@",
            "(",
            ")",
            "\uD83D",
            "\uDE00",
            "😀",
            "é",
            "ß",
            "例え",
            "。",
            "．",
            "\u202e",
            "\u00a0",
            " ",
            "a",
            "B",
            ".",
            "-",
            "xn--",
            "%0d%0a",
            "\\r\\n");

    @Test
    void noInputAddsAHeaderOrBreaksTheComposer() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int composed = 0;
        for (int i = 0; i < 5_000; i++) {
            String subject = text(random);
            String name = text(random);
            String to = random.nextBoolean() ? "ann@example.com" : text(random) + "@" + text(random);
            String body = text(random);
            ComposedMessage mail;
            try {
                mail = compose(subject, name, to, body);
            } catch (IllegalArgumentException rejected) {
                continue;
            } catch (RuntimeException thrown) {
                throw new AssertionError("seed " + seed + ", round " + i, thrown);
            }
            composed++;
            assertSevenFields(mail, "seed " + seed + ", round " + i);
        }
        assertTrue(composed > 500, "only " + composed + " mails composed, seed " + seed);
    }

    @Test
    void aControlCharacterIsNeverWrittenToAHeader() {
        assertThrows(IllegalArgumentException.class, () -> EncodedHeader.text("Subject", "a\r\nBcc: eve@example.net"));
        assertThrows(IllegalArgumentException.class, () -> EncodedHeader.of("Subject", "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> new EncodedHeader("Subject", List.of("a", "b\0")));
    }

    private static ComposedMessage compose(String subject, String name, String to, String body) {
        return TestMessages.composed(
                new MailMessage(EmailAddress.parse(to), subject, null, body, null),
                new Mailbox(name, EmailAddress.parse("news@example.org")));
    }

    private static void assertSevenFields(ComposedMessage mail, String where) {
        String wire = TestMessages.wire(mail);
        String head = wire.substring(0, wire.indexOf("\r\n\r\n"));
        assertEquals(-1, head.replace("\r\n", "").indexOf('\n'), where);
        assertEquals(-1, head.replace("\r\n", "").indexOf('\r'), where);
        List<String> fields = head.lines()
                .filter(line -> !line.startsWith(" "))
                .map(line -> line.split(":", 2)[0])
                .toList();
        assertEquals(
                List.of("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"), fields, where);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(random.nextInt(10) == 0 ? 60 : 4);
        for (int i = 0; i < pieces; i++) {
            boolean hostile = random.nextInt(4) == 0;
            text.append(hostile ? HOSTILE.get(random.nextInt(HOSTILE.size())) : "word".substring(random.nextInt(4)));
        }
        return text.toString();
    }
}
