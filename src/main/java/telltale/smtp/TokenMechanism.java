package telltale.smtp;

/** The SASL mechanisms that send an access token, the preferred one first. */
enum TokenMechanism {
    /** RFC 7628 */
    OAUTHBEARER("AQ==") {
        @Override
        String message(SmtpCredentials credentials) {
            // The name is escaped as RFC 5801 section 4 says.
            String name = credentials.user().replace("=", "=3D").replace(",", "=2C");
            return "n,a=" + name + "," + SEPARATOR + bearer(credentials);
        }
    },
    /** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol */
    XOAUTH2("") {
        @Override
        String message(SmtpCredentials credentials) {
            return "user=" + credentials.user() + SEPARATOR + bearer(credentials);
        }
    };

    private static final String SEPARATOR = "\u0001";

    private final String errorResponse;

    TokenMechanism(String errorResponse) {
        this.errorResponse = errorResponse;
    }

    abstract String message(SmtpCredentials credentials);

    /** The first response in base64. */
    String initialResponse(SmtpCredentials credentials) {
        return SmtpCredentials.base64(message(credentials));
    }

    /** The response to the challenge by which a server describes an error, after which it replies (RFC 7628 section 3.2.3). */
    String errorResponse() {
        return errorResponse;
    }

    private static String bearer(SmtpCredentials credentials) {
        return "auth=Bearer " + credentials.secret().reveal() + SEPARATOR + SEPARATOR;
    }
}
