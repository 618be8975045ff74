package telltale.launcher.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MailParserTest {
    @Test
    void htmlAndTextAreFoundInNestedParts() {
        CapturedMail mail = read("""
                From: Ann <ann@example.com>
                Subject: Two bodies
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/plain; charset=utf-8

                the text
                --inner
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <p class=3D"a">the html</p>
                --inner--
                --outer--
                """);

        assertEquals("the text", mail.text().strip());
        assertEquals("<p class=\"a\">the html</p>", mail.html().strip());
        assertEquals("Ann <ann@example.com>", mail.from());
        assertEquals("Two bodies", mail.subject());
    }

    @Test
    void anAttachedPageIsNotTheMailsBody() {
        CapturedMail mail = read("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: text/html
                Content-Disposition: attachment; filename=report.html

                <p>the report</p>
                --outer
                Content-Type: text/html

                <p>the body</p>
                --outer--
                """);

        assertEquals("<p>the body</p>", mail.html().strip());
    }

    @Test
    void encodedAndRawHeadersAreBothDecoded() {
        assertEquals(
                "Grüße aus Köln",
                read("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n aus =?utf-8?Q?K=C3=B6ln?=\n\n")
                        .subject());
        assertEquals("Grüße aus Köln", read("Subject: Grüße aus Köln\n\n").subject());
    }

    @Test
    void aQuotedNameIsShownWithoutItsQuotes() {
        assertEquals(
                "Ann \"A\" <a@b>", read("From: \"Ann \\\"A\\\"\" <a@b>\n\n").from());
    }

    @Test
    void theBodysCharsetIsHonored() {
        CapturedMail mail =
                read("Content-Type: text/plain; charset=iso-8859-15\n\n5 €", Charset.forName("ISO-8859-15"));

        assertEquals("5 €", mail.text());
    }

    @Test
    void aMailWithoutFromShowsItsEnvelopeSender() {
        assertEquals("sender@example.com", read("Subject: hello\n\nbody").from());
    }

    @Test
    void theSourceIsKeptByteForByte() {
        byte[] bytes = {'S', ':', ' ', (byte) 0xff, 0, '\n', '\n', (byte) 0x80};

        CapturedMail mail = new MailParser().read("", List.of(), bytes, Instant.EPOCH);

        assertEquals(
                new String(bytes, StandardCharsets.ISO_8859_1), new String(mail.bytes(), StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "no header at all",
                "Content-Type: multipart/mixed\n\nno boundary",
                "Content-Type: multipart/mixed; boundary=x\n\nnever used",
                "Content-Type: text/html; charset=no-such-thing\n\n<p>",
                "Content-Type: text/html; charset=\"?*\"\n\n<p>",
                "Content-Type: ;;;\n\nbody",
                "Content-Type: text/plain\nContent-Transfer-Encoding: no-such-thing\n\nbody",
                "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n&&&",
                "Subject: =?no-such-thing?Q?a?=\n\nbody",
            })
    void aBrokenMailIsShownAsFarAsItCanBeRead(String source) {
        assertTrue(read(source).weight() >= source.length());
    }

    private static CapturedMail read(String source) {
        return read(source, StandardCharsets.UTF_8);
    }

    private static CapturedMail read(String source, Charset charset) {
        return new MailParser()
                .read("sender@example.com", List.of("to@example.com"), source.getBytes(charset), Instant.EPOCH);
    }
}
