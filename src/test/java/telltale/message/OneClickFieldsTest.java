package telltale.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.mime.Attachments;
import telltale.message.mime.EncodedText;
import telltale.message.mime.SharedHeaders;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;

/** One-click is promised only for the address that stands in the same message (RFC 8058 section 3.1). */
class OneClickFieldsTest {
    private static final String POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
    private static final String OURS = "List-Unsubscribe: <https://mail.example.com/app/unsubscribe/1>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<https://shop.example/stop?id=1>",
                "<mailto:stop@shop.example>",
                "<http://shop.example/stop>, <mailto:stop@shop.example>"
            })
    void theSendersOwnAddressIsSentWithoutOurPromise(String address) {
        assertEquals(List.of("List-Unsubscribe: " + address), sent(new HeaderField("List-Unsubscribe", address)));
        assertEquals(List.of("list-unsubscribe: " + address), sent(new HeaderField("list-unsubscribe", address)));
    }

    @Test
    void theSendersOwnPairIsSentAsGiven() {
        assertEquals(
                List.of("List-Unsubscribe: <https://shop.example/stop>", POST),
                sent(
                        new HeaderField("List-Unsubscribe", "<https://shop.example/stop>"),
                        new HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")));
    }

    @Test
    void aMessageWithoutSuchFieldsHasOurPair() {
        assertEquals(List.of(OURS, POST), sent());
        assertEquals(List.of(OURS, POST), sent(new HeaderField("List-Help", "<https://shop.example/help>")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"List-Unsubscribe=One-Click", "List-Unsubscribe=One-Click ", "yes"})
    void aPromiseWithoutAnAddressIsNotSent(String value) {
        assertEquals(List.of(OURS, POST), sent(new HeaderField("List-Unsubscribe-Post", value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<https://shop.example/stop>",
                "<mailto:stop@shop.example>, <https://shop.example/stop>",
                "<HTTPS://shop.example/stop>",
                "(use this) <https://shop.example/stop>"
            })
    void anAddressThatSupportsOneClickIsValid(String address) {
        assertDoesNotThrow(() -> check(address, "List-Unsubscribe=One-Click"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mailto:stop@shop.example>",
                "<http://shop.example/stop>",
                "https://shop.example/stop",
                "<http://shop.example/a>, <https://shop.example/b>",
                "<https://shop.example/a>, <https://shop.example/b>"
            })
    void aPromiseForAnotherAddressIsInvalid(String address) {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> check(address, "List-Unsubscribe=One-Click"));
        assertEquals("headers", invalid.field());
        assertTrue(invalid.detail().contains("https"), invalid.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "list-unsubscribe=one-click", "List-Unsubscribe=One-Click; x"})
    void anotherPromiseIsInvalid(String value) {
        assertTrue(assertThrows(InvalidInputException.class, () -> check("<https://shop.example/stop>", value))
                .detail()
                .contains("List-Unsubscribe=One-Click"));
    }

    @Test
    void aPromiseAloneAndARepeatedFieldAreInvalid() {
        HeaderField address = new HeaderField("List-Unsubscribe", "<https://shop.example/stop>");
        HeaderField again = new HeaderField("list-unsubscribe", "<https://shop.example/other>");
        HeaderField post = new HeaderField("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        for (List<HeaderField> fields : List.of(List.of(post), List.of(address, again), List.of(address, post, post))) {
            assertThrows(InvalidInputException.class, () -> OneClickFields.check(fields), fields::toString);
        }
        assertDoesNotThrow(() -> OneClickFields.check(List.of(address)));
        assertDoesNotThrow(() -> OneClickFields.check(List.of()));
    }

    private static void check(String address, String post) {
        OneClickFields.check(
                List.of(new HeaderField("List-Unsubscribe", address), new HeaderField("List-Unsubscribe-Post", post)));
    }

    /** The unsubscribe fields of a composed bulk mail. */
    private static List<String> sent(HeaderField... custom) {
        RecipientCopy copy = new RecipientCopy(
                new SharedHeaders(TestMessages.NEWS, List.of(), List.of(), List.of(custom)),
                TestMessages.envelope(TestMessages.NEWS.address(), TestMessages.NEWS.address()),
                TestMessages.NEWS,
                "News",
                "<p>News</p>",
                EncodedText.of("News"),
                new ListUnsubscribe("https://mail.example.com/app/unsubscribe/1", Optional.empty()),
                null,
                Attachments.NONE,
                false);
        String wire = TestMessages.wire(MessageComposer.compose(
                copy, TestMessages.ID, TestMessages.DATE, TrackedHtml.of(copy.effectiveHtml(), Tracking.NONE)));
        return Stream.of(wire.substring(0, wire.indexOf("\r\n\r\n"))
                        .replaceAll("\r\n[ \t]", " ")
                        .split("\r\n", -1))
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith("list-unsubscribe"))
                .toList();
    }
}
