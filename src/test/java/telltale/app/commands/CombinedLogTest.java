package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.judging.Scope;
import telltale.model.VerdictClass;

/** Fields as nginx 1.22 and Apache 2.4 wrote them, and the example of Apache's documentation. */
class CombinedLogTest {
    private static final String[] COMBINED = {"--format", "combined"};
    private static final String APACHE =
            "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326"
                    + " \"http://www.example.com/start.html\" \"Mozilla/4.08 [en] (Win98; I ;Nav)\"";

    @Test
    void theExampleOfApachesDocumentationIsRead() {
        RequestLine request = AccessLogs.read(APACHE, "--format", "apache");
        assertEquals("GET", request.method());
        assertEquals(Scope.OPEN, request.scope());
        assertEquals(
                Map.of(
                        "Referer",
                        "http://www.example.com/start.html",
                        "User-Agent",
                        "Mozilla/4.08 [en] (Win98; I ;Nav)"),
                request.headers());
        assertNotNull(request.address());
        assertTrue(request.address().isLoopbackAddress());
        assertEquals("1", request.id().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a\\x22b\\x5Cc {x|y} #1 ~ a\"b\\c {x|y} #1",
                "say \\\"hi\\\" \\\\o/ ~ say \"hi\" \\o/",
                "tab\\x09tab ~ `tab\ttab`",
                "a\\\"b\\\\c {x|y} #1 \\xc3\\xa9 ~ a\"b\\c {x|y} #1 Ã©",
                "tab\\ttab ~ `tab\ttab`",
                "caf\\xC3\\xA9 ~ cafÃ©",
                "caf\\xc3\\xa9 ~ cafÃ©",
                "\\xZZ ~ xZZ",
                "\\x4 ~ x4",
                "a (b; c)] \\x22GET ~ a (b; c)] \"GET"
            })
    void escapesOfBothServersAreDecoded(String logged, String agent) {
        assertEquals(agent, AccessLogs.read(line(logged), COMBINED).headers().get("user-agent"));
    }

    @Test
    void aHyphenIsAnAbsentHeaderAndNothingIsAnEmptyOne() {
        assertEquals(
                Map.of("Referer", "http://x/"),
                AccessLogs.read(line("-"), COMBINED).headers());
        assertEquals("", AccessLogs.read(line(""), COMBINED).headers().get("User-Agent"));
        assertEquals(List.of("no-agent"), AccessLogs.reasons(line("-"), COMBINED));
        assertEquals(
                List.of("no-agent-on-a-link"), AccessLogs.reasons(line("-"), "--format", "nginx", "--kind", "click"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user name",
                "a [12/Oct/2020:00:00:00 +0000] b",
                "a\\x22 [12/Oct/2020:00:00:00 +0000] \\x22GET / HTTP/1.1\\x22 200 0 \\x22-\\x22 \\x22Googlebot\\x22",
                "a\\\" [12/Oct/2020:00:00:00 +0000] \\\"GET / HTTP/1.1\\\" 200 0 \\\"-\\\" \\\"Googlebot\\\"",
                "[",
                "] \\x22",
                "-"
            })
    void theNameOfAUserIsNotMistakenForOtherFields(String user) {
        String line = "203.0.113.7 - " + user
                + " [30/Nov/2026:17:02:26 +0000] \"GET /p HTTP/1.1\" 204 0 \"-\" \"curl/8.4.0\"";
        assertEquals("curl/8.4.0", AccessLogs.read(line, COMBINED).headers().get("User-Agent"));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "::1, 0:0:0:0:0:0:0:1",
        "::ffff:203.0.113.7, 203.0.113.7",
        "203.0.113.7, 203.0.113.7"
    })
    void anAddressOfEitherKindIsRead(String logged, String address) {
        RequestLine request = AccessLogs.read(line("x").replace("203.0.113.7", logged), COMBINED);
        assertNotNull(request.address());
        assertEquals(address, request.address().getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:", "host.example.com", "-", "1.2.3.4.5"})
    void anotherNameOfTheClientIsAnUnknownAddress(String logged) {
        assertNull(AccessLogs.read(line("x").replace("203.0.113.7", logged), COMBINED)
                .address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\x16\\x03\\x01\\x00\\x00",
                "-",
                "",
                "GET /old",
                "GET /x y",
                "GET HTTP/1.1",
                "\\x00 / HTTP/1.1",
                " / HTTP/1.1"
            })
    void aRequestThatIsNotHttpIsRefused(String request) {
        assertEquals(
                "its request is not HTTP",
                AccessLogs.refusal(line("x").replace("GET /app/p HTTP/1.1", request), COMBINED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "408", "414", "431", "494"})
    void aRequestWhoseHeaderWasNotReadIsRefused(String status) {
        assertEquals(
                "its status is " + status + ", so the header may not have been read",
                AccessLogs.refusal(line("-").replace(" 204 ", " " + status + " "), COMBINED));
    }

    @ParameterizedTest
    @CsvSource({
        "/app/click/abc, CLICK",
        "/app/pixel/abc, OPEN",
        "/app/pixel, OPEN",
        "https://example.com/app/click/abc?x=1, CLICK",
        "/a b c, OPEN"
    })
    void thePathTellsTheKind(String target, Scope scope) {
        String line = line("x").replace("/app/p", target);
        assertEquals(scope, AccessLogs.read(line, COMBINED).scope());
        assertEquals(
                Scope.CLICK,
                AccessLogs.read(line, "--format", "combined", "--kind", "click").scope());
        assertEquals(
                Scope.OPEN,
                AccessLogs.read(line, "--format", "combined", "--kind", "open").scope());
    }

    @Test
    void aLineThatIsCutAnywhereIsRefused() {
        String line = line("a\\x22b");
        IntStream.range(1, line.length()).forEach(end -> AccessLogs.refusal(line.substring(0, end), COMBINED));
        IntStream.range(1, line.indexOf('"'))
                .filter(start -> line.indexOf(" [", start) < 0)
                .forEach(start -> AccessLogs.refusal(line.substring(start), COMBINED));
    }

    @Test
    void furtherFieldsAreIgnored() {
        assertEquals(
                "x",
                AccessLogs.read(line("x") + " \"198.51.100.1\" 0.003", COMBINED)
                        .headers()
                        .get("User-Agent"));
        assertEquals("x", AccessLogs.read(line("x") + "\r", COMBINED).headers().get("User-Agent"));
    }

    @Test
    void aLineOfTheCommonFormatLacksItsReferer() {
        assertEquals(
                "it ends before its Referer",
                AccessLogs.refusal("127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326", COMBINED));
    }

    @Test
    void headersThatAreNotLoggedAreNotHeldAgainstABrowser() {
        assertEquals(List.of("browser"), AccessLogs.reasons(line(AccessLogs.FIREFOX), COMBINED));
        assertEquals(
                VerdictClass.SCANNER,
                AccessLogs.verdict(line(AccessLogs.FIREFOX).replace("GET", "HEAD"), COMBINED)
                        .type());
    }

    @Test
    void aRefererTellsAScriptFromApple() {
        assertEquals(List.of("bare-mozilla"), AccessLogs.reasons(line("Mozilla/5.0"), COMBINED));
        assertEquals(
                List.of("apple-mpp"), AccessLogs.reasons(line("Mozilla/5.0").replace("http://x/", "-"), COMBINED));
    }

    private static String line(String agent) {
        return "203.0.113.7 - - [30/Nov/2026:17:02:26 +0000] \"GET /app/p HTTP/1.1\" 204 0 \"http://x/\" \"" + agent
                + "\"";
    }
}
