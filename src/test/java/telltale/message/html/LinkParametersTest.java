package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Destination;
import telltale.model.InvalidInputException;

class LinkParametersTest {
    private static final LinkParameters ONE =
            new LinkParameters(Map.of("utm_source", "news"), List.of("example.com", "xn--mnchen-3ya.example"));

    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com?utm_source=news",
        "https://example.com/, https://example.com/?utm_source=news",
        "https://example.com/a?, https://example.com/a?utm_source=news",
        "https://example.com/a?b=1, https://example.com/a?b=1&utm_source=news",
        "https://example.com/a?b=1&, https://example.com/a?b=1&utm_source=news",
        "https://example.com/a?b=1;c=2, https://example.com/a?b=1;c=2&utm_source=news",
        "https://example.com/a?12345, https://example.com/a?12345&utm_source=news",
        "https://example.com/a?b=%C3%BC+%20&&c, https://example.com/a?b=%C3%BC+%20&&c&utm_source=news",
        "https://example.com/a?b=https://x.example/?c=1, https://example.com/a?b=https://x.example/?c=1&utm_source=news",
        "https://example.com#top, https://example.com?utm_source=news#top",
        "https://example.com/a#/page?tab=1, https://example.com/a?utm_source=news#/page?tab=1",
        "https://example.com/a?b=1#c?d#e, https://example.com/a?b=1&utm_source=news#c?d#e",
        "https://example.com/a?#b, https://example.com/a?utm_source=news#b",
    })
    void queryAndFragmentAreKept(String url, String extended) {
        assertEquals(extended, extended(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/a?utm_source=own",
                "https://example.com/a?b=1&utm_source=own#c",
                "https://example.com/a?utm_source",
                "https://example.com/a?utm_source=",
                "https://example.com/a?b=1;utm_source=own",
                "https://example.com/a?utm%5Fsource=own",
            })
    void aParameterThatTheQueryHasIsNotAppended(String url) {
        assertEquals(url, extended(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example.com/",
                "HTTPS://Shop.EXAMPLE.com/",
                "https://a.b.example.com:8443/",
                "https://user@example.com/",
                "https://user:example.org@example.com/",
                "https://example.com./",
                "http://xn--mnchen-3ya.example/",
                "https://example.com\\a",
            })
    void aListedDomainStandsForItsSubdomains(String url) {
        assertEquals(url + "?utm_source=news", extended(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/",
                "https://badexample.com/",
                "https://example.com.evil.example/",
                "https://example.com@evil.example/",
                "https://evil.example/example.com",
                "https://evil.example\\@example.com/",
                "https://evil.example#@example.com/",
                "https://evil.example?@example.com/",
                "https://com/",
                "https://[::1]/",
                "https://127.0.0.1/",
                "https://e%78ample.com/",
            })
    void otherDomainsGetNoParameters(String url) {
        assertEquals(url, extended(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-Signature=ab",
                "AWSAccessKeyId=a&Expires=1&Signature=b",
                "Policy=a&Signature=b&Key-Pair-Id=c",
                "X-Goog-Signature=ab",
                "sv=2024-11-04&se=2026&sig=a%3D",
                "x-oss-signature=ab",
                "q-sign-time=1&q-signature=ab",
                "expires=1&signature=ab",
                "shop=a&hmac=ab",
                "token=a&expires=1",
                "hdnts=exp%3D1~hmac%3Da",
                "__token__=exp",
                "md5=abc&expires=1",
                "w=100&s=d41d8cd98f00b204e9800998ecf8427e",
                "a=1;SIG=b",
            })
    void aSignedUrlGetsNoParameters(String query) {
        String url = "https://example.com/file?" + query;
        assertEquals(url, extended(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s=summer+shoes", "signed=yes", "sigma=1", "a=signature", "expires=1", "path=sig%3D1"})
    void anOrdinaryQueryIsNotTakenForASignature(String query) {
        assertEquals("https://example.com/?" + query + "&utm_source=news", extended("https://example.com/?" + query));
    }

    @Test
    void valuesAreEncodedAsUtf8AndKeepTheirOrder() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("utm_source", "a b+c");
        values.put("utm_term", "Grüße & mehr=100%");
        values.put("own[x]", "😀-._~");
        LinkParameters parameters = new LinkParameters(values, List.of("example.com"));

        assertEquals(
                "https://example.com/?utm_source=a%20b%2Bc&utm_term=Gr%C3%BC%C3%9Fe%20%26%20mehr%3D100%25"
                        + "&own%5Bx%5D=%F0%9F%98%80-._~",
                parameters.appendTo(new Destination("https://example.com/")).url());
    }

    @Test
    void onlyMissingParametersAreAppended() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("utm_source", "news");
        values.put("utm_medium", "email");
        LinkParameters parameters = new LinkParameters(values, List.of("example.com"));

        assertEquals(
                "https://example.com/?utm_source=own&utm_medium=email",
                parameters
                        .appendTo(new Destination("https://example.com/?utm_source=own"))
                        .url());
    }

    @Test
    void theirNumberIsLimited() {
        Map<String, String> values = IntStream.rangeClosed(0, LinkParameters.MAX_PARAMETERS)
                .boxed()
                .collect(Collectors.toMap(i -> "p" + i, i -> "x"));
        List<String> domains = Collections.nCopies(LinkParameters.MAX_DOMAINS + 1, "example.com");

        assertEquals(
                "utm",
                assertThrows(InvalidInputException.class, () -> new LinkParameters(values, List.of()))
                        .field());
        assertEquals(
                "utm.domains",
                assertThrows(InvalidInputException.class, () -> new LinkParameters(Map.of(), domains))
                        .field());
    }

    private static String extended(String url) {
        return ONE.appendTo(new Destination(url)).url();
    }
}
