package telltale.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.mime.ComposedMessage;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;
import telltale.model.Mailbox;

class MessageComposerTest {
    @Test
    void everyHeaderFieldOccursOnceAndIsAscii() throws Exception {
        MimeMessage message = TestMessages.parsed(TestMessages.hello());

        List<String> names = Collections.list(message.getAllHeaders()).stream()
                .map(Header::getName)
                .toList();
        assertEquals(List.of("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"), names);
        assertEquals("\"Telltale News\" <news@example.org>", message.getHeader("From", null));
        assertEquals("ann@example.com", message.getHeader("To", null));
        assertEquals("Hello", message.getSubject());
        assertEquals("Sun, 22 Nov 2026 15:00:00 +0000", message.getHeader("Date", null));
        assertEquals(Date.from(TestMessages.DATE.minusMillis(123)), message.getSentDate());
        assertEquals("<01939f5e-7a00-7abc-8def-0123456789ab@example.org>", message.getMessageID());
        assertEquals("1.0", message.getHeader("MIME-Version", null));
    }

    @Test
    void theTextIsFirstAndTheHtmlIsLast() throws Exception {
        MimeMultipart parts = parts(TestMessages.composed(TestMessages.of("s", "<p>Hé</p>", "plain hé")));

        assertTrue(parts.getContentType().startsWith("multipart/alternative;"));
        assertEquals(2, parts.getCount());
        assertEquals("text/plain; charset=utf-8", parts.getBodyPart(0).getContentType());
        assertEquals("plain hé", parts.getBodyPart(0).getContent());
        assertEquals("text/html; charset=utf-8", parts.getBodyPart(1).getContentType());
        assertEquals("<p>Hé" + TestMessages.PIXEL.toHtml(), before(parts.getBodyPart(1), "</p>"));
    }

    @Test
    void aMissingTextIsConvertedFromTheHtmlWithoutPixel() throws Exception {
        MimeMultipart parts = parts(TestMessages.composed(
                TestMessages.of("s", "<h1>News</h1><p>Read <a href='https://example.org/a'>this</a></p>", null)));

        assertEquals(
                "News\r\n\r\nRead this <https://example.org/a>",
                parts.getBodyPart(0).getContent());
    }

