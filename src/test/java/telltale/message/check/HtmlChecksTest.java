package telltale.message.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.Finding;

class HtmlChecksTest {
    @ParameterizedTest
    @CsvSource({
        "https://shop.com/a.png, ",
        "//shop.com/a.png, ",
        "cid:logo, ",
        "https://shop.com/{{id}}.png, ",
        "{{image}}, ",
        "http://shop.com/a.png, image-not-encrypted",
        "HTTP://shop.com/a.png, image-not-encrypted",
        "'data:image/png;base64,AA==', image-data-url",
        "' DATA:image/gif;base64,AA==', image-data-url",
        "cid:missing, image-not-attached",
        "images/a.png, image-relative",
        "/a.png, image-relative",
    })
    void theAddressOfAnImageIsChecked(String source, @Nullable String code) {
        assertEquals(expected(code), codes("<img alt='x' src=\"" + source + "\">"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.com/, ",
        "HTTPS://SHOP.com:8443/a?b#c, ",
        "https://8.8.8.8/, ",
        "mailto:ann@shop.com, ",
        "tel:+49123, ",
        "sms:+49123, ",
        "#top, ",
        "#here, ",
        "#there, ",
        "{{unsubscribe}}, ",
        "https://shop.com/{{id}}, ",
        "https://{{host}}/, ",
        "%7B%7Blink%7D%7D, ",
        "'', link-empty",
        "' ', link-empty",
        "#, link-empty",
        "#nowhere, link-anchor",
        "#Here, link-anchor",
        "javascript:void(0), link-script",
        "JavaScript:alert(1), link-script",
        "www.shop.com, link-relative",
        "shop.com/a, link-relative",
        "/a, link-relative",
        "http://, link-invalid",
        "https:///, link-invalid",
        "https://?a=1, link-invalid",
        "http:shop.com, link-invalid",
        "http://localhost:8080/, link-private",
        "https://127.0.0.1/a, link-private",
        "http://192.168.1.7/, link-private",
        "http://[::1]:8080/a, link-private",
        "https://intranet/, link-private",
        "https://shop.local/, link-private",
        "https://user@staging.internal/, link-private",
        "https://example.com/, link-reserved",
        "https://www.example.org/a, link-reserved",
        "https://shop.example/, link-reserved",
        "https://shop.test/, link-reserved",
        "https://my-example.com/, ",
    })
    void theDestinationOfALinkIsChecked(String href, @Nullable String code) {
        String html = "<p id='here'></p><a name='there'></a>";
        assertEquals(expected(code), codes(html + "<a href=\"" + href + "\">x</a>"));
        assertEquals(expected(code), codes(html + "<map><area href=\"" + href + "\"></map>"));
    }

    @Test
    void aBaseResolvesRelativeAddresses() {
        assertEquals(
                List.of(),
                codes("<base href='https://shop.com/'><a href='a'>x</a><a href='/b'>y</a><img alt='' src='c.png'>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<img src='https://shop.com/a' alt>", "<img src='https://shop.com/a' alt=''>"})
    void anImageForDecorationHasAnEmptyAlt(String html) {
        assertEquals(List.of(), codes(html));
    }

    @Test
    void findingsAreCountedAndShowTheFirst() {
        List<Finding> findings = HtmlChecks.of(
                "<img src='https://shop.com/1'><img src='https://shop.com/2'><img><a href='#'>x</a>", Set.of());

        assertEquals(
                "Images without an alt attribute: 3. The first is https://shop.com/1; screen readers read out their address.",
                findings.get(0).message());
        assertEquals(3, findings.get(0).count());
        assertEquals("link-empty", findings.get(1).code());
    }

    @Test
    void aLongAddressIsCut() {
        String message = HtmlChecks.of("<img src='https://shop.com/" + "a".repeat(500) + "'>", Set.of())
                .get(0)
                .message();

        assertEquals(
                80,
                message.substring(message.indexOf("https"), message.indexOf('…'))
                        .length());
    }

    private static List<String> expected(@Nullable String code) {
        return code == null ? List.of() : List.of(code);
    }

    private static List<String> codes(String html) {
        return HtmlChecks.of(html, Set.of("logo")).stream().map(Finding::code).toList();
    }
}
