package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;

/** ID tokens that must not sign anyone in, and those that must. */
class IdTokenVerifierTest extends OidcFixture {
    @Test
    void aTokenWithAnotherNonceIsRefused() throws Exception {
        assertAnswerRefused("nonce", claims -> claims.claim("nonce", "another"));
        assertAnswerRefused("nonce", claims -> claims.claim("nonce", null));
    }

    @Test
    void aTokenForAnotherClientIsRefused() throws Exception {
        assertAnswerRefused("audience", claims -> claims.audience("another"));
        assertAnswerRefused("aud", claims -> claims.audience(List.of()));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() throws Exception {
        assertAnswerRefused("issuer", claims -> claims.issuer("https://evil.example"));
        assertAnswerRefused("issuer", claims -> claims.issuer(provider.issuer() + "/"));
    }

    @Test
    void aTokenForSeveralClientsNeedsThisOneAsItsAuthorizedParty() throws Exception {
        List<String> both = List.of(TestProvider.CLIENT_ID, "another");
        assertAnswerRefused("authorized party", claims -> claims.audience(both));
        assertAnswerRefused("authorized party", claims -> claims.audience(both).claim("azp", "another"));
        assertAnswerRefused("authorized party", claims -> claims.claim("azp", "another"));
        provider.claims = claims -> claims.audience(both).claim("azp", TestProvider.CLIENT_ID);
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void aTokenIsAcceptedThirtySecondsAfterItsEndAndBeforeItsBeginning() throws Exception {
        assertAnswerRefused("Expired", claims -> claims.expirationTime(in(-40)));
        assertAnswerRefused("issue time", claims -> claims.issueTime(in(40)));
        assertAnswerRefused("exp", claims -> claims.expirationTime(null));
        assertAnswerRefused("iat", claims -> claims.issueTime(null));
        assertAnswerRefused("sub", claims -> claims.subject(null));
        provider.claims = claims -> claims.issueTime(in(-90)).expirationTime(in(-20));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
        provider.claims = claims -> claims.issueTime(in(20)).expirationTime(in(90));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void anUnsignedTokenIsRefused() throws Exception {
        provider.signer = (claims, key) -> new PlainJWT(claims).serialize();
        assertAnswerRefused("Signed ID token expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"RS256\"]", "[\"RS256\",\"HS256\",\"none\"]"})
    void aTokenSignedWithThePublicKeyAsASecretIsRefused(String algorithms) throws Exception {
        provider.metadata.put(
                "id_token_signing_alg_values_supported",
                List.of(algorithms.replaceAll("[\\[\\]\"]", "").split(",", -1)));
        provider.signer = (claims, key) -> {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        };
        assertAnswerRefused("Another algorithm expected");
    }

    @Test
    void aTokenSignedWithTheClientsSecretIsRefused() throws Exception {
        provider.metadata.put("id_token_signing_alg_values_supported", List.of("HS256"));
        assertAnswerRefused("RS256, PS256 or ES256 is expected");
    }

    @Test
    void aTokenOfAnUnknownKeyIsRefusedAndKeysAreFetchedOnceAMinute() throws Exception {
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("stranger").generate();
        provider.signer = (claims, key) -> TestProvider.rs256(claims, stranger);
        assertAnswerRefused("no matching key");
        assertAnswerRefused("no matching key");
        assertEquals(1, count("/jwks"));
        clock.advance(Duration.ofMinutes(1));
        assertAnswerRefused("no matching key");
        assertAnswerRefused("no matching key");
        assertEquals(2, count("/jwks"));
    }

    @Test
    void aTokenOfAKnownKeyIdWithAnotherKeyIsRefused() throws Exception {
        RSAKey forger =
                new RSAKeyGenerator(2048).keyID(provider.key().getKeyID()).generate();
        provider.signer = (claims, key) -> TestProvider.rs256(claims, forger);
        assertAnswerRefused("Invalid signature");
    }

    @Test
    void aProviderMayChangeItsKey() throws Exception {
        finish(signIn.begin());
        provider.rotateKey();
        clock.advance(Duration.ofMinutes(1));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
        assertEquals(2, count("/jwks"));
    }
}
