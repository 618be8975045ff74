package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.NotificationLogin;
import telltale.web.http.ProblemException;

class LoginTest {
    private static final Login BASIC = login("ann:a-password-of-this:test");
    private static final Login BEARER = login("a-token-of-this-test");

    private static Login login(String setting) {
        return new Login(NotificationLogin.parse(setting), "INBOUND_BREVO_LOGIN");
    }

    /** The name of a scheme has no case (RFC 9110 section 11.1), and a password may contain a colon (RFC 7617 section 2). */
    @ParameterizedTest
    @ValueSource(strings = {"Basic %s", "basic %s", "BASIC  %s", "  Basic %s  "})
    void userAndPasswordAreAccepted(String field) {
        assertDoesNotThrow(() -> BASIC.check(
                name -> name.equals("Authorization") ? field.formatted("YW5uOmEtcGFzc3dvcmQtb2YtdGhpczp0ZXN0") : null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a-token-of-this-test", "bearer a-token-of-this-test"})
    void aTokenIsAccepted(String field) {
        assertDoesNotThrow(() -> BEARER.check(name -> field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer a-token-of-this-tesT",
                "Bearer a-token-of-this-test2",
                "a-token-of-this-test",
                "Basic a-token-of-this-test",
                "Basic YS10b2tlbi1vZi10aGlzLXRlc3Q="
            })
    void anotherTokenIsRefused(String field) {
        ProblemException refused = assertThrows(ProblemException.class, () -> BEARER.check(name -> field));
        assertEquals(401, refused.problem().status());
        assertEquals("Bearer", refused.problem().extensions().get("challenge"));
        assertFalse(refused.problem().toString().contains("a-token"), "the token is not shown");
    }

    @ParameterizedTest
    @CsvSource({"user:0123456789abcdef", "0123456789abcdef"})
    void aSettingIsNotShown(String setting) {
        assertFalse(NotificationLogin.parse(setting).toString().contains("0123"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:0123456789abcde",
                "0123456789abcde",
                ":0123456789abcdef",
                "a user:0123456789abcdef",
                "user:0123456789 abcdef",
                "us\u00e9r:0123456789abcdef",
                "user:0123456789abcd\u00e9f",
                ""
            })
    void aSettingThatCanBeGuessedOrMisreadIsRefused(String setting) {
        assertThrows(IllegalArgumentException.class, () -> NotificationLogin.parse(setting));
    }
}
