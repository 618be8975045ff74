package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;

class OidcSettingsTest {
    private static final String[] COMPLETE = {
        "TELLTALE_URL", "https://mail.example.com/app",
        "TELLTALE_OIDC_ISSUER", "https://id.example.com/realms/staff",
        "TELLTALE_OIDC_CLIENT_ID", "telltale",
        "TELLTALE_OIDC_ROLES", "admin=telltale-admins, read=staff"
    };

    @Test
    void withoutAnIssuerNoOneSignsInByIt() {
        assertNull(Given.settings().oidc());
    }

    @Test
    void issuerClientAndRolesAreEnough() {
        assertEquals(
                new OidcSettings(
                        "https://id.example.com/realms/staff",
                        "telltale",
                        null,
                        List.of("openid", "email", "profile"),
                        "groups",
                        Map.of("telltale-admins", Role.ADMIN, "staff", Role.READ),
                        false),
                given());
    }

    @ParameterizedTest
    @CsvSource({
        "TELLTALE_URL,TELLTALE_OIDC_ISSUER",
        "TELLTALE_OIDC_CLIENT_ID,TELLTALE_OIDC_ISSUER",
        "TELLTALE_OIDC_ROLES,TELLTALE_OIDC_ISSUER",
        "TELLTALE_OIDC_ISSUER,TELLTALE_OIDC_CLIENT_ID"
    })
    void eachOfThemIsRequired(String missing, String needing) {
        Map<String, String> values = new TreeMap<>(Given.map(COMPLETE));
        values.remove(missing);
        String problems = Given.problems(pairs(values)).toString();
        assertTrue(problems.contains(needing + " (environment) is set, but " + missing + " is not. "), problems);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id.example.com",
                "http://id.example.com",
                "https://user:pass@id.example.com",
                "https://id.example.com/?a=b",
                "https://id.example.com/#a",
                "https:///realms",
                "ftp://id.example.com",
                "https://id example.com"
            })
    void anIssuerIsAnHttpsAddress(String issuer) {
        List<String> problems = Given.problems(with("TELLTALE_OIDC_ISSUER", issuer));
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("TELLTALE_OIDC_ISSUER"), problems::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8081/realms/staff", "http://127.0.0.1", "http://[::1]:9000/"})
    void anIssuerOnThisMachineMayBeWithoutTls(String issuer) {
        assertEquals(issuer, given("TELLTALE_OIDC_ISSUER", issuer).issuer());
    }

    @Test
    void scopesAreSeparatedBySpacesOrCommas() {
        assertEquals(
                List.of("openid", "groups", "email"),
                given("TELLTALE_OIDC_SCOPES", "openid  groups,email openid").scopes());
        assertTrue(Given.problems(with("TELLTALE_OIDC_SCOPES", "email profile"))
                .toString()
                .contains("does not contain openid"));
    }

    @Test
    void aGroupWithSeveralRolesHasTheStrongest() {
        assertEquals(
                Map.of("staff", Role.OPERATOR, "/sales team", Role.ANALYST),
                given("TELLTALE_OIDC_ROLES", "read=staff,operator=staff, analyst = /sales team ,send=staff,")
                        .roles());
    }

    @Test
    void semicolonsSeparateGroupsWithCommas() {
        assertEquals(
                Map.of("cn=admins,ou=groups,dc=example", Role.ADMIN, "cn=staff,ou=groups", Role.READ),
                given("TELLTALE_OIDC_ROLES", "admin=cn=admins,ou=groups,dc=example; read=cn=staff,ou=groups")
                        .roles());
        assertTrue(Given.problems(with("TELLTALE_OIDC_ROLES", "admin=cn=admins,ou=groups"))
                .toString()
                .contains("Separate entries by semicolons if a group contains commas"));
    }

    @ParameterizedTest
    @CsvSource({
        "staff,\"staff\" is not a role",
        "admin=,\"admin=\" is not a role",
        "root=staff,\"root\" is not a role: expected one of send"
    })
    void aWrongRoleIsNamed(String roles, String problem) {
        String problems = Given.problems(with("TELLTALE_OIDC_ROLES", roles)).toString();
        assertTrue(problems.contains(problem), problems);
    }

    @Test
    void theSecretIsNeverShown() {
        Settings settings = Given.settings(with("TELLTALE_OIDC_CLIENT_SECRET", "pass-word-4"));
        String printed = settings + " " + settings.effective() + settings.oidc();
        assertFalse(printed.contains("pass-word-4"), printed);
        assertEquals(
                new Secret("pass-word-4"),
                Objects.requireNonNull(settings.oidc()).clientSecret());
    }

    private static String[] with(String... more) {
        Map<String, String> values = new TreeMap<>(Given.map(COMPLETE));
        values.putAll(Given.map(more));
        return pairs(values);
    }

    private static String[] pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                .toArray(String[]::new);
    }

    private static OidcSettings given(String... more) {
        return Objects.requireNonNull(Given.settings(with(more)).oidc());
    }
}