    @Test
    void aMissingHtmlIsConvertedFromTheTextAndHasThePixel() throws Exception {
        String html =
                html(TestMessages.composed(TestMessages.of("s", null, "a < b & c\nsecond line\n\nnew paragraph")));

        assertEquals(
                List.of("a < b & c second line", "new paragraph"),
                Jsoup.parse(html).select("p").eachText());
        assertEquals(1, Jsoup.parse(html).select("p > br").size());
        assertEquals(
                TestMessages.PIXEL.url().toString(),
                Jsoup.parse(html).select("img").attr("src"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain",
                " leading and trailing ",
                "two  blanks",
                "Grüße aus Köln",
                "Ελληνικά και العربية и русский",
                "👩‍👩‍👧‍👦 family 🏳️‍🌈 flags 🇩🇪",
                "=?UTF-8?Q?not_an_encoded_word?=",
                "=?UTF-8?B?",
                "a \"quoted\" \\ subject, with: commas; and <brackets>"
            })
    void aSubjectIsDecodedUnchanged(String subject) throws Exception {
        assertEquals(
                subject,
                TestMessages.parsed(TestMessages.composed(TestMessages.of(subject, null, "x")))
                        .getSubject());
    }

    @ParameterizedTest
    @ValueSource(strings = {"long words ", "ü", "x ü ", "日本", "👩‍👩‍👧‍👦"})
    void theLongestSubjectIsFoldedIntoShortLines(String unit) throws Exception {
        String subject =
                unit.repeat(MailMessage.MAX_SUBJECT_LENGTH / unit.length()).strip();
        ComposedMessage mail = TestMessages.composed(TestMessages.of(subject, null, "x"));

        assertEquals(subject, TestMessages.parsed(mail).getSubject());
        assertTrue(
                TestMessages.wire(mail).lines().allMatch(line -> line.length() <= 78), () -> TestMessages.wire(mail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann Example",
                "Example, Ann",
                "Ann \"the\" Example",
                "back\\slash",
                "Jörg Müller",
                "a@b.example <x>",
                "日本語の名前",
                "=?UTF-8?B?eA==?=",
                "(comment)",
                "a very long name that goes on and on so that it cannot stand in one line of a header"
            })
    void aDisplayNameIsDecodedUnchanged(String name) throws Exception {
        Mailbox from = new Mailbox(name, EmailAddress.parse("news@example.org"));
        ComposedMessage mail = TestMessages.composed(TestMessages.of("s", null, "x"), from);

        InternetAddress parsed = (InternetAddress) TestMessages.parsed(mail).getFrom()[0];
        assertEquals(name, parsed.getPersonal());
        assertEquals("news@example.org", parsed.getAddress());
    }

    @Test
    void aNonAsciiDomainIsEncodedAsALabels() throws Exception {
        Mailbox from = Mailbox.parse("post@müller.example");
        MailMessage mail = new MailMessage(EmailAddress.parse("ann@bücher.example"), "s", null, "x", null);
        ComposedMessage composed = TestMessages.composed(mail, from);

        MimeMessage message = TestMessages.parsed(composed);
        assertEquals("post@xn--mller-kva.example", message.getHeader("From", null));
        assertEquals("ann@xn--bcher-kva.example", message.getHeader("To", null));
        assertTrue(message.getMessageID().endsWith("@xn--mller-kva.example>"));
        assertFalse(composed.needsSmtpUtf8());
        assertTrue(TestMessages.wire(composed).chars().allMatch(c -> c < 0x80));
    }

    @Test
    void aNonAsciiLocalPartIsKeptAndNeedsSmtpUtf8() throws Exception {
        ComposedMessage mail = TestMessages.to("jörg@example.com");

        assertTrue(mail.needsSmtpUtf8());
        assertEquals(
                "jörg@example.com", ((InternetAddress) TestMessages.parsed(mail).getAllRecipients()[0]).getAddress());
    }

    @Test
    void theAuthorIsTheEnvelopeSender() {
        ComposedMessage mail = TestMessages.hello();

        assertEquals("news@example.org", mail.envelope().reversePath());
        assertEquals("ann@example.com", mail.recipient().toString());
    }

    @Test
    void aMegabyteOfHtmlIsDecodedUnchanged() throws Exception {
        String html = "<p>" + "Grüße 👋 = . ".repeat(80_000) + "</p>";
        ComposedMessage mail = TestMessages.composed(TestMessages.of("s", html, "x"));

        assertEquals(TestMessages.tracked(html).html(), html(mail));
        assertTrue(TestMessages.wire(mail).lines().allMatch(line -> line.length() <= 78));
    }

    @Test
    void everyKindOfLineBreakBecomesCrLf() throws Exception {
        String wire = TestMessages.wire(TestMessages.composed(TestMessages.of("s", "<p>x</p>", "a\nb\rc\r\nd\n\re\n")));

        assertTrue(wire.contains("\r\na\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n--"), wire);
        assertFalse(wire.replace("\r\n", "").contains("\n"));
        assertFalse(wire.replace("\r\n", "").contains("\r"));
    }

    @Test
    void linesOfDotsSpacesAndFromAreDecodedUnchanged() throws Exception {
        String text =
                ".\r\n..\r\n.hidden\r\nFrom here\r\ntrailing blank \r\ntab\t\r\n--=_" + TestMessages.ID + "--\r\n=20";
        MimeMultipart parts = parts(TestMessages.composed(TestMessages.of("s", "<p>x</p>", text)));

        assertEquals(2, parts.getCount());
        assertEquals(text, parts.getBodyPart(0).getContent());
    }

    @Test
    void noHeaderMarksTheMessageAsAutomatic() throws Exception {
        assertNull(TestMessages.parsed(TestMessages.hello()).getHeader("Auto-Submitted"));
    }

    @Test
    void equalArgumentsGiveEqualBytes() {
        assertEquals(TestMessages.wire(TestMessages.hello()), TestMessages.wire(TestMessages.hello()));
    }

    @Test
    void theDefaultMessageConfirmsThatTrackingWorks() throws Exception {
        ComposedMessage mail =
                TestMessages.composed(TestMessages.of(DefaultMessage.subject(), DefaultMessage.html(), null));

        assertEquals("Hello from Telltale", TestMessages.parsed(mail).getSubject());
        assertTrue(parts(mail).getBodyPart(0).getContent().toString().startsWith("It works.\r\n\r\nThis email has"));
        assertTrue(html(mail).contains(TestMessages.PIXEL.toHtml() + "</body>"));
    }

    private static String before(BodyPart part, String end) throws Exception {
        String content = part.getContent().toString();
        return content.replace(end, "");
    }

    private static String html(ComposedMessage mail) throws Exception {
        return new String(parts(mail).getBodyPart(1).getInputStream().readAllBytes(), UTF_8);
    }

    private static MimeMultipart parts(ComposedMessage mail) throws Exception {
        return (MimeMultipart) TestMessages.parsed(mail).getContent();
    }
}
