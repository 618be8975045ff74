package telltale.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.token.SecretBox;

/** What a browser keeps while its person signs in at the provider, sealed, so that any node can finish the sign-in. */
record SignInTicket(State state, Nonce nonce, CodeVerifier verifier, Instant expiry) {
    private static final int MAX_SEALED_LENGTH = 1_000;

    /** A new ticket with random values. */
    static SignInTicket until(Instant expiry) {
        return new SignInTicket(new State(), new Nonce(), new CodeVerifier(), expiry);
    }

    String seal(SecretBox box) {
        String text =
                String.join(".", state.getValue(), nonce.getValue(), verifier.getValue(), "" + expiry.getEpochSecond());
        return box.seal(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a sealed ticket; empty unless it is genuine. */
    static Optional<SignInTicket> open(SecretBox box, @Nullable String sealed) {
        return Optional.ofNullable(sealed)
                .filter(text -> text.length() <= MAX_SEALED_LENGTH)
                .flatMap(box::open)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).split("\\.", -1))
                .map(parts -> new SignInTicket(
                        new State(parts[0]),
                        new Nonce(parts[1]),
                        new CodeVerifier(parts[2]),
                        Instant.ofEpochSecond(Long.parseLong(parts[3]))));
    }

    boolean hasState(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        state.getValue().getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
