package telltale.web.notifications;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import telltale.model.Sha256;
import telltale.settings.NotificationLogin;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** Checks the login by which a provider proves that it sent a request. */
final class Login {
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    private final NotificationLogin expected;
    private final ProblemException refusal;

    /** @param setting its setting, which is named when it is refused */
    Login(NotificationLogin expected, String setting) {
        this.expected = expected;
        this.refusal = new ProblemException(new Problem(
                        Problem.Type.AUTHENTICATION_REQUIRED, "The request does not have the login of " + setting + ".")
                .with("challenge", expected.isBasic() ? "Basic realm=\"Telltale\"" : "Bearer"));
    }

    /**
     * Checks the field Authorization.
     *
     * @throws ProblemException if it is missing or another one
     */
    void check(NotificationHeader header) throws ProblemException {
        String field = header.field("Authorization");
        String given = field == null ? null : credentials(field.strip());
        if (given == null || !isExpected(given)) {
            throw refusal;
        }
    }

    /** Hashes have the same length, so the time does not depend on what was given. */
    private boolean isExpected(String given) {
        return MessageDigest.isEqual(
                Sha256.of(given), Sha256.of(expected.credentials().reveal()));
    }

    /** The credentials of the expected scheme, whose name has no case (RFC 9110 section 11.1); otherwise null. */
    private @Nullable String credentials(String field) {
        String scheme = expected.isBasic() ? BASIC : BEARER;
        if (!field.regionMatches(true, 0, scheme, 0, scheme.length())) {
            return null;
        }
        String value = field.substring(scheme.length()).strip();
        return expected.isBasic() ? decoded(value) : value;
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
