package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that HAProxy 2.6 wrote, and those of its documentation. */
class HaproxyLogTest {
    private static final String[] HAPROXY = {"--format", "haproxy"};
    private static final String[] CAPTURED = {"--format", "haproxy", "--captures", "user-agent,Referer"};
    private static final String DOCUMENTED =
            "Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655]"
                    + " http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} \"GET /index.html HTTP/1.1\"";

    @Test
    void theExampleOfTheDocumentationIsRead() {
        RequestLine request = AccessLogs.read(DOCUMENTED, "--format", "haproxy", "--captures", "host");
        assertEquals("GET", request.method());
        assertEquals(Map.of("host", "1wt.eu"), request.headers());
        assertNotNull(request.address());
        assertEquals("10.0.1.2", request.address().getHostAddress());
    }

    @Test
    void anAgentThatWasNotCapturedIsUnknownAndNotAbsent() {
        assertEquals(List.of("nothing-known"), AccessLogs.reasons(line(""), HAPROXY));
        assertEquals(List.of("nothing-known"), AccessLogs.reasons(line("").replace("/app/p", "/app/click/p"), HAPROXY));
        assertEquals(List.of("no-agent"), AccessLogs.reasons(line("{|} "), CAPTURED));
        assertEquals(
                List.of("no-agent-on-a-link"),
                AccessLogs.reasons(line("{|} ").replace("/app/p", "/app/click/p"), CAPTURED));
    }

    @Test
    void whatIsKnownIsJudgedWithoutTheAgent() {
        assertEquals(List.of("nothing-known", "head"), AccessLogs.reasons(line("").replace("GET", "HEAD"), HAPROXY));
        assertEquals(
                List.of("microsoft-filter-network"),
                AccessLogs.reasons(line("").replace("203.0.113.7", "40.92.0.1"), HAPROXY));
    }

    @Test
    void appleIsRecognizedOnlyIfTheRefererIsKnownToBeAbsent() {
        assertEquals(List.of("apple-mpp"), AccessLogs.reasons(line("{Mozilla/5.0|} "), CAPTURED));
        assertEquals(List.of("bare-mozilla"), AccessLogs.reasons(line("{Mozilla/5.0|http://x/} "), CAPTURED));
        assertEquals(
                List.of("nothing-known"),
                AccessLogs.reasons(line("{Mozilla/5.0} "), "--format", "haproxy", "--captures", "user-agent"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {"a#22b\\c #7Bx#7Cy#7D #231 #C3#A9 ~ a\"b\\c {x|y} #1 Ã©", "#zz# ~ #zz#", "a b ~ a b", "- ~ -"})
    void escapesAreDecoded(String logged, String agent) {
        assertEquals(
                Map.of("User-Agent", agent, "Referer", "http://x/#q"),
                AccessLogs.read(line("{" + logged + "|http://x/#23q} {} "), CAPTURED)
                        .headers());
    }

    @Test
    void capturesOfTheResponseAreIgnored() {
        assertEquals(
                "curl/8.4.0",
                AccessLogs.read(line("{curl/8.4.0|} {text/html|gzip} "), CAPTURED)
                        .headers()
                        .get("User-Agent"));
        assertEquals(
                Map.of(),
                AccessLogs.read(line("{curl/8.4.0|} {text/html|gzip} "), HAPROXY)
                        .headers());
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::7, 2001:db8:0:0:0:0:0:7", "::1, 0:0:0:0:0:0:0:1", "::ffff:203.0.113.7, 203.0.113.7"})
    void thePortIsNoPartOfTheAddress(String logged, String address) {
        RequestLine request = AccessLogs.read(line("").replace("203.0.113.7", logged), HAPROXY);
        assertNotNull(request.address());
        assertEquals(address, request.address().getHostAddress());
    }

    @Test
    void aClientOnASocketHasNoAddress() {
        assertNull(AccessLogs.read(line("").replace("203.0.113.7:33410", "unix:1"), HAPROXY)
                .address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Nov 30 17:02:27 lb haproxy[14389]: ",
                "<134>1 2026-11-30T17:02:27.1Z lb haproxy 14389 - [meta x=\"1\"] ",
                "lb haproxy[14389]: "
            })
    void thePrefixOfSyslogIsIgnored(String prefix) {
        RequestLine request = AccessLogs.read(prefix + line("{a|b} "), CAPTURED);
        assertNotNull(request.address());
        assertEquals("203.0.113.7", request.address().getHostAddress());
        assertEquals("a", request.headers().get("User-Agent"));
    }

    @Test
    void aBadRequestIsRefused() {
        String line =
                "127.0.0.1:41118 [30/Nov/2026:17:02:45.684] f f/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"";
        assertEquals("its request is not HTTP", AccessLogs.refusal(line, HAPROXY));
        assertEquals("its request is not HTTP", AccessLogs.refusal(line, CAPTURED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "`` ~ it has no captured headers",
                "`{a} ` ~ it has 1 captured headers, and --captures names 2",
                "`{a|b|c} ` ~ it has 3 captured headers, and --captures names 2",
                "`{a|b ` ~ it ends within its captured headers"
            },
            quoteCharacter = '`')
    void capturesThatAreNotAsNamedAreRefused(String captures, String reason) {
        assertEquals(reason, AccessLogs.refusal(line(captures), CAPTURED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[NOTICE]   (1234) : Server b/s1 is UP",
                "127.0.0.1:1 [30/Nov/2026:17:02:45.684] f b/s 0/0/5 12 -- 1/1/0/0/0 0/0",
                "[30/Nov/2026:17:02:45.684] f",
                "x"
            })
    void anotherMessageOfHaproxyIsRefused(String line) {
        AccessLogs.refusal(line, HAPROXY);
    }

    @Test
    void aLineThatIsCutAnywhereIsRefused() {
        String line = line("{a#22b|http://x/} ");
        IntStream.range(1, line.length()).forEach(end -> AccessLogs.refusal(line.substring(0, end), CAPTURED));
    }

    private static String line(String captures) {
        return "203.0.113.7:33410 [30/Nov/2026:17:02:27.007] f f/<NOSRV> 0/-1/-1/-1/0 204 57 - - LR-- 1/1/0/0/0 0/0 "
                + captures + "\"GET /app/p HTTP/1.1\"";
    }
}
