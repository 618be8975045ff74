package telltale.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import telltale.oauth.TokenMechanism;
import telltale.settings.Secret;

/**
 * What a connection logs in with.
 *
 * @param secret the password or the access token
 */
record SmtpCredentials(String user, Secret secret, boolean isToken) {
    /** Every form in which the secret is sent, so that none is shown when a server repeats it. */
    List<String> forms() {
        String plain = secret.reveal();
        Stream<String> encoded = isToken
                ? Stream.of(TokenMechanism.values()).map(mechanism -> mechanism.initialResponse(user, secret))
                : Stream.of(base64(user + "\0" + user + "\0" + plain), base64(plain));
        return Stream.concat(encoded, Stream.of(plain))
                .filter(form -> !form.isEmpty())
                .toList();
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
