package telltale.doctor.mx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.Zone;
import telltale.doctor.SenderSetup;

class MxCheckTest {
    private static final String SERVER = "mx.example.com A 192.0.2.1";

    @ParameterizedTest
    @CsvSource({
        "example.com MX 10 mx.example.com, mx-ok",
        "example.com MX 10 gone.example.net, mx-no-address",
        "example.com MX 0 ., mx-null",
        "example.com A 192.0.2.2, mx-missing",
        "example.com EMPTY, mx-no-server",
        "example.com FAIL, mx-unknown",
        "example.net EMPTY, mx-no-domain"
    })
    void whetherADomainReceivesMailIsFound(String line, String expected) {
        String host = line.contains("mx.example.com") ? SERVER : "x.example.net A 192.0.2.1";
        assertTrue(check(line, host).contains(expected), () -> check(line, host).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "_mta-sts.example.com TXT v=STSv1; id=20160831085700Z;, mta-sts-ok",
        "_mta-sts.example.com TXT v=STSv1; id=2016-08-31, mta-sts-invalid",
        "_mta-sts.example.com TXT v=STSv1, mta-sts-invalid",
        "_mta-sts.example.com TXT other, mta-sts-absent",
        "_smtp._tls.example.com TXT v=TLSRPTv1;rua=mailto:reports@example.com, tls-rpt-ok",
        "_smtp._tls.example.com TXT v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt, tls-rpt-ok",
        "'_smtp._tls.example.com TXT v=TLSRPTv1;rua=mailto:a@example.com,https://example.com/t', tls-rpt-ok",
        "_smtp._tls.example.com TXT v=TLSRPTv1; rua=reports@example.com, tls-rpt-invalid"
    })
    void statementsAboutTlsAreParsed(String line, String expected) {
        assertTrue(check(line).contains(expected), () -> check(line).toString());
    }

    @Test
    void ofTwoRecordsNoneCounts() {
        assertTrue(check("_mta-sts.example.com TXT v=STSv1; id=1", "_mta-sts.example.com TXT v=STSv1; id=2")
                .contains("mta-sts-invalid"));
    }

    @Test
    void theDomainOfBouncesIsCheckedToo() {
        SenderSetup setup = new SenderSetup(List.of("example.com"), "bounces.example.com", null, null);
        assertEquals(
                List.of(
                        "example.com",
                        "bounces.example.com",
                        "_mta-sts.bounces.example.com",
                        "_smtp._tls.bounces.example.com"),
                new MxCheck(setup, new Zone())
                        .run().stream().map(finding -> finding.subject()).toList());
    }

    private static Set<String> check(String... zone) {
        SenderSetup setup = new SenderSetup(List.of("example.com"), null, null, null);
        return new MxCheck(setup, new Zone(zone))
                .run().stream().map(finding -> finding.type().wireName()).collect(Collectors.toSet());
    }
}
