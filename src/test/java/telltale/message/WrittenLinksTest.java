package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.EmailAddress;

class WrittenLinksTest {
    private static final String BASE = "https://t.example.org/app";
    private static final Personalizer PERSONALIZER = new Personalizer(
            id -> new Tracking(
                    TrackingPixel.invisible(URI.create(BASE + "/pixel/" + id)),
                    new ClickUrls(BASE, link -> id + "-" + link.number())),
            id -> new RecipientLinks(
                    BASE + "/unsubscribe/" + id,
                    BASE + "/preferences/" + id,
                    BASE + "/consent/" + id,
                    BASE + "/view/" + id),
            TestMessages.UNSIGNED,
            null);

    @Test
    void aTemplateHasItsTagsInPlaceOfValues() {
        assertEquals(
                List.of("https://shop.example/p/{{sku}}?u={{{id}}}", "https://news.example/"),
                template("<a href=\"https://shop.example/p/{{sku}}?u={{{id}}}\">{{name}}</a>"
                        + "<a href=\"mailto:a@example.com\">b</a><a href=\"{{unsubscribe}}\">c</a>"
                        + "<a href=https://news.example/>d</a>"));
    }

    @Test
    void theNumbersAreThoseOfACopy() {
        String html = "<a href=\"https://a.example/{{x}}\">a</a><a href='{{preferences}}'>p</a><a href=\"#b\">b</a>"
                + "{{#vip}}<b>Thank you</b>{{/vip}}<area href=\"https://c.example/?{{x}}\">";
        List<String> written = template(html);
        MessageContent content = content(html, true, true);
        PreparedMessage message = PreparedMessage.of(content);
        Recipient recipient = MessageContentFormat.readRecipient(
                MessageContentFormat.write(new Recipient(TestMessages.NEWS, Map.of("x", "1", "vip", true))));
        List<String> filled =
                PERSONALIZER.links(message.merge(recipient).toMail(), TestMessages.ID, LinkParameters.NONE).stream()
                        .map(link -> link.destination().url())
                        .toList();

        assertEquals(
                filled, written.stream().map(url -> url.replace("{{x}}", "1")).toList());
        assertEquals(2, written.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"{{url}}\">a</a>",
                "<a href={{{url}}}>a</a>",
                "{{#vip}}<a href=\"https://vip.example/\">a</a>{{/vip}}<a href=\"https://b.example/\">b</a>",
                "{{^vip}}<A HREF='https://vip.example/'>a</A>{{/vip}}",
                "{{#list}}{{#vip}}x{{/vip}}<area href=\"https://b.example/\">{{/list}}"
            })
    void aTemplateWhoseLinksMayDifferHasNone(String html) {
        assertEquals(List.of(), template(html));
    }

    @Test
    void aMailToOnePersonHasNoQueryAndBulkMailHas() {
        String html = "<a href=\"https://shop.example/reset?token=secret#now\">a</a>";

        assertEquals(List.of("https://shop.example/reset"), of(content(html, false, false)));
        assertEquals(List.of("https://shop.example/reset?token=secret#now"), of(content(html, false, true)));
    }

    @Test
    void aVeryLongDestinationIsNotKept() {
        assertEquals(List.of(), template("<a href=\"https://shop.example/" + "x".repeat(1_000) + "\">a</a>"));
    }

    private static List<String> template(String html) {
        return of(content(html, true, true));
    }

    private static List<String> of(MessageContent content) {
        return WrittenLinks.of(content, PERSONALIZER, EmailAddress.parse("ann@example.com"), TestMessages.ID);
    }

    private static MessageContent content(String html, boolean isTemplate, boolean isBulk) {
        return new MessageContent(
                TestMessages.NEWS,
                List.of(),
                null,
                List.of(),
                "Hi",
                html,
                null,
                List.of(),
                List.of(),
                "spring",
                isBulk,
                null,
                Map.of(),
                true,
                true,
                isTemplate,
                LinkParameters.NONE,
                null,
                false,
                null);
    }
}
