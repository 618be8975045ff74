package telltale.doctor.mx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.PinnedHttp;
import telltale.dns.Zone;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.http.GuardedHttp;

class PolicyCheckTest {
    private static final String RECORD = "_mta-sts.example.com TXT v=STSv1; id=20260101";

    /** Policies as in RFC 8461 section 3.2, with a semicolon for each end of a line. */
    @ParameterizedTest
    @CsvSource({
        "version: STSv1;mode: enforce;mx: mail.example.com;mx: *.example.net;max_age: 604800, mta-sts-policy-ok",
        "version: STSv1;mode: enforce;mx: other.example.com;mx: *.example.net;max_age: 604800, mta-sts-mx-refused",
        "version: STSv1;mode: testing;mx: *.example.com;max_age: 604800, mta-sts-mx-missing",
        "version: STSv1;mode: none;max_age: 86400, mta-sts-policy-ok",
        "version: STSv1;mode: enforce;max_age: 86400, mta-sts-policy-invalid",
        "version: STSv2;mode: none;max_age: 86400, mta-sts-policy-invalid",
        "version: STSv1;mode: sometimes;max_age: 86400;mx: mail.example.com, mta-sts-policy-invalid",
        "version: STSv1;mode: none;max_age: soon, mta-sts-policy-invalid",
        "<html>not found</html>, mta-sts-policy-invalid"
    })
    void aPolicyIsComparedWithTheMailServers(String policy, String expected) {
        Finding finding = PolicyCheck.of(
                "mta-sts.example.com",
                policy.replace(";", "\r\n") + "\r\n",
                List.of("MAIL.example.com", "backup.example.net"));
        assertEquals(expected, finding.type().wireName(), finding::seen);
    }

    @Test
    void aWildcardStandsForOneLabel() {
        String policy = "version: STSv1\nmode: enforce\nmx: *.example.net\nmax_age: 1\n";
        assertEquals(
                "mta-sts-mx-refused",
                PolicyCheck.of("h", policy, List.of("a.b.example.net")).type().wireName());
        assertEquals(
                "mta-sts-mx-refused",
                PolicyCheck.of("h", policy, List.of("example.net")).type().wireName());
    }

    @Test
    void onlyAPublicHostOfADomainWithARecordIsFetched() {
        assertEquals(List.of(), run());
        assertEquals(List.of("mta-sts-policy-unreachable"), run(RECORD));
        assertEquals(List.of("mta-sts-policy-unreachable"), run(RECORD, "mta-sts.example.com A 10.0.0.1"));
    }

    private static List<String> run(String... zone) {
        SenderSetup setup = new SenderSetup(List.of("example.com"), null, null, null);
        GuardedHttp http = new GuardedHttp(new Zone(zone), PolicyCheckTest::refuse);
        return new PolicyCheck(setup, new Zone(zone), http)
                .run().stream().map(finding -> finding.type().wireName()).toList();
    }

    private static PinnedHttp refuse(InetAddress address) {
        throw new AssertionError("nothing may connect to " + address);
    }
}
