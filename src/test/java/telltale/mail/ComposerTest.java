package telltale.mail;

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
import telltale.model.Address;
import telltale.model.Mail;
import telltale.model.Mailbox;

class ComposerTest {
    @Test
    void everyHeaderIsThereOnceAndInPlainAscii() throws Exception {
        MimeMessage message = Mails.parsed(Mails.hello());

        List<String> names = Collections.list(message.getAllHeaders()).stream()
                .map(Header::getName)
                .toList();
        assertEquals(List.of("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"), names);
        assertEquals("\"Telltale News\" <news@example.org>", message.getHeader("From", null));
        assertEquals("ann@example.com", message.getHeader("To", null));
        assertEquals("Hello", message.getSubject());
        assertEquals("Sun, 22 Nov 2026 15:00:00 +0000", message.getHeader("Date", null));
        assertEquals(Date.from(Mails.DATE.minusMillis(123)), message.getSentDate());
        assertEquals("<01939f5e-7a00-7abc-8def-0123456789ab@example.org>", message.getMessageID());
        assertEquals("1.0", message.getHeader("MIME-Version", null));
    }

    @Test
    void theTextComesFirstAndTheHtmlLast() throws Exception {
        MimeMultipart parts = parts(Mails.composed(Mails.of("s", "<p>Hé</p>", "plain hé")));

        assertTrue(parts.getContentType().startsWith("multipart/alternative;"));
        assertEquals(2, parts.getCount());
        assertEquals("text/plain; charset=utf-8", parts.getBodyPart(0).getContentType());
        assertEquals("plain hé", parts.getBodyPart(0).getContent());
        assertEquals("text/html; charset=utf-8", parts.getBodyPart(1).getContentType());
        assertEquals("<p>Hé" + Mails.PIXEL.toHtml(), before(parts.getBodyPart(1), "</p>"));
    }

    @Test
    void aMissingTextIsMadeFromTheHtmlAndHasNoPixel() throws Exception {
        MimeMultipart parts = parts(Mails.composed(
                Mails.of("s", "<h1>News</h1><p>Read <a href='https://example.org/a'>this</a></p>", null)));

        assertEquals(
                "News\r\n\r\nRead this <https://example.org/a>",
                parts.getBodyPart(0).getContent());
    }

