package telltale.message.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.message.html.ClickUrls;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.TextEdit;
import telltale.message.html.Tracking;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.EmailAddress;

@SuppressWarnings("StringConcatToTextBlock")
class SourceMailTest {
    private static final EmailAddress SHOP = EmailAddress.parse("shop@example.com");
    private static final Envelope ENVELOPE = TestMessages.envelope(SHOP, EmailAddress.parse("ann@example.org"));
    private static final ClickUrls CLICKS = new ClickUrls("https://t.example.org/app", link -> "token" + link.number());
    private static final String PIXEL = "PIXEL";

    private static SourceMail mail(String text) {
        return mail(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static SourceMail mail(byte[] octets) {
        return SourceMail.of(octets, SHOP, false);
    }

    private static String html(SourceMail mail) {
        return Objects.requireNonNull(mail.html());
    }

    private static byte[] octets(ComposedMessage message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            message.writeTo(octets);
        } catch (IOException inMemory) {
            throw new AssertionError(inMemory);
        }
        return octets.toByteArray();
    }

    /** The copy with edits, an octet in each character. */
    private static String copy(SourceMail mail, List<TextEdit> edits) {
        return new String(octets(mail.copy(ENVELOPE, edits, new ByteSink())), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n");
    }

    private static List<TextEdit> tracked(SourceMail mail) {
        List<TextEdit> edits = new ArrayList<>();
        PreparedTemplate.withoutPlaceholders(html(mail))
                .asIs()
                .tracked(new Tracking(TestMessages.PIXEL, CLICKS), edits);
        return edits;
    }

    /** Puts a mark before the end of the text, and one in place of the first link. */
    private static List<TextEdit> marks(SourceMail mail) {
        int link = html(mail).indexOf("http://");
        int end = html(mail).indexOf("</body>");
        return List.of(new TextEdit(link, html(mail).indexOf('"', link), "LINK"), new TextEdit(end, end, PIXEL));
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, 8bit",
        "iso-8859-1, 8bit",
        "windows-1252, 8bit",
        "iso-2022-jp, 7bit",
        "shift_jis, 8bit",
        "gb18030, 8bit",
        "koi8-r, 8bit",
        "utf-8, quoted-printable",
        "iso-8859-15, quoted-printable",
        "utf-8, base64",
        "euc-kr, base64"
    })
    void textInAnyCharsetAndEncodingKeepsAllButTheEdits(String charset, String encoding) {
        Charset named = Charset.forName(charset);
        String words = Stream.of("Grüße", "日本語", "привет", "한국어")
                .filter(named.newEncoder()::canEncode)
                .reduce("", String::concat);
        String html = "<html><body>" + words + " <a href=\"http://example.com/" + "x".repeat(70) + "\">" + words
                + "</a>\r\n" + words.repeat(5) + "</body></html>";
        byte[] text = html.getBytes(named);
        String body = switch (encoding) {
            case "base64" -> Base64.getMimeEncoder().encodeToString(text);
            case "quoted-printable" -> QuotedPrintableOctets.encode(text, true);
            default -> new String(text, StandardCharsets.ISO_8859_1);
        };
        String header = "From: shop@example.com\r\nContent-Type: text/html; charset=\"" + charset
                + "\"\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
        SourceMail mail = mail((header + body + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        assertNull(mail.obstacle());
        assertEquals(html, html(mail));

        byte[] copied = octets(mail.copy(ENVELOPE, marks(mail), new ByteSink()));
        String expected = html.replaceFirst("http://[^\"]*", "LINK").replace("</body>", PIXEL + "</body>");
        assertEquals(expected, html(mail(copied)));
        assertTrue(new String(copied, StandardCharsets.ISO_8859_1).startsWith(header));
        assertTrue(Octets.longestLine(copied) <= 998);
    }

    @Test
    void everyOctetOfQuotedPrintableStaysUnlessItIsReplaced() {
        String before = "From: a@example.com\nContent-Type: text/html; charset=utf-8\n"
                + "content-transfer-encoding: Quoted-Printable\n\n<p>=e2=82=AC is written =\nin =20two ways</p>=20\n";
        SourceMail mail = mail(before + "<a href=3D\"http://example.com/=\nlong\">x</a></body>=\n\n");
        assertEquals(before + "<a href=3D\"=\nLINK=\n\">x</a>=\nPIXEL=\n</body>=\n\n", copy(mail, marks(mail)));
    }

    @ParameterizedTest
    @ValueSource(ints = {73, 74, 75, 76})
    void linesOfQuotedPrintableStayWithinTheirLength(int length) {
        String line = "a".repeat(length - 4) + "=3Db";
        SourceMail mail = mail("From: a@example.com\nContent-Type: text/html\nContent-Transfer-Encoding:"
                + " quoted-printable\n\n" + line + "\nend");
        String replaced = copy(mail, List.of(new TextEdit(length - 2, length - 2, "x=".repeat(60))));
        assertTrue(replaced.lines().allMatch(each -> each.length() <= 76), replaced);
        assertEquals("a".repeat(length - 4) + "=b" + "x=".repeat(60) + "\r\nend", html(mail(replaced)));
    }

    /** Programs state the smaller charset, and mail clients read the larger one. */
    @ParameterizedTest
    @CsvSource({
        "gb2312, gbk, \u8d5f\u570b",
        "shift_jis, windows-31j, \u2460\uff5e",
        "ks_c_5601-1987, x-windows-949, \uaf2a\ud7a3",
        "iso-8859-8-i, iso-8859-8, \u05e9\u05dc\u05d5\u05dd"
    })
    void textInALargerCharsetThanStatedIsTracked(String stated, String real, String words) {
        String start = "From: a@example.com\nContent-Type: text/html; charset=" + stated + "\n\n<body>";
        String octets = new String(words.getBytes(Charset.forName(real)), StandardCharsets.ISO_8859_1);
        SourceMail mail = mail(start + octets + "<a href=\"http://example.com/\">x</a></body>");
        assertTrue(html(mail).contains(words), html(mail));
        assertEquals(start + octets + "<a href=\"LINK\">x</a>PIXEL</body>", copy(mail, marks(mail)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7bit", "quoted-printable"})
    void aPixelAtTheEndOfAMailStandsBeforeItsLastLineEnd(String encoding) {
        String mail = "From: a@example.com\nContent-Type: text/html\nContent-Transfer-Encoding: " + encoding
                + "\n\n<p>x</p>\n";
        SourceMail source = mail(mail);
        int end = html(source).length();
        String expected = encoding.equals("7bit") ? "<p>x</p>PIXEL\n" : "<p>x</p>=\nPIXEL\n";
        assertEquals(mail.replace("<p>x</p>\n", expected), copy(source, List.of(new TextEdit(end, end, PIXEL))));
    }

    @Test
    void linesThatBecomeTooLongAreEncoded() {
        String html = "<p>" + "a <a href=\"http://example.com/\">b</a> ".repeat(25) + "</p>";
        SourceMail mail = mail("From: a@example.com\nContent-Type: text/html\n\n" + html + "\n");
        List<TextEdit> edits = tracked(mail);
        String copied = copy(mail, edits);
        assertTrue(copied.contains("Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"), copied);
        assertTrue(copied.lines().allMatch(line -> line.length() <= 76));
        assertEquals(25, html(mail(copied)).split("token", -1).length - 1);
    }

    @Test
    void theHtmlOfAMultipartIsFoundAndAttachmentsAreNot() {
        String start = "From: a@example.com\nContent-Type: multipart/mixed; boundary=\"a b\"\n\npreamble\n--a b\n"
                + "Content-Type: multipart/related; boundary=rel\n\n--rel\n"
                + "Content-Type: multipart/alternative; boundary=alt\n\n--alt\nContent-Type: text/plain\n\nplain\n"
                + "--alt\nContent-Type: text/html\n\n<body>";
        String end =
                "</body>\n--alt--\n--rel\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--rel--\n"
                        + "--a b\nContent-Type: text/html\nContent-Disposition: attachment; filename=x.html\n\n<p>other</p>\n"
                        + "--a b\nContent-Type: message/rfc822\n\nFrom: b@example.com\nContent-Type: text/html\n\n<p>in</p>\n"
                        + "--a b--\nepilogue\n";
        SourceMail mail = mail(start + "<a href=\"http://example.com/\">x</a>" + end);
        assertEquals("plain", mail.text());
        assertEquals(start + "<a href=\"LINK\">x</a>PIXEL" + end, copy(mail, marks(mail)));
    }

    private static String multipart(String type, String... parts) {
        return "Content-Type: multipart/" + type + "; boundary=" + type + "\n\n--" + type + "\n"
                + String.join("\n--" + type + "\n", parts) + "\n--" + type + "--\n";
    }

    private static String htmlPart(String content) {
        return "Content-Type: text/html\n\n<body>" + content + "</body>";
    }

    private static void assertTracked(String expected, String mail) {
        SourceMail source = mail("From: a@example.com\n" + mail);
        List<TextEdit> edits = new ArrayList<>();
        source.template().orElseThrow().asIs().tracked(new Tracking(TestMessages.PIXEL, CLICKS), edits);
        assertEquals(
                expected,
                copy(source, edits)
                        .replace("From: a@example.com\n", "")
                        .replaceAll("<img [^>]*>", PIXEL)
                        .replaceAll("https://t\\.example\\.org/app/click/token", "LINK"));
    }

    /** As Apple Mail writes text around an attached file, and mailing lists add a footer. */
    @Test
    void linksInAllDisplayedHtmlAreTrackedAndThePixelIsInTheFirst() {
        String file = "Content-Type: application/pdf\nContent-Disposition: inline; filename=x.pdf\n\n%PDF";
        String mail = multipart(
                "alternative",
                "Content-Type: text/plain\n\nplain",
                multipart(
                        "mixed",
                        htmlPart("<a href='http://example.com/1'>x</a>P"),
                        file,
                        htmlPart("<a href='http://example.com/2'>x</a>")));
        String expected = mail.replace("http://example.com/", "LINK").replace("P</body>", "P" + PIXEL + "</body>");
        assertTracked(expected, mail);
    }

    /** The line end before a delimiter belongs to it (RFC 2046 section 5.1.1), so that an empty part may end with its header. */
    @Test
    void anEmptyPartStaysAsItIs() {
        String header = "Content-Type: text/html\n";
        String mail = multipart("mixed", header, htmlPart("P"));
        assertTracked(mail.replace("P</body>", "P" + PIXEL + "</body>"), mail);
        assertEquals(Obstacle.NO_HTML, mail("From: a@example.com\n" + header).obstacle());
    }

    @Test
    void thePixelIsInTheLastAlternative() {
        String mail = multipart(
                "alternative",
                htmlPart("<a href='http://example.com/1'>x</a>"),
                multipart(
                        "related",
                        htmlPart("<a href='http://example.com/2'>x</a>P"),
                        htmlPart("<a href='http://example.com/3'>x</a>")));
        assertTracked(mail.replace("http://example.com/", "LINK").replace("P</body>", "P" + PIXEL + "</body>"), mail);
        String nested = multipart("mixed", htmlPart("P"), multipart("alternative", htmlPart("1"), htmlPart("2")));
        assertTracked(nested.replace("P</body>", "P" + PIXEL + "</body>"), nested);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/html; name=report.html",
                "Content-Type: text/html\nContent-Disposition: inline; filename*=utf-8''report.html"
            })
    void htmlWithAFileNameIsAFileUnlessItIsTheBody(String header) {
        String named = header + "\n\n<body>R</body>";
        String mail = multipart("mixed", htmlPart("P"), named);
        assertTracked(mail.replace("P</body>", "P" + PIXEL + "</body>"), mail);
        String body = multipart("mixed", multipart("alternative", "\nplain", named), named);
        assertTracked(body.replaceFirst("R</body>", "R" + PIXEL + "</body>"), body);
        assertEquals(
                Obstacle.NO_HTML,
                mail("From: a@example.com\n" + multipart("mixed", "\nplain", named))
                        .obstacle());
    }

    @Test
    void anAttributeThatSpansPartsIsLeftAlone() {
        String mail = multipart(
                "mixed",
                htmlPart("P</body><a href=\"http://example.com/1").replaceFirst("</body>$", ""),
                htmlPart("\">x</a><a href='http://example.com/2'>x</a>"));
        assertTracked(mail.replace("P</body>", "P" + PIXEL + "</body>").replace("http://example.com/2", "LINK2"), mail);
    }

    @Test
    void aPartThatCannotBeReadDoesNotKeepTheOthersFromBeingTracked() {
        String mail = multipart("mixed", htmlPart("P"), htmlPart("x").replace("html\n", "html; charset=utf-16\n"));
        assertTracked(mail.replace("P</body>", "P" + PIXEL + "</body>"), mail);
        String large = multipart("mixed", htmlPart("P"), htmlPart("<b>x</b>".repeat(60_000)));
        assertTracked(large.replace("P</body>", "P" + PIXEL + "</body>"), large);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/signed; micalg=sha-256; protocol=\"application/pkcs7-signature\"; boundary=b | SIGNED",
                "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b | ENCRYPTED",
                "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m | SIGNED",
                "application/pkcs7-mime; smime-type=enveloped-data | ENCRYPTED",
                "multipart/mixed; hp=\"clear\"; boundary=b | PROTECTED_HEADER",
                "multipart/mixed; protected-headers=\"v1\"; boundary=b | PROTECTED_HEADER",
                "text/plain | NO_HTML",
                "text/html; charset=utf-16 | ENCODING",
                "text/html; charset=unknown-8bit | ENCODING"
            })
    void protectedMailIsNotTracked(String type, Obstacle obstacle) {
        SourceMail mail = mail("From: a@example.com\nContent-Type: " + type
                + "\n\n--b\nContent-Type: text/html\n\n<p>Hi</p>\n--b--\n");
        assertEquals(obstacle, mail.obstacle());
    }

    @Test
    void inlinePgpIsNotTracked() {
        assertEquals(
                Obstacle.SIGNED,
                mail("From: a@example.com\nContent-Type: text/html\n\n<pre>-----BEGIN PGP SIGNED MESSAGE-----</pre>\n")
                        .obstacle());
    }

    @Test
    void signaturesThatAChangeBreaksAreRemoved() {
        String signatures = "ARC-Seal: i=1;\n a=rsa-sha256\nDKIM-Signature: v=1;\n\tb=abc\n";
        String rest = "From: a@example.com\nContent-Type: text/html\n\n<a href=\"http://example.com/\">x</a></body>";
        SourceMail mail = mail(signatures + rest);
        assertEquals(signatures + rest, copy(mail, List.of()));
        assertEquals(
                "From: a@example.com\nContent-Type: text/html\n\n<a href=\"LINK\">x</a>PIXEL</body>",
                copy(mail, marks(mail)));
    }

    @Test
    void fieldsAreRemovedWithTheirContinuations() {
        SourceMail mail =
                mail("Bcc: hidden@example.com,\n  other@example.com\nFrom: a@example.com\nbcc: x@example.com\n\nHi\n");
        assertEquals(
                "From: a@example.com\n\nHi\n", copy(mail.without(name -> name.equalsIgnoreCase("bcc")), List.of()));
    }

    @Test
    void theSubjectIsDecodedAndVisible() {
        assertEquals(
                "Grüße an alle ",
                mail("Subject: =?utf-8?Q?Gr=C3=BC?=\n =?utf-8?B?w59l?= an =?utf-8?Q?alle=07?=\n\n")
                        .subject());
    }

    @Test
    void aLineThatIsNoFieldIsNotWellFormed() {
        assertFalse(mail("From: a@example.com\nno field\n\nbody").isWellFormed());
        assertFalse(mail(" continued\nFrom: a@example.com\n\nbody").isWellFormed());
        assertFalse(mail("\nbody").isWellFormed());
        assertTrue(mail("From: a@example.com\n\nbody").isWellFormed());
    }

    @Test
    void hostileStructuresEndSoon() {
        StringBuilder nested = new StringBuilder("From: a@example.com\n");
        for (int depth = 0; depth < 500; depth++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(depth)
                    .append("\n\n--b")
                    .append(depth)
                    .append('\n');
        }
        assertEquals(Obstacle.STRUCTURE, mail(nested.toString()).obstacle());
        String many = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\n".repeat(5_000);
        assertEquals(Obstacle.STRUCTURE, mail(many).obstacle());
        assertNull(mail("Content-Type: text/html" + "; a=\"\\".repeat(50_000) + "\n\n<p>Hi</p>")
                .obstacle());
    }
}
