package telltale.doctor.dmarc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.Zone;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.Signings;

class DmarcCheckTest {
    private static final String RUA = "; rua=mailto:d@example.com";

    /** RFC 9989, DNS tree walk: after the first step at most seven labels are left. */
    @Test
    void aWalkHasAtMostEightQueries() {
        assertEquals(
                List.of("a.b.example.com", "b.example.com", "example.com", "com"), TreeWalk.names("a.b.example.com"));
        List<String> names = TreeWalk.names("a.b.c.d.e.f.g.h.i.j.mail.example.com");
        assertEquals(8, names.size());
        assertEquals("g.h.i.j.mail.example.com", names.get(1));
        assertEquals("com", names.get(7));
    }

    @ParameterizedTest
    @CsvSource({
        "v=DMARC1; p=none; rua=mailto:d@example.com, dmarc-ok",
        "v=DMARC1; rua=mailto:d@example.com, dmarc-ok",
        "v = DMARC1 ;p = none ; rua = mailto:d@example.com, dmarc-ok",
        "v=DMARC1; p=reject; sp=none; np=reject; adkim=s; aspf=r; fo=1; ri=86400; rua=mailto:d@example.com!10m, dmarc-ok",
        "v=DMARC1; p=none, dmarc-ok dmarc-no-reports",
        "v=DMARC1; p=monitor; rua=mailto:d@example.com, dmarc-policy",
        "v=DMARC1; p=reject; t=y; rua=mailto:d@example.com, dmarc-testing",
        "v=DMARC1; p=reject; pct=50; rua=mailto:d@example.com, dmarc-pct",
        "v=DMARC1; p=reject; rua=d@example.com, dmarc-ok dmarc-report-address",
        "v=DMARC1; p=reject; p=none, dmarc-syntax",
        "v=DMARC1; p, dmarc-syntax",
        "v=dmarc1; p=none, dmarc-missing",
        "v=DMARC12; p=none, dmarc-missing",
        "p=none; v=DMARC1, dmarc-missing"
    })
    void aRecordIsParsed(String record, String expected) {
        assertEquals(
                ids(expected + " dmarc-aligned"), check("example.com", null, null, "_dmarc.example.com TXT " + record));
    }

    @Test
    void severalRecordsAreNone() {
        assertEquals(
                ids("dmarc-multiple dmarc-aligned"),
                check(
                        "example.com",
                        null,
                        null,
                        "_dmarc.example.com TXT v=DMARC1; p=none",
                        "_dmarc.example.com TXT v=DMARC1; p=reject"));
    }

    @Test
    void otherRecordsAtTheNameAreIgnored() {
        assertEquals(
                ids("dmarc-ok dmarc-aligned"),
                check("example.com", null, null, "_dmarc.example.com TXT x", "_dmarc.example.com TXT v=DMARC1" + RUA));
    }

    @Test
    void aNameServerThatFailsIsNoVerdict() {
        assertEquals(ids("dmarc-unknown"), check("example.com", null, null, "_dmarc.example.com FAIL"));
    }

    @Test
    void aSubdomainHasThePolicyOfItsOrganization() {
        Finding found = new DmarcCheck(
                        new SenderSetup(List.of("news.example.com"), null, null, null),
                        new Zone(
                                "news.example.com A 192.0.2.1",
                                "_dmarc.example.com TXT v=DMARC1; p=none; sp=reject" + RUA))
                .run()
                .get(0);
        assertEquals("The policy is reject, from _dmarc.example.com.", found.seen());
    }

    @Test
    void aSubdomainThatDoesNotExistHasThePolicyForThose() {
        Finding found = new DmarcCheck(
                        new SenderSetup(List.of("gone.example.com"), null, null, null),
                        new Zone("_dmarc.example.com TXT v=DMARC1; p=none; np=reject" + RUA))
                .run()
                .get(0);
        assertEquals("The policy is reject, from _dmarc.example.com.", found.seen());
    }

    /** RFC 9989, DNS tree walk: the records of public suffixes and organizations end the walk. */
    @Test
    void psdDividesOrganizations() {
        Zone suffix = new Zone("_dmarc.bank TXT v=DMARC1; p=reject; psd=y", "_dmarc.a.giant.bank TXT v=DMARC1");
        assertEquals("giant.bank", TreeWalk.from("mail.giant.bank", suffix).organizationalDomain());
        assertEquals("bank", TreeWalk.from("mail.giant.bank", suffix).policyDomain());
        Zone department = new Zone("_dmarc.a.mega.bank TXT v=DMARC1; psd=n", "_dmarc.mega.bank TXT v=DMARC1");
        assertEquals("a.mega.bank", TreeWalk.from("x.a.mega.bank", department).organizationalDomain());
        Zone plain = new Zone("_dmarc.a.example.com TXT v=DMARC1", "_dmarc.example.com TXT v=DMARC1");
        assertEquals("example.com", TreeWalk.from("a.example.com", plain).organizationalDomain());
        assertEquals("a.example.com", TreeWalk.from("a.example.com", plain).policyDomain());
        assertEquals("a.example.com", TreeWalk.from("a.example.com", new Zone()).organizationalDomain());
    }

    @ParameterizedTest
    @CsvSource({
        "bounces.example.com, , r, dmarc-aligned",
        "bounces.example.com, , s, dmarc-alignment-unknown",
        "bounces.example.net, , r, dmarc-alignment-unknown",
        "bounces.example.net, example.com, s, dmarc-aligned",
        "bounces.example.net, mail.example.com, r, dmarc-aligned",
        "bounces.example.net, mail.example.com, s, dmarc-not-aligned",
        "bounces.example.net, example.net, r, dmarc-not-aligned"
    })
    void oneOfSpfAndDkimIsAligned(String bounces, @Nullable String signing, String mode, String expected) {
        assertTrue(check(
                        "example.com",
                        bounces,
                        signing,
                        "_dmarc.example.com TXT v=DMARC1; adkim=" + mode + "; aspf=" + mode + RUA)
                .contains(expected));
    }

    @Test
    void anotherOrganizationStatesThatItTakesReports() {
        String record = "_dmarc.example.com TXT v=DMARC1; rua=mailto:r@reports.example.net";
        assertEquals(
                ids("dmarc-ok dmarc-aligned dmarc-reports-not-authorized"), check("example.com", null, null, record));
        assertEquals(
                ids("dmarc-ok dmarc-aligned"),
                check(
                        "example.com",
                        null,
                        null,
                        record,
                        "example.com._report._dmarc.reports.example.net TXT v=DMARC1"));
    }

    private static Set<String> check(String from, @Nullable String bounces, @Nullable String signing, String... zone) {
        SenderSetup setup =
                new SenderSetup(List.of(from), bounces, null, signing == null ? null : Signings.of(signing));
        return new DmarcCheck(setup, new Zone(zone))
                .run().stream()
                        .map(finding -> finding.type().wireName())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> ids(String text) {
        return new TreeSet<>(Arrays.asList(text.split(" ")));
    }
}
