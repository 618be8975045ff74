package telltale.doctor.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import telltale.doctor.Finding;
import telltale.model.ImmutableBytes;

class ReceivedCheckTest {
    private static final Instant SENT = Instant.parse("2026-12-01T12:00:00Z");
    private static final String PIXEL = "https://mail.example.com/app/pixel/AbCdEf.gif";
    private static final String BODY = "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "<a href=3D\"https://mail.example.com/app/click/Tok=\r\nen?a=3D1&amp;b\">x</a><img src=3D\"" + PIXEL
            + "\">\r\n";
    private static final String ONE_CLICK = lines("""
        List-Unsubscribe: <https://mail.example.com/app/unsubscribe/X>
        List-Unsubscribe-Post: List-Unsubscribe=One-Click
        """);
    private static final String RECEIVED =
            "Received: from a by mx.example.org with ESMTPS id 1 (TLS1.3);\r\n Tue, 01 Dec 2026 12:00:03 +0000 (UTC)\r\n";
    private static final String RESULTS = "Authentication-Results: mx.example.org; spf=pass; dkim=pass; dmarc=pass\r\n";
    private static final String SIGNATURE = lines("""
        DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1;
         h=From:To:List-Unsubscribe:
         List-Unsubscribe-Post; bh=x; b=y
        """);
    private static final String SOUND = RESULTS + RECEIVED + SIGNATURE + ONE_CLICK + BODY;

    @Test
    void nothingIsWrongWithASoundMail() {
        assertEquals(
                ids(
                        "mail-received",
                        "mail-spf-pass",
                        "mail-dkim-pass",
                        "mail-dmarc-pass",
                        "mail-one-click-ok",
                        "mail-tls",
                        "mail-tracking-intact"),
                found(SOUND));
    }

    @Test
    void onlyTheTopmostResultsAreTrusted() {
        String failed = "Authentication-Results: mx.example.org; spf=softfail; dkim=fail; dmarc=fail\r\n";
        Set<String> found = found(failed + SOUND);
        assertTrue(found.containsAll(ids("mail-spf-fail", "mail-dkim-fail", "mail-dmarc-fail")), found::toString);
        assertTrue(!found.contains("mail-spf-pass"), found::toString);
    }

    @Test
    void aServerThatStatesNothingLeavesItUnknown() {
        assertTrue(found(SOUND.replace(RESULTS, "")).contains("mail-results-absent"));
        assertTrue(found("Authentication-Results: mx; none\r\n" + SOUND).contains("mail-results-absent"));
        assertTrue(found(SOUND.replace("spf=pass", "spf=temperror")).contains("mail-results-absent"));
    }

    @Test
    void aSignatureMustBeAlignedAndCoverOneClick() {
        assertTrue(found(SOUND.replace(SIGNATURE, "")).contains("mail-not-signed"));
        assertTrue(found(SOUND.replace("d=example.com", "d=relay.example.net")).contains("mail-dkim-not-aligned"));
        assertTrue(found(SOUND.replace("d=example.com", "d=mail.example.com")).contains("mail-one-click-ok"));
        assertTrue(found(SOUND.replace("List-Unsubscribe:\r\n ", "\r\n ")).contains("mail-one-click-not-signed"));
        assertTrue(found(SOUND.replace(ONE_CLICK, "")).contains("mail-one-click-absent"));
    }

    @Test
    void aRelayWithoutTlsIsUnknown() {
        assertTrue(
                found(SOUND.replace("ESMTPS", "ESMTP").replace(" (TLS1.3)", "")).contains("mail-tls-unknown"));
    }

    @Test
    void changedLinksAreFoundInAnyEncoding() {
        assertTrue(found(SOUND.replace("/app/pixel/", "/cdn/pixel/")).contains("mail-tracking-changed"));
        assertTrue(found(SOUND.replace("/click/Tok", "/click/tok")).contains("mail-tracking-changed"));
        String html = "<a href=\"https://mail.example.com/app/click/Token?a=1&b\">x</a><img src=\"" + PIXEL + "\">";
        String encoded = Base64.getMimeEncoder().encodeToString(html.getBytes(StandardCharsets.US_ASCII));
        String header = SOUND.substring(0, SOUND.indexOf("Content-Transfer"));
        assertTrue(found(header + "Content-Transfer-Encoding: base64\r\n\r\n" + encoded + "\r\n")
                .contains("mail-tracking-intact"));
        assertTrue(found(header + "\r\n").contains("mail-tracking-unknown"));
    }

    @Test
    void aClockThatDiffersIsFound() {
        assertTrue(found(SOUND.replace("12:00:03", "12:20:03")).contains("mail-clock-offset"));
        assertTrue(found(SOUND.replace("12:00:03", "11:20:03")).contains("mail-clock-offset"));
        assertTrue(
                found(SOUND.replace("Tue, 01 Dec 2026 12:00:03 +0000", "noon")).contains("mail-tracking-intact"));
    }

    private static String lines(String text) {
        return text.replace("\n", "\r\n");
    }

    private static Set<String> found(String mail) {
        ReceivedMail sent = received(ONE_CLICK + BODY);
        List<Finding> findings = new ReceivedCheck("main", "example.com", "https://mail.example.com/app")
                .of(received(mail), sent, SENT, SENT.plusSeconds(5));
        return findings.stream()
                .map(finding -> finding.type().wireName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ReceivedMail received(String mail) {
        return new ReceivedMail(new ImmutableBytes(mail.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static Set<String> ids(String... ids) {
        return new TreeSet<>(List.of(ids));
    }
}
