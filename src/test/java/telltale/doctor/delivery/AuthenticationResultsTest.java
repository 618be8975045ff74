package telltale.doctor.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields as in RFC 8601 appendix B, and as providers write them. */
class AuthenticationResultsTest {
    @Test
    void resultsAreReadByMethod() {
        AuthenticationResults results = AuthenticationResults.parse(
                "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
                        + " spf=pass smtp.mailfrom=example.net; dkim=FAIL reason=\"bad signature; forged\" header.i=@x.example");
        assertEquals("example.com", results.server());
        assertEquals(Map.of("auth", "pass", "spf", "pass", "dkim", "fail"), results.results());
    }

    @Test
    void ofSeveralSignaturesOneThatPassesSuffices() {
        assertEquals(
                Map.of("dkim", "pass"),
                AuthenticationResults.parse(
                                "mx.google.com; dkim=fail header.i=@a.example; dkim=pass header.i=@b.example")
                        .results());
        assertEquals(
                Map.of("dkim", "neutral"),
                AuthenticationResults.parse("mx; dkim=neutral; dkim=fail").results());
    }

    @Test
    void commentsAndVersionsAreNoResults() {
        AuthenticationResults results = AuthenticationResults.parse(
                "mx.example.org 1 (ours (nested; spf=fail)); spf/1=softfail (spf=pass is wrong; dkim=pass) smtp.helo=x");
        assertEquals("mx.example.org", results.server());
        assertEquals(Map.of("spf", "softfail"), results.results());
    }

    @Test
    void aServerMayStateNothing() {
        assertEquals(
                Map.of(), AuthenticationResults.parse("mx.example.org; none").results());
        assertEquals(Map.of(), AuthenticationResults.parse("").results());
        assertEquals(Map.of(), AuthenticationResults.parse("(((((;=;=;spf").results());
    }
}
