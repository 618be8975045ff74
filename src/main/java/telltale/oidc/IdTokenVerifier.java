package telltale.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ID tokens (OpenID Connect Core section 3.1.3.7): the signature with an algorithm that the provider's metadata names,
 * the issuer, audience, authorized party, nonce, and times.
 */
final class IdTokenVerifier {
    private static final int MAX_CLOCK_SKEW_SECONDS = 30;
    /** How often an unknown key makes Telltale fetch the keys again, so that forged tokens cause no flood of requests. */
    private static final Duration KEY_REFRESH_INTERVAL = Duration.ofMinutes(1);

    private final OidcClient client;

    IdTokenVerifier(OidcClient client) {
        this.client = client;
    }

    /** Returns the claims of a valid token. */
    Map<String, Object> verify(JWT token, Nonce nonce) throws SignInException {
        IDTokenValidator validator = new IDTokenValidator(
                client.metadata().getIssuer(),
                client.clientId(),
                new JWSVerificationKeySelector<SecurityContext>(client.signatures(), this::keys),
                null);
        validator.setMaxClockSkew(MAX_CLOCK_SKEW_SECONDS);
        try {
            IDTokenClaimsSet claims = validator.validate(token, nonce);
            requireParty(claims);
            return claims.toJWTClaimsSet().getClaims();
        } catch (KeySourceException failed) {
            throw failed.getCause() instanceof SignInException known ? known : invalid(failed);
        } catch (BadJOSEException | JOSEException | ParseException invalid) {
            throw invalid(invalid);
        }
    }

    private static SignInException invalid(Exception reason) {
        return SignInException.failed("the ID token is not valid: " + reason.getMessage());
    }

    private void requireParty(IDTokenClaimsSet claims) throws SignInException {
        Object party = claims.getClaim("azp");
        boolean isOurs = party == null
                ? claims.getAudience().size() == 1
                : party.equals(client.clientId().getValue());
        if (!isOurs) {
            throw SignInException.failed("the ID token is not valid: its audience is " + claims.getAudience()
                    + " and its authorized party (azp) is " + party);
        }
    }

    /** The keys for a token. If there are none, the provider may have changed its keys since they were fetched. */
    private List<JWK> keys(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        try {
            List<JWK> known = selector.select(client.keys().get());
            return known.isEmpty() ? selector.select(client.keys().get(KEY_REFRESH_INTERVAL)) : known;
        } catch (SignInException failed) {
            throw new KeySourceException("the keys cannot be fetched", failed);
        }
    }
}
