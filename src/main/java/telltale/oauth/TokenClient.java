package telltale.oauth;

/** What requests access tokens: how it authenticates, and how its settings are named in messages. */
public enum TokenClient {
    /** A mail client, with the secret in the body, as Google and Microsoft document it (RFC 6749 section 2.3.1). */
    MAIL(
            false,
            "EMAIL_OAUTH_TOKEN_URL",
            "EMAIL_OAUTH_CLIENT_ID",
            "EMAIL_OAUTH_CLIENT_SECRET",
            "EMAIL_OAUTH_SCOPE",
            "EMAIL_OAUTH_*"),
    /** A client of Kafka, with the secret in the header field Authorization, as Kafka's own login does. */
    KAFKA(
            true,
            "sasl.oauthbearer.token.endpoint.url",
            "sasl.oauthbearer.client.credentials.client.id",
            "sasl.oauthbearer.client.credentials.client.secret",
            "sasl.oauthbearer.scope",
            "sasl.oauthbearer.*");

    private final boolean isBasic;
    private final String url;
    private final String id;
    private final String secret;
    private final String scope;
    private final String all;

    TokenClient(boolean isBasic, String url, String id, String secret, String scope, String all) {
        this.isBasic = isBasic;
        this.url = url;
        this.id = id;
        this.secret = secret;
        this.scope = scope;
        this.all = all;
    }

    /** Whether the client's secret is in the header field Authorization. */
    boolean isBasic() {
        return isBasic;
    }

    /** What to do about an error code of RFC 6749 section 5.2. */
    String remedy(String code) {
        return switch (code) {
            case "invalid_client" -> "Check " + id + " and " + secret + ", which may have expired";
            case "unauthorized_client" -> "Check " + id + ", and whether this client may request tokens so";
            case "invalid_scope" -> "Check " + scope;
            default -> "Check " + url + " and the other settings " + all;
        };
    }
}
