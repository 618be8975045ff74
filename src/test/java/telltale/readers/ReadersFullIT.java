package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails as three parsers read them after delivery: they must agree with each other and with the sender. */
class ReadersFullIT {
    private static final List<MailReader> READERS = List.of(new AngusReader(), new PythonReader(), new Mime4jReader());
    private static final int MAX_LINE = 998;
    private static final byte[] PICTURE = new byte[70_000];
    private static final byte[] PRICES = "Größe;Preis\nXL;12,50 €\n".getBytes(StandardCharsets.UTF_8);
    private static final String EVERYTHING = """
            <html><body><h1>Hello</h1><p><img src="cid:logo" alt="Shop" width="90" height="30"></p>
            <p><a id="opening" href="https://example.com/opening#map">Come and see us</a></p></body></html>
            """;
    private static final byte[] NOTES = ".\r\n..\r\nlast\n.".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static MailPath mails;

    @BeforeAll
    static void start() throws Exception {
        new Random(42).nextBytes(PICTURE);
        mails = new MailPath(folder, Map.of("PIXEL_URL", "https://t.example.com/app/pixel"));
    }

    @AfterAll
    static void end() throws Exception {
        mails.close();
    }

    @Test
    void theMailOfTrackIsATextAndItsHtml() throws Exception {
        ReadMail read = read(mails.track("track@example.com", "Hello"));
        assertEquals(List.of(" <shop@example.com>"), read.from());
        assertEquals(List.of(" <track@example.com>"), read.to());
        assertEquals("Hello", read.subject());
        assertEquals("multipart/alternative(text/plain,text/html)", read.tree());
    }

    @Test
    void namesAddressesAndFilesArriveAsGiven() throws Exception {
        String text = ".\n..\n.hidden\n" + "é".repeat(3_000) + "\nFrom here\n";
        String html = "<p>.\n.<br>" + "long ".repeat(600) + "<img src=\"cid:logo\"> Grüße 👋</p>";
        String subject = "Grüße an Zoë — größer, weiter, höher, und lang genug für eine zweite Zeile 👋";
        String name = "Rechnung für Zoë, Größe \"XL\"; 2026 — sehr, sehr langer Name.pdf";
        JsonObject message = Json.createObjectBuilder()
                .add("from", "\"Müller, Jörg\" <shop@example.com>")
                .add(
                        "replyTo",
                        Json.createArrayBuilder()
                                .add("Fräulein Größe <reply@example.com>")
                                .add("desk@example.com"))
                .add("to", recipient("zoe@example.com", "Zoë \"Z\" Ångström"))
                .add("cc", Json.createArrayBuilder().add("\"Ünal, Ayşe\" <ayse@example.com>"))
                .add("subject", subject)
                .add("text", text)
                .add("html", html)
                .add("headers", Json.createObjectBuilder().add("X-Order", "№ 42 – " + "länger ".repeat(30) + "Ende"))
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(file("logo.png", "image/png", "logo", PICTURE))
                                .add(file(name, "application/pdf", null, PICTURE))
                                .add(file("notes.txt", "text/plain; charset=utf-8", null, NOTES)))
                .build();