    @Test
    void aMissingHtmlIsMadeFromTheTextAndCarriesThePixel() throws Exception {
        String html = html(Mails.composed(Mails.of("s", null, "a < b & c\nsecond line\n\nnew paragraph")));

        assertEquals(
                List.of("a < b & c second line", "new paragraph"),
                Jsoup.parse(html).select("p").eachText());
        assertEquals(1, Jsoup.parse(html).select("p > br").size());
        assertEquals(
                Mails.PIXEL.url().toString(), Jsoup.parse(html).select("img").attr("src"));
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
    void aSubjectComesBackAsItWas(String subject) throws Exception {
        assertEquals(
                subject,
                Mails.parsed(Mails.composed(Mails.of(subject, null, "x"))).getSubject());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "long words ", "ü", "日本", "👩‍👩‍👧‍👦"})
    void theLongestSubjectIsFoldedIntoShortLines(String unit) throws Exception {
        String subject = unit.repeat(Mail.LONGEST_SUBJECT / unit.length()).strip();
        ComposedMail mail = Mails.composed(Mails.of(subject, null, "x"));

        assertEquals(subject, Mails.parsed(mail).getSubject());
        assertTrue(Mails.wire(mail).lines().allMatch(line -> line.length() <= 78), () -> Mails.wire(mail));
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
    void aDisplayNameComesBackAsItWas(String name) throws Exception {
        Mailbox from = new Mailbox(name, Address.parse("news@example.org"));
        ComposedMail mail = Mails.composed(Mails.of("s", null, "x"), from);

        InternetAddress parsed = (InternetAddress) Mails.parsed(mail).getFrom()[0];
        assertEquals(name, parsed.getPersonal());
        assertEquals("news@example.org", parsed.getAddress());
    }

    @Test
    void aDomainOutsideOfAsciiGoesOutAsALabels() throws Exception {
        Mailbox from = Mailbox.parse("post@müller.example");
        Mail mail = new Mail(Address.parse("ann@bücher.example"), "s", null, "x", null);
        ComposedMail composed = Mails.composed(mail, from);

        MimeMessage message = Mails.parsed(composed);
        assertEquals("post@xn--mller-kva.example", message.getHeader("From", null));
        assertEquals("ann@xn--bcher-kva.example", message.getHeader("To", null));
        assertTrue(message.getMessageID().endsWith("@xn--mller-kva.example>"));
        assertFalse(composed.needsSmtpUtf8());
        assertTrue(Mails.wire(composed).chars().allMatch(c -> c < 0x80));
    }

    @Test
    void aLocalPartOutsideOfAsciiStaysAndAsksForSmtpUtf8() throws Exception {
        ComposedMail mail = Mails.to("jörg@example.com");

        assertTrue(mail.needsSmtpUtf8());
        assertEquals("jörg@example.com", ((InternetAddress) Mails.parsed(mail).getAllRecipients()[0]).getAddress());
    }

    @Test
    void theAuthorIsTheEnvelopeSender() {
        ComposedMail mail = Mails.hello();

        assertEquals("news@example.org", mail.sender().toString());
        assertEquals("ann@example.com", mail.recipient().toString());
    }

    @Test
    void aMegabyteOfHtmlComesBackAsItWas() throws Exception {
        String html = "<p>" + "Grüße 👋 = . ".repeat(80_000) + "</p>";
        ComposedMail mail = Mails.composed(Mails.of("s", html, "x"));

        assertEquals(Mails.tracked(html).html(), html(mail));
        assertTrue(Mails.wire(mail).lines().allMatch(line -> line.length() <= 78));
    }

    @Test
    void everyKindOfLineBreakBecomesCrLf() throws Exception {
        String wire = Mails.wire(Mails.composed(Mails.of("s", "<p>x</p>", "a\nb\rc\r\nd\n\re\n")));

        assertTrue(wire.contains("\r\na\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n--"), wire);
        assertFalse(wire.replace("\r\n", "").contains("\n"));
        assertFalse(wire.replace("\r\n", "").contains("\r"));
    }

    @Test
    void linesOfDotsBlanksAndFromComeBackAsTheyWere() throws Exception {
        String text = ".\r\n..\r\n.hidden\r\nFrom here\r\ntrailing blank \r\ntab\t\r\n--=_" + Mails.ID + "--\r\n=20";
        MimeMultipart parts = parts(Mails.composed(Mails.of("s", "<p>x</p>", text)));

        assertEquals(2, parts.getCount());
        assertEquals(text, parts.getBodyPart(0).getContent());
    }

    @Test
    void nothingSaysThatAMachineWroteIt() throws Exception {
        assertNull(Mails.parsed(Mails.hello()).getHeader("Auto-Submitted"));
    }

    @Test
    void theSameArgumentsGiveTheSameBytes() {
        assertEquals(Mails.wire(Mails.hello()), Mails.wire(Mails.hello()));
    }

    @Test
    void theDefaultMailSaysThatItWorks() throws Exception {
        ComposedMail mail = Mails.composed(Mails.of(DefaultMail.subject(), DefaultMail.html(), null));

        assertEquals("Hello from Telltale", Mails.parsed(mail).getSubject());
        assertTrue(parts(mail).getBodyPart(0).getContent().toString().startsWith("It works.\r\n\r\nThis mail found"));
        assertTrue(html(mail).contains(Mails.PIXEL.toHtml() + "</body>"));
    }

    private static String before(BodyPart part, String end) throws Exception {
        String content = part.getContent().toString();
        return content.replace(end, "");
    }

    private static String html(ComposedMail mail) throws Exception {
        return new String(parts(mail).getBodyPart(1).getInputStream().readAllBytes(), UTF_8);
    }

    private static MimeMultipart parts(ComposedMail mail) throws Exception {
        return (MimeMultipart) Mails.parsed(mail).getContent();
    }
}
