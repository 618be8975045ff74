package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.MessageContent;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.model.Topic;
import telltale.web.http.JsonBody;
import telltale.web.http.StrictJson;

class MessageReaderTest {
    private static final Mailbox SHOP = new Mailbox("Shop", EmailAddress.parse("shop@example.com"));

    private final MessageReader messages = new MessageReader(
            from -> Objects.requireNonNullElse(from, SHOP),
            name -> JsonBody.of("", StrictJson.read("{\"html\":\"x\"}")),
            Topic::named,
            5);

    @ParameterizedTest
    @CsvSource({
        "\"The Best \\\\\"X\\\\\"\" <a@b.example>, The Best \"X\"",
        "=?utf-8?q?J=C3=B6rg_M=C3=BCller?= <a@b.example>, Jörg Müller",
        "=?ISO-8859-1?B?SvZyZw==?= Maier <a@b.example>, Jörg Maier",
    })
    void namesAreDecodedInEveryFieldWithAddresses(String mailbox, String name) {
        String text = "\"" + mailbox.replace("\\\\", "\\").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        MessageReader.Message message =
                read("\"to\":" + text + ",\"from\":" + text + ",\"cc\":[" + text + "],\"replyTo\":" + text);
        Mailbox expected = new Mailbox(name, EmailAddress.parse("a@b.example"));

        assertEquals(expected, message.recipients().get(0).mailbox());
        assertEquals(expected, message.content().from());
        assertEquals(List.of(expected), message.content().cc());
        assertEquals(List.of(expected), message.content().replyTo());
    }

    @Test
    void theNameFieldOfARecipientIsNotDecoded() {
        String name = "=?UTF-8?Q?x?= \\\"y\\\\\\\"";
        MessageReader.Message message = read("\"to\":{\"to\":\"A <a@b.example>\",\"name\":\"" + name + "\"}");

        assertEquals(
                "=?UTF-8?Q?x?= \"y\\\"", message.recipients().get(0).mailbox().name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a@b.example\" | a@b.example",
                "[] | ''",
                "[\"a@b.example\"] | a@b.example",
                "[\"Ann, Sales <a@b.example>\", \"c@d.example\"] | a@b.example c@d.example",
            })
    void replyToIsAnAddressOrAnArray(String json, String addresses) {
        MessageContent content =
                read("\"to\":\"t@example.com\",\"replyTo\":" + json).content();

        assertEquals(
                addresses,
                String.join(
                        " ",
                        content.replyTo().stream()
                                .map(mailbox -> mailbox.address().toString())
                                .toList()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"replyTo\":\"a@b.example, c@d.example\" | replyTo",
                "\"replyTo\":[\"a@b.example\", \"c\"] | replyTo[1]",
                "\"replyTo\":[\"a@b.example\", 5] | replyTo[1]",
                "\"replyTo\":{\"to\":\"a@b.example\"} | replyTo",
                "\"from\":\"\\\"Ann <a@b.example>\" | from",
                "\"cc\":[\"=?UTF-8?Q?a=0D=0ABcc:_x?= <a@b.example>\"] | cc[0]",
                "\"cc\":\"=?x-none?Q?a?= <a@b.example>\" | cc",
                "\"cc\":\"ann@na\u200dme.example\" | cc",
                "\"replyTo\":\"ann@\u05d0\u05d11a.example\" | replyTo",
                "\"notify\":\"ann@xn--a.b\u00fccher.example\" | notify",
            })
    void invalidAddressesAreRejectedWithTheirField(String json, String field) {
        InvalidInputException rejected =
                assertThrows(InvalidInputException.class, () -> read("\"to\":\"t@example.com\"," + json));

        assertEquals(field, rejected.field());
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 500})
    void moreReplyToAddressesThanAReaderCanUseAreRejected(int count) {
        String addresses = String.join(",", Collections.nCopies(count, "\"a@b.example\""));
        InvalidInputException rejected = assertThrows(
                InvalidInputException.class, () -> read("\"to\":\"t@example.com\",\"replyTo\":[" + addresses + "]"));

        assertEquals("replyTo", rejected.field());
    }

    @Test
    void aReceiptCanBeRequestedOfOneRecipient() {
        assertTrue(read("\"to\":\"a@b.example\",\"receipt\":true").content().receipt());
        assertFalse(read("\"to\":\"a@b.example\"").content().receipt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"to\":\"a@b.example\",\"receipt\":true,\"bulk\":true",
                "\"to\":[\"a@b.example\",\"c@d.example\"],\"receipt\":true",
                "\"to\":\"a@b.example\",\"cc\":\"c@d.example\",\"receipt\":true",
                "\"to\":\"a@b.example\",\"bcc\":\"c@d.example\",\"receipt\":true",
                "\"to\":\"a@b.example\",\"receipt\":\"yes\"",
            })
    void aReceiptOfManyIsRejected(String fields) {
        assertEquals(
                "receipt",
                assertThrows(InvalidInputException.class, () -> read(fields)).field());
    }

    @Test
    void aReceiptOfABatchIsRejected() {
        InvalidInputException rejected = assertThrows(
                InvalidInputException.class,
                () -> messages.read(StrictJson.read("{\"subject\":\"Hi\",\"html\":\"x\",\"receipt\":true}"), true));
        assertEquals("receipt", rejected.field());
    }

    private MessageReader.Message read(String fields) {
        return messages.read(StrictJson.read("{\"subject\":\"Hi\",\"html\":\"x\"," + fields + "}"), false);
    }
}
