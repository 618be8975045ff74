package telltale.message.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.field.address.LenientAddressParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

class EncodedHeaderTest {
    /** RFC 5322 section 2.1.1, without the line end. */
    private static final int MAX_LINE_LENGTH = 998;

    private static final List<String> WORDS = List.of(
            "a",
            "report",
            "for",
            "straße",
            "Köln",
            "日本語のニュースレター",
            "👩‍👩‍👧‍👦",
            "привет",
            "x\u0301",
            "\u00a0",
            "=?UTF-8?Q?x?=",
            "=?",
            "?=",
            "=",
            "_",
            "\"",
            "\\",
            "(c)",
            "a,b",
            "<x@y>",
            "100%",
            "https://example.com/" + "path/".repeat(20),
            "",
            "");

    @ParameterizedTest
    @CsvSource({
        "Your order, Your order",
        "Köln, =?UTF-8?B?S8O2bG4=?=",
        "Grüße aus Köln, =?UTF-8?B?R3LDvMOfZQ==?= aus =?UTF-8?B?S8O2bG4=?=",
        "'It is a Müller-Thurgau, young', 'It is a =?UTF-8?Q?M=C3=BCller-Thurgau,?= young'",
        "'Order 42: Müller, Söhne', 'Order 42: =?UTF-8?B?TcO8bGxlciwgU8O2aG5l?='",
        "日本, =?UTF-8?B?5pel5pys?=",
        "a =?x?= b, a =?UTF-8?B?PT94Pz0=?= b",
        "' a', =?UTF-8?Q?_a?=",
        "'a b ', a =?UTF-8?Q?b_?=",
        "'a  b', 'a  b'",
    })
    void onlyWordsThatNeedItAreEncoded(String text, String wire) {
        assertEquals(
                "Subject: " + wire + "\r\n", EncodedHeader.text("Subject", text).toWire());
    }

    @ParameterizedTest
    @CsvSource({
        "Ann Example, '\"Ann Example\"'",
        "'Example, Ann', '\"Example, Ann\"'",
        "'The Best \"X\"', '\"The Best \\\"X\\\"\"'",
        "Jörg Maier, =?UTF-8?B?SsO2cmc=?= Maier",
        "J. Müller (EU), =?UTF-8?B?Si4gTcO8bGxlciAoRVUp?=",
        "Ann of Müller-Thurgau, Ann of =?UTF-8?Q?M=C3=BCller-Thurgau?=",
        "日本, =?UTF-8?B?5pel5pys?=",
    })
    void aDisplayNameIsAQuotedStringOrHasEncodedWords(String name, String wire) {
        Mailbox mailbox = new Mailbox(name, EmailAddress.parse("ann@example.com"));

        assertEquals(
                "From: " + wire + " <ann@example.com>\r\n",
                EncodedHeader.mailbox("From", mailbox).toWire());
    }

