package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.HeaderField;

class SenderFieldSettingsTest {
    @Test
    void withoutSettingsNothingIsAdded() {
        SenderFieldSettings none = Given.settings().senderFields();

        assertNull(none.feedbackId());
        assertNull(none.complaints());
        assertEquals(Map.of(), none.headers());
    }

    @Test
    void headersAreGivenByDomain() {
        SenderFieldSettings fields = Given.settings(
                        "EMAIL_HEADERS",
                        "Example.com: X-Unit: shop: 1 ;example.com:Organization:Größe AG; bücher.example: X-Unit: press")
                .senderFields();

        assertEquals(
                Map.of(
                        "example.com",
                        List.of(new HeaderField("X-Unit", "shop: 1"), new HeaderField("Organization", "Größe AG")),
                        "xn--bcher-kva.example",
                        List.of(new HeaderField("X-Unit", "press"))),
                fields.headers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Unit: shop | each part between semicolons is domain: Name: value",
                "example.com X-Unit shop | each part between semicolons is domain: Name: value",
                "example.com: X-Unit: | each part between semicolons is domain: Name: value",
                "example.com: X-Unit: a; | each part between semicolons is domain: Name: value",
                "example.com: Subject: a | headers contains a name that cannot be set",
                "example.com: From: a@b.example | headers contains a name that cannot be set",
                "example.com: CFBL-Address: a@b.example | headers contains a name that cannot be set",
                "example.com: List-Id: <ä> | headers.List-Id must be ASCII",
                "example.com: List-Unsubscribe: <https://a.example> | List-Unsubscribe would replace",
                "example.com: List-Unsubscribe-Post: x | List-Unsubscribe would replace",
                "example.com: X-A: 1; EXAMPLE.com: X-a: 2 | it has X-a twice for the same domain",
                "exa_mple: X-A: 1 | domain"
            })
    void headersThatAMessageCouldNotHaveAreRefused(String value, String problem) {
        List<String> problems = Given.problems("EMAIL_HEADERS", value);

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains(problem), problems::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "a234567890123456", "acme corp", "acme:corp", "ácmecorp"})
    void anIdentifierThatGmailWouldIgnoreIsRefused(String value) {
        assertTrue(Given.problems("EMAIL_FEEDBACK_ID", value).get(0).contains("5 to 15 letters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme1", "a23456789012345", "acme.corp-1_"})
    void anIdentifierOfFiveToFifteenCharactersIsAccepted(String value) {
        assertEquals(
                value, Given.settings("EMAIL_FEEDBACK_ID", value).senderFields().feedbackId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fbl@example.com", "fbl@complaints.example.com"})
    void anAddressForComplaintsInTheSendersDomainIsAccepted(String address) {
        Settings settings = signed("example.com", "EMAIL_COMPLAINTS", address);

        assertEquals(
                address,
                Objects.requireNonNull(settings.senderFields().complaints())
                        .address()
                        .toString());
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void anAddressForComplaintsInAnotherDomainIsRefused() {
        assertEquals(
                List.of(
                        "EMAIL_COMPLAINTS is an address at example.org, but mail is from example.com. Mailbox providers use"
                                + " only an address in the sender's domain or a subdomain of it (RFC 9477 section 3.1). Set"
                                + " EMAIL_COMPLAINTS to an address at example.com."),
                Given.problems("EMAIL_FROM", "a@example.com", "EMAIL_COMPLAINTS", "fbl@example.org"));
        assertEquals(
                "fbl@example.org",
                Objects.requireNonNull(signed(
                                        "example.com",
                                        "EMAIL_COMPLAINTS",
                                        "fbl@example.org",
                                        "EMAIL_FROM_ALLOWED",
                                        "news@example.org")
                                .senderFields()
                                .complaints())
                        .address()
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fbl", "fbl@", "Fbl <fbl@example.com>", "fbé@example.com"})
    void anAddressForComplaintsIsAPlainAddress(String address) {
        assertTrue(Given.problems("EMAIL_COMPLAINTS", address).get(0).startsWith("EMAIL_COMPLAINTS"));
    }

    /** RFC 9477 section 3.1.4. */
    @Test
    void anAddressForComplaintsNeedsASignature() {
        List<String> warnings = Given.settings("EMAIL_FROM", "a@example.com", "EMAIL_COMPLAINTS", "fbl@example.com")
                .warnings();

        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("EMAIL_COMPLAINTS is set, but Telltale does not sign mail"));
    }

    @Test
    void theSigningDomainMustBeTheSendersOrAParentOfIt() {
        String other = "EMAIL_COMPLAINTS has no effect for mail from news.example.com, because EMAIL_DKIM_DOMAIN is"
                + " example.org: the signing domain must be the sender's or a parent of it (RFC 9477 section 3.1). Set"
                + " EMAIL_DKIM_DOMAIN to news.example.com.";

        assertEquals(
                List.of(other),
                signed(
                                "news.example.com",
                                "EMAIL_COMPLAINTS",
                                "fbl@news.example.com",
                                "EMAIL_DKIM_DOMAIN",
                                "example.org")
                        .warnings());
        assertEquals(
                List.of(),
                signed(
                                "news.example.com",
                                "EMAIL_COMPLAINTS",
                                "fbl@news.example.com",
                                "EMAIL_DKIM_DOMAIN",
                                "example.com")
                        .warnings());
    }

    private static Settings signed(String domain, String... pairs) {
        List<String> all = new ArrayList<>(List.of(
                "EMAIL_FROM", "a@" + domain, "EMAIL_DKIM_KEY", DkimSettingsTest.ED25519, "EMAIL_DKIM_SELECTOR", "s"));
        all.addAll(List.of(pairs));
        return Given.settings(all.toArray(String[]::new));
    }
}
