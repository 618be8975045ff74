package telltale.doctor.spf;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.dns.Zone;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;

class SpfCheckTest {
    /** The zone of RFC 7208 appendix A. */
    private static final List<String> APPENDIX = List.of(
            "example.com MX 10 mail-a.example.com",
            "example.com MX 20 mail-b.example.com",
            "example.com A 192.0.2.10",
            "example.com A 192.0.2.11",
            "amy.example.com A 192.0.2.65",
            "bob.example.com A 192.0.2.66",
            "mail-a.example.com A 192.0.2.129",
            "mail-b.example.com A 192.0.2.130",
            "example.org MX 10 mail-c.example.org",
            "mail-c.example.org A 192.0.2.140");

    private static final String RELAY = "mail.example.net";

    /** The results of RFC 7208 appendix A.1 to A.3, for servers with the address. */
    @ParameterizedTest
    @CsvSource({
        "v=spf1 +all, 192.0.2.1, spf-relay-pass spf-pass-all",
        "v=spf1 a -all, 192.0.2.10, spf-relay-pass spf-ok",
        "v=spf1 a -all, 192.0.2.129, spf-relay-fail spf-ok",
        "v=spf1 a:example.org -all, 192.0.2.10, spf-relay-fail spf-ok",
        "v=spf1 mx -all, 192.0.2.129, spf-relay-pass spf-ok",
        "v=spf1 mx -all, 192.0.2.140, spf-relay-fail spf-ok",
        "v=spf1 mx:example.org -all, 192.0.2.140, spf-relay-pass spf-ok",
        "v=spf1 mx mx:example.org -all, 192.0.2.140, spf-relay-pass spf-ok",
        "v=spf1 mx/30 mx:example.org/30 -all, 192.0.2.131, spf-relay-pass spf-ok",
        "v=spf1 mx/30 mx:example.org/30 -all, 192.0.2.143, spf-relay-pass spf-ok",
        "v=spf1 ip4:192.0.2.128/28 -all, 192.0.2.65, spf-relay-fail spf-ok",
        "v=spf1 ip4:192.0.2.128/28 -all, 192.0.2.129, spf-relay-pass spf-ok",
        "v=spf1 ip6:2001:db8::/32 ~all, 2001:db8::1, spf-relay-pass spf-ok",
        "v=spf1 -ip4:192.0.2.1 +ip4:192.0.2.0/24 -all, 192.0.2.1, spf-relay-fail spf-ok",
        "v=spf1 exists:%{ir}.sbl.example.org -all, 192.0.2.1, spf-relay-unknown spf-ok",
        "v=spf1 ptr -all, 192.0.2.1, spf-relay-unknown spf-ptr",
        "v=spf1 a -all, 10.0.0.1, spf-relay-unknown spf-ok",
        "v=spf1 a -all, 127.0.0.1, spf-relay-unknown spf-ok"
    })
    void theAddressOfTheRelayIsEvaluated(String record, String address, String expected) {
        String type = address.contains(":") ? "AAAA" : "A";
        assertEquals(ids(expected), check(RELAY, "example.com TXT " + record, RELAY + " " + type + " " + address));
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 a ?all, spf-open-end",
        "v=spf1 a, spf-open-end",
        "v=spf1 include:example.com -all, spf-loop",
        "v=spf1 redirect=example.com, spf-loop",
        "v=spf1 include:nowhere.example.com -all, spf-include-missing",
        "v=spf1 include:amy.example.com -all, spf-include-missing",
        "v=spf1 a:x.example.com a:y.example.com mx:z.example.com -all, spf-void-lookups",
        "v=spf1 a:x.example.com a:y.example.com -all, spf-ok",
        "v=spf1 foo -all, spf-syntax",
        "v=spf1 ip4:192.0.2.300 -all, spf-syntax",
        "V=SPF1 A -ALL, spf-ok",
        "v=spf1 a:example.org. -all, spf-trailing-dot",
        "v=spf1 ip4:192.0.2.1 ?MX:example.org./24 -all, spf-trailing-dot",
        "v=spf1 redirect=example.org., spf-include-missing",
        "v=spf1 a -all include:nowhere.example.com, spf-ok",
        "v=spf10 a -all, spf-missing",
        "spf2.0/pra a -all, spf-missing"
    })
    void whatIsWrongWithARecordIsFound(String record, String expected) {
        assertEquals(ids(expected), check(null, "example.com TXT " + record));
    }

    @Test
    void aDomainHasExactlyOneRecord() {
        assertEquals(ids("spf-missing"), check(null));
        assertEquals(ids("spf-missing"), check(null, "example.com TXT google-site-verification=x"));
        assertEquals(
                ids("spf-multiple"), check(null, "example.com TXT v=spf1 a -all", "example.com TXT v=spf1 mx -all"));
    }

    @Test
    void tenLookupsAreAllowedAndElevenAreNot() {
        List<String> zone = new ArrayList<>();
        StringBuilder record = new StringBuilder("example.com TXT v=spf1");
        for (int i = 0; i < 5; i++) {
            zone.add("s" + i + ".example.org TXT v=spf1 a:mail-c.example.org -all");
            record.append(" include:s").append(i).append(".example.org");
        }
        zone.add(record + " -all");
        assertEquals(ids("spf-ok"), check(null, zone.toArray(String[]::new)));
        zone.set(5, record + " mx -all");
        assertEquals(ids("spf-too-many-lookups"), check(null, zone.toArray(String[]::new)));
    }

    @Test
    void aNameServerThatFailsIsNoVerdict() {
        assertEquals(ids("spf-unknown"), check(null, "example.com FAIL"));
        assertEquals(
                ids("spf-unknown"),
                check(null, "example.com TXT v=spf1 include:spf.example.net -all", "spf.example.net FAIL"));
    }

    @Test
    void largeProvidersAreKnownByTheirInclude() {
        assertEquals(
                ids("spf-ok spf-relay-pass"),
                check(
                        "smtp.gmail.com",
                        "example.com TXT v=spf1 include:_spf.google.com ~all",
                        "_spf.google.com TXT v=spf1 ip4:192.0.2.0/24 ~all"));
        assertEquals(ids("spf-ok spf-provider-missing"), check("smtp.office365.com", "example.com TXT v=spf1 mx ~all"));
    }

    @Test
    void includesThatFanOutAreFollowedToALimit() {
        List<String> zone = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            zone.add("s" + i + ".example.org TXT v=spf1" + (" include:s" + (i + 1) + ".example.org").repeat(10)
                    + " -all");
        }
        zone.add("example.com TXT v=spf1 include:s0.example.org -all");
        zone.add(RELAY + " A 192.0.2.1");
        assertEquals(ids("spf-too-many-lookups spf-relay-unknown"), check(RELAY, zone.toArray(String[]::new)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1",
                "v=spf1 ",
                "v=spf1 a mx/24 a:example.org/24//64 mx//64 ptr ptr:example.org. ip4:192.0.2.1 ip6:::1/128 -all",
                "v=spf1 exists:%{l1r+-}.%{d2}._spf.example.org ~all",
                "v=spf1 include:%{ir}.%{v}._spf.%{d} redirect=%{d3}",
                "v=spf1 unknown=%{s} exp=explain._spf.%{d} -all"
            })
    void validSyntaxIsAccepted(String record) {
        assertDoesNotThrow(() -> SpfRecord.parse(record));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 include -all",
                "v=spf1 include: -all",
                "v=spf1 all:example.org",
                "v=spf1 all/24",
                "v=spf1 a/33",
                "v=spf1 a//129",
                "v=spf1 a/24/64",
                "v=spf1 ip4 -all",
                "v=spf1 ip4:::1",
                "v=spf1 ip6:192.0.2.1",
                "v=spf1 ip4:192.0.2.1/33",
                "v=spf1 a:example",
                "v=spf1 a:example.123",
                "v=spf1 exists:%{x}.example.org",
                "v=spf1 exists:%.example.org",
                "v=spf1 redirect=a.example redirect=b.example",
                "v=spf1 exp=a.example exp=b.example",
                "v=spf1 redirect:example.org",
                "v=spf1 ipv4:192.0.2.1",
                "v=spf1 ip4=192.0.2.1/ü",
                "v=spf1 -",
                "v=spf1 include:example.org/24"
            })
    void invalidSyntaxIsRefused(String record) {
        assertThrows(IllegalArgumentException.class, () -> SpfRecord.parse(record));
    }

    private static Set<String> check(@Nullable String relay, String... lines) {
        List<String> zone = new ArrayList<>(APPENDIX);
        zone.addAll(Arrays.asList(lines));
        SenderSetup setup = new SenderSetup(List.of("example.com"), null, relay, null);
        return new SpfCheck(setup, new Zone(zone))
                .run().stream()
                        .map(Finding::type)
                        .map(type -> type.wireName())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ids(String text) {
        return new TreeSet<>(Arrays.asList(text.split(" ")));
    }
}
