package telltale.settings;

import static telltale.settings.Setting.EMAIL_HOST;
import static telltale.settings.Setting.EMAIL_OAUTH_CLIENT_ID;
import static telltale.settings.Setting.EMAIL_OAUTH_CLIENT_SECRET;
import static telltale.settings.Setting.EMAIL_OAUTH_REFRESH_TOKEN;
import static telltale.settings.Setting.EMAIL_OAUTH_SCOPE;
import static telltale.settings.Setting.EMAIL_OAUTH_TOKEN_URL;
import static telltale.settings.Setting.EMAIL_USER;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How access tokens are requested (OAuth 2.0, RFC 6749).
 *
 * @param tokenUrl the token endpoint
 * @param clientSecret null for a public client
 * @param refreshToken null for access tokens of the application itself (client credentials, section 4.4)
 * @param scope what is requested, separated by spaces; null for all that was granted
 */
public record OAuthSettings(
        URI tokenUrl,
        String clientId,
        @Nullable Secret clientSecret,
        @Nullable Secret refreshToken,
        @Nullable String scope) {
    private static final List<String> GOOGLE = List.of("google.com", "googleapis.com");
    private static final List<String> MICROSOFT = List.of("microsoftonline.com", "microsoftonline.us");
    private static final List<Setting> OTHERS =
            List.of(EMAIL_OAUTH_CLIENT_ID, EMAIL_OAUTH_CLIENT_SECRET, EMAIL_OAUTH_REFRESH_TOKEN, EMAIL_OAUTH_SCOPE);

    /** Reads the settings; null without a token endpoint. */
    static @Nullable OAuthSettings read(SettingsReader reader) {
        URI tokenUrl = reader.optional(EMAIL_OAUTH_TOKEN_URL, ProviderUrl::parse);
        String clientId = reader.optional(EMAIL_OAUTH_CLIENT_ID, Function.identity());
        Secret clientSecret = reader.optional(EMAIL_OAUTH_CLIENT_SECRET, Secret::new);
        Secret refreshToken = reader.optional(EMAIL_OAUTH_REFRESH_TOKEN, Secret::new);
        String scope = reader.optional(EMAIL_OAUTH_SCOPE, OAuthSettings::scope);
        if (!reader.isSet(EMAIL_OAUTH_TOKEN_URL)) {
            OTHERS.forEach(other -> reader.require(
                    other, EMAIL_OAUTH_TOKEN_URL, "Set it to " + EMAIL_OAUTH_TOKEN_URL.expected() + "."));
            return null;
        }
        checkComplete(reader);
        if (tokenUrl != null) {
            checkProvider(reader, tokenUrl);
        }
        return tokenUrl == null || clientId == null
                ? null
                : new OAuthSettings(tokenUrl, clientId, clientSecret, refreshToken, scope);
    }

    private static void checkComplete(SettingsReader reader) {
        reader.require(EMAIL_OAUTH_TOKEN_URL, EMAIL_USER, "Set EMAIL_USER to the account that sends the mail.");
        reader.require(
                EMAIL_OAUTH_TOKEN_URL, EMAIL_OAUTH_CLIENT_ID, "Set it to " + EMAIL_OAUTH_CLIENT_ID.expected() + ".");
        if (!reader.isSet(EMAIL_OAUTH_CLIENT_SECRET)) {
            reader.require(
                    EMAIL_OAUTH_TOKEN_URL,
                    EMAIL_OAUTH_REFRESH_TOKEN,
                    "Set it to " + EMAIL_OAUTH_REFRESH_TOKEN.expected()
                            + ", or EMAIL_OAUTH_CLIENT_SECRET if the application logs in for itself.");
        }
    }

    private static void checkProvider(SettingsReader reader, URI tokenUrl) {
        if (!isAt(tokenUrl, GOOGLE)) {
            reader.require(
                    EMAIL_OAUTH_TOKEN_URL,
                    EMAIL_HOST,
                    "Without it, mail goes through Gmail, which accepts Google's access tokens only. Set EMAIL_HOST to"
                            + " your mail server, such as smtp.office365.com.");
        }
        if (isAt(tokenUrl, MICROSOFT) && !reader.isSet(EMAIL_OAUTH_REFRESH_TOKEN)) {
            reader.require(
                    EMAIL_OAUTH_TOKEN_URL,
                    EMAIL_OAUTH_SCOPE,
                    "Microsoft requires it if there is no EMAIL_OAUTH_REFRESH_TOKEN. Set it to"
                            + " https://outlook.office365.com/.default.");
        }
    }

    private static boolean isAt(URI url, List<String> domains) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    private static String scope(String text) {
        return String.join(
                " ",
                Stream.of(text.split("\\s+", -1)).filter(one -> !one.isEmpty()).toList());
    }
}
