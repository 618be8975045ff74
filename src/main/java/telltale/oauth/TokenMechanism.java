package telltale.oauth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import telltale.settings.Secret;

/** The SASL mechanisms that send an access token, the preferred one first. */
public enum TokenMechanism {
    /** RFC 7628 */
    OAUTHBEARER("AQ==") {
        @Override
        String message(String user, Secret token) {
            // The name is escaped as RFC 5801 section 4 says.
            String name = user.replace("=", "=3D").replace(",", "=2C");
            return "n,a=" + name + "," + SEPARATOR + bearer(token);
        }
    },
    /** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
    XOAUTH2("") {
        @Override
        String message(String user, Secret token) {
            return "user=" + user + SEPARATOR + bearer(token);
        }
    };

    private static final String SEPARATOR = "\u0001";

    private final String errorResponse;

    TokenMechanism(String errorResponse) {
        this.errorResponse = errorResponse;
    }

    abstract String message(String user, Secret token);

    /** The first response in base64. */
    public String initialResponse(String user, Secret token) {
        return Base64.getEncoder().encodeToString(message(user, token).getBytes(StandardCharsets.UTF_8));
    }

    /** The response to the challenge by which a server describes an error, after which it replies (RFC 7628 section 3.2.3). */
    public String errorResponse() {
        return errorResponse;
    }

    private static String bearer(Secret token) {
        return "auth=Bearer " + token.reveal() + SEPARATOR + SEPARATOR;
    }
}
