package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Client;
import telltale.model.Client.Flag;

class HeadersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-Purpose | prefetch;anonymous-client-ip | PREFETCH",
                "Purpose | Prefetch | PREFETCH",
                "X-Purpose | preview | PREFETCH",
                "X-Moz | prefetch | PREFETCH",
                "Referer | https://mail.example.com/ | REFERER",
                "Via | 1.1 proxy | VIA",
                "Accept | image/png,*/* | ACCEPTS_IMAGES",
                "Accept-Language | en | ACCEPT_LANGUAGE",
                "Sec-GPC | 1 | GLOBAL_PRIVACY_CONTROL",
                "DNT | 1 | DO_NOT_TRACK",
                "Sec-CH-UA | \"Chrome\";v=\"136\" | CLIENT_HINTS",
                "Sec-CH-UA-Mobile | ?1 | MOBILE_HINT",
                "Sec-CH-UA-Mobile | ?0 | DESKTOP_HINT",
                "Sec-Fetch-Site | none | FETCH_METADATA",
                "Upgrade | h2c | UPGRADE",
                "Upgrade-Insecure-Requests | 1 | UPGRADES_INSECURE",
                "Accept | */* | ACCEPTS_ANYTHING",
                "Accept | text/html,*/*;q=0.8 | ACCEPTS_PAGES",
                "Accept | application/signed-exchange;v=b3 | ACCEPTS_EXCHANGES",
                "Accept-Encoding | gzip, br | BROTLI",
                "Accept-Encoding | gzip, zstd | ZSTANDARD",
                "Priority | u=5, i | PRIORITY",
                "Origin | https://example.com | ORIGIN",
                "Icy-MetaData | 1 | STREAM_METADATA",
                "TE | deflate,gzip;q=0.3 | TRANSFER_CODINGS",
                "X-Forwarded-For | ${jndi:ldap://example.com/a} | HOSTILE"
            })
    void relevantHeadersBecomeFlags(String name, String value, Flag flag) {
        assertEquals(Set.of(flag), client("GET", Map.of(name, value)).flags());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Accept | image/avif | ACCEPTS_IMAGES, ACCEPTS_AVIF",
                "Accept | image/webp | ACCEPTS_IMAGES, ACCEPTS_WEBP",
                "Accept | image/apng | ACCEPTS_IMAGES, ACCEPTS_APNG",
                "Accept | image/jxl | ACCEPTS_IMAGES, ACCEPTS_JXL",
                "Accept-Language | * | ACCEPT_LANGUAGE, ANY_LANGUAGE",
                "Sec-Fetch-Mode | navigate | FETCH_METADATA, NAVIGATION",
                "Sec-Fetch-Mode | cors | FETCH_METADATA, SCRIPT_FETCH",
                "Sec-Fetch-User | ?1 | FETCH_METADATA, USER_ACTIVATION",
                "Origin | https://example.com/a | ORIGIN, ORIGIN_WITH_PATH",
                "Via | 1.1 ${env:x} | VIA, HOSTILE"
            })
    void someHeadersSetTwoFlags(String name, String value, String flags) {
        Set<Flag> expected = Arrays.stream(flags.split(", ")).map(Flag::valueOf).collect(Collectors.toSet());
        assertEquals(expected, client("GET", Map.of(name, value)).flags());
    }

    @Test
    void irrelevantHeadersAreIgnored() {
        Map<String, String> headers = Map.of("DNT", "0", "Accept", "*/*;q=0.1", "Sec-Purpose", "x", "Cookie", "${a}");
        assertEquals(Set.of(), client("GET", headers).flags());
        Map<String, String> others = Map.of("Upgrade", "websocket", "Connection", "close", "TE", "trailers");
        assertEquals(Set.of(), client("GET", others).flags());
    }

    @Test
    void theMethodBecomesAFlag() {
        assertEquals(Set.of(Flag.HEAD), client("HEAD", Map.of()).flags());
        assertEquals(Set.of(Flag.HEAD), client("OPTIONS", Map.of()).flags());
    }

    @Test
    void faultsOfAUserAgentBecomeFlagsWhenItIsCleaned() {
        Client damaged = client("GET", Map.of("User-Agent", "Mozilla/5.0\r\n\r\nevil"));
        assertEquals("Mozilla/5.0evil", damaged.agent());
        assertTrue(damaged.flags().contains(Flag.DAMAGED));
        Client padded = client("GET", Map.of("User-Agent", "Mozilla/5.0" + " ".repeat(4_096)));
        assertEquals("Mozilla/5.0", padded.agent());
        assertTrue(padded.flags().contains(Flag.OVERSIZED));
        Client foreign = client("GET", Map.of("User-Agent", "Почта/1.0 \u200bCFNetwork"));
        assertFalse(foreign.flags().contains(Flag.DAMAGED));
    }

    private static Client client(String method, Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return Headers.client(method, byName::get);
    }
}