    @Test
    void aLongDisplayNameIsSplitAtItsSpaces() {
        Mailbox mailbox =
                new Mailbox("Интернет-магазин Пример Плюс, отдел доставки", EmailAddress.parse("ann@example.com"));
        String wire = EncodedHeader.mailbox("From", mailbox).toWire();

        assertEquals(
                List.of("Интернет-магазин ", "Пример Плюс, отдел ", "доставки"),
                Arrays.stream(unfolded(wire).split(" ", -1))
                        .filter(word -> word.startsWith("=?"))
                        .map(word -> DecoderUtil.decodeEncodedWords(word, StandardCharsets.UTF_8))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject", "X-Note", "X-A-Name-That-Is-As-Long-As-The-Name-Of-A-Field-Can-Be-In-Telltale"})
    void longAsciiTextIsFoldedAtSpacesAndNotEncoded(String name) {
        String text =
                "Your weekly report of orders, returns and open invoices is ready, and you can read it until Friday";
        String wire = EncodedHeader.text(name, text).toWire();

        assertTrue(wire.lines().allMatch(line -> line.length() <= 78), wire);
        assertEquals(text, unfolded(wire));
    }

    @Test
    void aLongWordIsNotEncodedUnlessALineCannotHoldIt() {
        assertEquals("Subject: " + "a".repeat(900) + "\r\n", text("a".repeat(900)));
        assertEquals("Subject:\r\n " + "a".repeat(997) + "\r\n", text("a".repeat(997)));
        assertTrue(text("b " + "a".repeat(998)).startsWith("Subject: b\r\n =?UTF-8?Q?aaa"));
    }

    @Test
    void randomTextIsReadUnchangedAndFoldedWherePossible() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String text = text(random, 30);
            boolean isCustom = random.nextInt(10) == 0 && text.length() < HeaderField.MAX_VALUE_LENGTH;
            String name = isCustom ? "X-" + "N".repeat(1 + random.nextInt(60)) : "Subject";
            String wire = isCustom
                    ? EncodedHeader.custom(new HeaderField(name, "v" + text)).toWire()
                    : EncodedHeader.text(name, text).toWire();
            String value = unfolded(wire);
            String expected = isCustom ? "v" + text : text;

            assertLines(wire, "seed " + seed + ", round " + i + "\n" + wire);
            assertEquals(expected, MimeUtility.decodeText(value), "seed " + seed + ", round " + i + "\n" + wire);
            assertEquals(expected, DecoderUtil.decodeEncodedWords(value, StandardCharsets.UTF_8), wire);
        }
    }

    @Test
    void randomDisplayNamesAreReadUnchanged() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            List<Mailbox> mailboxes = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                mailboxes.add(new Mailbox(name(random), EmailAddress.parse("ann" + n + "@example.com")));
            }
            String wire = EncodedHeader.mailboxes("Cc", mailboxes).toWire();
            String where = "seed " + seed + ", round " + i + "\n" + wire;

            assertLines(wire, where);
            assertEquals(names(mailboxes), angus(unfolded(wire)), where);
            assertEquals(names(mailboxes), mime4j(unfolded(wire)), where);
        }
    }

    private static String name(Random random) {
        String name = text(random, 8).strip();
        return name.length() <= 200 ? name : "";
    }

    private static List<String> names(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::name).collect(Collectors.toList());
    }

    private static List<String> angus(String value) throws Exception {
        List<String> names = new ArrayList<>();
        for (InternetAddress address : InternetAddress.parseHeader(value, true)) {
            names.add(address.getPersonal() == null ? "" : address.getPersonal());
        }
        return names;
    }

    private static List<String> mime4j(String value) {
        MailboxList read = LenientAddressParser.DEFAULT.parseAddressList(value).flatten();
        return read.stream()
                .map(one -> one.getName() == null ? "" : one.getName())
                .toList();
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(most); words >= 0; words--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(words > 0 ? " " : "");
        }
        return text.toString();
    }

    private static String text(String value) {
        return EncodedHeader.text("Subject", value).toWire();
    }

    /** The value of a field on one line (RFC 5322 section 2.2.3). */
    private static String unfolded(String wire) {
        return wire.substring(wire.indexOf(':') + 1).replace("\r\n", "").substring(1);
    }

    /** A line has at most 78 characters, with encoded words 76, unless it is one word; an encoded word has at most 75. */
    private static void assertLines(String wire, String where) {
        for (String line : wire.lines().toList()) {
            String content = line.replaceFirst("^[A-Za-z-]+:", "").strip();
            int limit = content.contains("=?UTF-8?") ? 76 : 78;
            assertTrue(line.length() <= limit || (!content.contains(" ") && content.length() >= limit), where);
            assertTrue(line.length() <= MAX_LINE_LENGTH && !line.isBlank(), where);
            for (String word : content.split(" ", -1)) {
                assertTrue(
                        !word.startsWith("=?") || word.replaceAll("[,>]+$", "").length() <= 75, where);
                assertTrue(word.chars().allMatch(c -> c > ' ' && c < 0x7f), where);
            }
        }
    }
}
