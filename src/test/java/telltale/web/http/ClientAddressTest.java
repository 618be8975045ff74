package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.IpLiteral;
import telltale.model.IpRange;
import telltale.settings.TrustedProxies;

/** Clients reported by the trusted proxy 10.0.0.1; 10.0.0.0/8 and fd00::/8 are trusted. */
class ClientAddressTest {
    private static final InetAddress PROXY = address("10.0.0.1");
    private static final ClientAddress CLIENT =
            new ClientAddress(new TrustedProxies(List.of(IpRange.of(PROXY, 8), IpRange.of(address("fd00::"), 8))));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', nullValues = "unknown", textBlock = """
            theOnlyEntryIsTheClient           | 198.51.100.7                        | 198.51.100.7
            theLastEntryIsTheClient           | 6.6.6.6, 198.51.100.7               | 198.51.100.7
            trustedEntriesAreSkipped          | 198.51.100.7, 10.0.0.3, 10.0.0.2    | 198.51.100.7
            forgedEntriesAreIgnored    | 10.9.9.9, 6.6.6.6, 198.51.100.7, fd00::2 | 198.51.100.7
            aForgedTrustedAddressIsIgnored  | 10.9.9.9, 198.51.100.7              | 198.51.100.7
            ifAllAreTrustedTheFirstCounts       | 10.0.0.3, 10.0.0.2                  | 10.0.0.3
            whitespaceIsIgnored                    | 6.6.6.6 ,  198.51.100.7             | 198.51.100.7
            aPortIsDropped                    | 198.51.100.7:54321                  | 198.51.100.7
            ipv6IsRead                        | 2001:db8::7                         | 2001:db8:0:0:0:0:0:7
            ipv6InBracketsIsRead              | [2001:db8::7]                       | 2001:db8:0:0:0:0:0:7
            itsPortIsDropped                  | [2001:db8::7]:443                   | 2001:db8:0:0:0:0:0:7
            aZoneIsDropped                    | fe80::7%eth0                        | fe80:0:0:0:0:0:0:7
            aMappedAddressIsIpv4              | ::ffff:198.51.100.7                 | 198.51.100.7
            aMappedProxyIsTrusted             | 198.51.100.7, ::ffff:10.0.0.2       | 198.51.100.7
            afterAnIdentifierTheLastValidHopCounts    | 6.6.6.6, unknown, 10.0.0.2          | 10.0.0.2
            anIdentifierAloneIsUnknown               | 6.6.6.6, unknown                    | unknown
            anEmptyEntryEndsTheWalk           | 6.6.6.6, , 10.0.0.2                 | 10.0.0.2
            anEmptyEntryAtTheEndIsUnknown     | 6.6.6.6,                            | unknown
            commasAloneAreUnknown             | ,,,,                                | unknown
            aNameIsNotLookedUp                | localhost                           | unknown
            aNumberIsNoAddress                | 2130706433                          | unknown
            tooManyOctetsAreNoAddress         | 198.51.100.7.1                      | unknown
            aBadPortIsUnknown                 | 198.51.100.7:http                   | unknown
            aMissingPortIsUnknown             | 198.51.100.7:                       | unknown
            anOpenBracketIsUnknown            | [2001:db8::7                        | unknown
            quotesAreNotOfThisHeader          | "198.51.100.7"                      | unknown
            anOpenQuoteHidesNoProxy           | 6.6.6.6", 198.51.100.7              | 198.51.100.7
            """)
    void ofXForwardedFor(String claim, String header, @Nullable String client) {
        assertEquals(client, text(CLIENT.resolveForwarded(PROXY, List.of(header), List.of())));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', nullValues = "unknown", textBlock = """
            theOnlyElementNamesTheClient      | for=198.51.100.7                          | 198.51.100.7
            theLastElementCounts              | for=6.6.6.6, for=198.51.100.7             | 198.51.100.7
            trustedElementsAreSkipped         | for=198.51.100.7,for=10.0.0.2             | 198.51.100.7
            namesHaveAnyCase                  | By=10.0.0.2;FOR=198.51.100.7;Proto=https  | 198.51.100.7
            ipv6IsQuoted                      | for="[2001:db8::7]"                       | 2001:db8:0:0:0:0:0:7
            itsPortIsDropped                  | for="[2001:db8::7]:4711";proto=http       | 2001:db8:0:0:0:0:0:7
            aPortIsDropped                    | for="198.51.100.7:80"                     | 198.51.100.7
            aHiddenPortIsDropped              | for="198.51.100.7:_gazonk"                | 198.51.100.7
            aHiddenClientIsUnknown            | for=6.6.6.6, for=_hidden                  | unknown
            anUnknownClientIsUnknown          | for=unknown                               | unknown
            beforeAHiddenHopNothingIsBelieved | for=6.6.6.6, for=_x, for=10.0.0.2         | 10.0.0.2
            anElementWithoutForIsUnknown      | for=6.6.6.6, proto=https                  | unknown
            twoClientsInAnElementAreUnknown   | for=6.6.6.6;for=198.51.100.7              | unknown
            aBareAddressIsUnknown             | 198.51.100.7                              | unknown
            spaceAroundTheSignIsUnknown       | for = 198.51.100.7                        | unknown
            aCommaInQuotesDividesNothing      | for=198.51.100.7;host="x, for=6.6.6.6"    | 198.51.100.7
            norDoesASemicolon                 | for=198.51.100.7;host="x;for=6.6.6.6"     | 198.51.100.7
            norDoAQuoteThatIsEscapedEndThem   | for=198.51.100.7;host="x\\", for=6.6.6.6;a=\\"" | 198.51.100.7
            anOpenQuoteOfTheClientHidesNobody | for="6.6.6.6, for=198.51.100.7            | 198.51.100.7
            norDoesOneBehindATrustedHop       | for="6.6.6.6, for=10.0.0.2                | 10.0.0.2
            anOpenQuoteOfTheProxyIsUnknown    | for=6.6.6.6, for="198.51.100.7            | unknown
            """)
    void ofForwarded(String claim, String header, @Nullable String client) {
        assertEquals(client, text(CLIENT.resolveForwarded(PROXY, List.of(), List.of(header))));
    }

    @Test
    void linesAreReadInOrder() {
        List<String> lines = List.of("6.6.6.6", "7.7.7.7, 198.51.100.7", "10.0.0.3", "10.0.0.2");
        assertEquals("198.51.100.7", text(CLIENT.resolveForwarded(PROXY, lines, List.of())));
    }

    @Test
    void anEmptyLineMeansAnUnknownClient() {
        assertNull(CLIENT.resolveForwarded(PROXY, List.of(""), List.of()));
        assertNull(CLIENT.resolveForwarded(PROXY, List.of("6.6.6.6", ""), List.of()));
    }

    @Test
    void aProxyThatReportsNoClientIsTheClient() {
        assertEquals(PROXY, CLIENT.resolveForwarded(PROXY, List.of(), List.of()));
    }

    @Test
    void twoHeadersCountIfTheyAgree() {
        assertEquals("198.51.100.7", text(both("6.6.6.6, 198.51.100.7", "for=\"198.51.100.7:80\"")));
    }

    @Test
    void theClientIsUnknownIfTwoHeadersDiffer() {
        assertNull(both("198.51.100.7", "for=6.6.6.6"));
        assertNull(both("198.51.100.7", "nonsense"));
        assertNull(both("nonsense", "for=198.51.100.7"));
    }

    @Test
    void atMost32HopsAreExamined() {
        String trusted = ", 10.0.0.2".repeat(31);
        assertEquals(
                "198.51.100.7", text(CLIENT.resolveForwarded(PROXY, List.of("198.51.100.7" + trusted), List.of())));
        assertEquals(
                "10.0.0.2",
                text(CLIENT.resolveForwarded(PROXY, List.of("198.51.100.7, 10.0.0.2" + trusted), List.of())));
    }

    @Test
    void aHugeHeaderIsProcessedQuickly() {
        Stream<String> hostile = Stream.of(
                        "1", ":", "[", ",", "\"", "\\\"", "\\", ";", "for=", "%", "1.", "10.0.0.2,", " ")
                .map(piece -> piece.repeat(10_000));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> hostile.forEach(header -> {
                    for (String end : List.of("", "\"", ", 10.0.0.2", ", for=10.0.0.2")) {
                        CLIENT.resolveForwarded(PROXY, List.of(header + end), List.of());
                        CLIENT.resolveForwarded(PROXY, List.of(), List.of(header + end));
                    }
                }));
    }

    private static @Nullable InetAddress both(String forwardedFor, String forwarded) {
        return CLIENT.resolveForwarded(PROXY, List.of(forwardedFor), List.of(forwarded));
    }

    private static @Nullable String text(@Nullable InetAddress address) {
        return address == null ? null : address.getHostAddress();
    }

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(IpLiteral.read(literal));
    }
}