        ReadMail read = read(mails.send("zoe@example.com", message));
        assertEquals(List.of("Müller, Jörg <shop@example.com>"), read.from());
        assertEquals(List.of("Fräulein Größe <reply@example.com>", " <desk@example.com>"), read.replyTo());
        assertEquals(List.of("Zoë \"Z\" Ångström <zoe@example.com>"), read.to());
        assertEquals(List.of("Ünal, Ayşe <ayse@example.com>"), read.cc());
        assertEquals(subject, read.subject());
        assertEquals(
                "multipart/mixed(multipart/alternative(text/plain,multipart/related(text/html,image/png)),"
                        + "application/pdf,text/plain)",
                read.tree());
        assertEquals(text, read.leaves().get(0).content());
        String shown = read.leaves().get(1).content();
        assertTrue(shown.startsWith(html.substring(0, html.indexOf("</p>"))), shown);
        assertFile(read.leaves().get(2), "logo.png", "inline", PICTURE);
        assertEquals("<logo>", read.leaves().get(2).contentId());
        assertFile(read.leaves().get(3), name, "attachment", PICTURE);
        assertEquals("notes.txt", read.leaves().get(4).name());
        assertEquals(
                new String(NOTES, StandardCharsets.UTF_8).replace("\r\n", "\n"),
                read.leaves().get(4).content());
    }

    @Test
    void everythingAtOnceArrivesAsMeant() throws Exception {
        String text = "Hello Ann,\n\ncome and see us: https://example.com/opening\n";
        JsonObject message = Json.createObjectBuilder()
                .add("from", "Shop <shop@example.com>")
                .add("to", recipient("everything@example.com", "Ann Ångström"))
                .add("subject", "Our opening — you are invited")
                .add("bulk", true)
                .add("topic", "product-news")
                .add("campaign", "opening")
                .add("utm", Json.createObjectBuilder().add("source", "newsletter"))
                .add("text", text)
                .add("html", EVERYTHING)
                .add("calendar", Invitation.to("everything@example.com"))
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(file("logo.png", "image/png", "logo", PICTURE))
                                .add(file("Straße & Plan.pdf", "application/pdf", null, PICTURE))
                                .add(file("prices.csv", "text/csv; charset=utf-8", null, PRICES)))
                .build();

        Path mail = mails.send("everything@example.com", message);
        ReadMail read = read(mail);
        assertEquals(
                "multipart/mixed(multipart/alternative(text/plain,multipart/related(text/html,image/png),text/calendar),"
                        + "application/pdf,text/csv,application/ics)",
                read.tree());
        assertEquals(List.of("Ann Ångström <everything@example.com>"), read.to());
        assertTrue(
                read.leaves().get(0).content().startsWith(text), read.leaves().get(0)::content);
        assertFile(read.leaves().get(2), "logo.png", "inline", PICTURE);
        ReadMail.Leaf invitation = read.leaves().get(3);
        assertEquals("REQUEST", invitation.method());
        assertEquals(Invitation.to("everything@example.com"), invitation.content());
        assertFile(read.leaves().get(4), "Straße & Plan.pdf", "attachment", PICTURE);
        assertEquals("prices.csv", read.leaves().get(5).name());
        assertEquals(
                new String(PRICES, StandardCharsets.UTF_8), read.leaves().get(5).content());
        assertFile(
                read.leaves().get(6),
                "invite.ics",
                "attachment",
                invitation.content().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        assertTrue(header(mail).contains("\nList-Id: Product news <product-news.example.com>"), () -> header(mail));
        assertEquals(
                "https://example.com/opening?utm_source=newsletter&utm_campaign=opening#map",
                mails.destination(link(read.leaves().get(1).content())));
    }

    @Test
    void anAttachedMessageIsAMessageInAllReaders() throws Exception {
        String attached = """
                From: ann@example.com
                Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Sch=C3=B6n.
                """.replace("\n", "\r\n");
        JsonObject message = Json.createObjectBuilder()
                .add("to", "embedded@example.com")
                .add("subject", "Forwarded")
                .add("text", "See the attached message.")
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(file(
                                        "message.eml",
                                        "message/rfc822",
                                        null,
                                        attached.getBytes(StandardCharsets.US_ASCII))))
                .build();

        ReadMail read = read(mails.send("embedded@example.com", message));
        assertEquals(
                "multipart/mixed(multipart/alternative(text/plain,text/html),message/rfc822(text/plain))", read.tree());
        assertEquals("Schön.\n", read.leaves().get(2).content());
    }

    /** The mail as all readers read it, without a line that SMTP forbids (RFC 5321 section 4.5.3.1.6). */
    private static ReadMail read(Path mail) throws Exception {
        Files.readString(mail, StandardCharsets.ISO_8859_1)
                .lines()
                .forEach(line -> assertTrue(line.length() <= MAX_LINE, line));
        ReadMail first = READERS.get(0).read(mail);
        for (MailReader reader : READERS) {
            assertEquals(first, reader.read(mail), reader.getClass()::getSimpleName);
        }
        return first;
    }

    private static String header(Path mail) {
        try {
            String all = Files.readString(mail, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            return all.substring(0, all.indexOf("\n\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String link(String html) {
        return Objects.requireNonNull(Jsoup.parse(html).getElementById("opening"), html)
                .attr("href");
    }

    private static JsonObjectBuilder recipient(String address, String name) {
        return Json.createObjectBuilder().add("to", address).add("name", name);
    }

    private static JsonObjectBuilder file(String name, String type, @Nullable String contentId, byte[] content) {
        JsonObjectBuilder file = Json.createObjectBuilder()
                .add("name", name)
                .add("type", type)
                .add("content", Base64.getEncoder().encodeToString(content));
        return contentId == null ? file : file.add("contentId", contentId);
    }

    private static void assertFile(ReadMail.Leaf leaf, String name, String disposition, byte[] content) {
        assertEquals(name, leaf.name());
        assertEquals(disposition, leaf.disposition());
        assertEquals(Base64.getEncoder().encodeToString(content), leaf.content());
    }
}
