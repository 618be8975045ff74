package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;
import telltale.oidc.OidcSignIn.Answer;
import telltale.oidc.OidcSignIn.Begun;
import telltale.oidc.OidcSignIn.User;
import telltale.oidc.SignInException.Reason;

/** Signing in: the browser's ticket, the answer that it brings, and the name and role that follow. */
class OidcSignInTest extends OidcFixture {
    @Test
    void aPersonIsSignedInWithNameAndRole() throws Exception {
        assertEquals(new User("ann@example.com (248289761001)", Role.ADMIN), finish(signIn.begin()));
        assertFalse(provider.requests.contains("/userinfo"), "the ID token has everything");
    }

    @Test
    void theProviderIsAskedForACodeWithPkceStateAndNonce() throws Exception {
        Begun begun = signIn.begin();
        Map<String, String> query = TestProvider.form(begun.provider().getRawQuery());
        assertEquals("code", query.get("response_type"));
        assertEquals("openid email profile", query.get("scope"));
        assertEquals(TestProvider.CLIENT_ID, query.get("client_id"));
        assertEquals(CALLBACK.toString(), query.get("redirect_uri"));
        assertEquals("S256", query.get("code_challenge_method"));
        for (String random : List.of("state", "nonce", "code_challenge")) {
            assertEquals(43, query.getOrDefault(random, "").length(), random);
            assertFalse(begun.ticket().contains(query.getOrDefault(random, "")), "the ticket is encrypted");
        }
        assertFalse(query.containsValue(TestProvider.CLIENT_SECRET));
    }

    @Test
    void metadataAndKeysAreFetchedOnceInTenMinutes() throws Exception {
        finish(signIn.begin());
        finish(signIn.begin());
        assertEquals(1, count("/jwks"));
        assertEquals(1, count("/.well-known/openid-configuration"));
        clock.advance(CachedDocument.MAX_AGE);
        finish(signIn.begin());
        assertEquals(2, count("/jwks"));
        assertEquals(2, count("/.well-known/openid-configuration"));
    }

    @Test
    void aPublicClientNeedsNoSecret() throws Exception {
        provider.isConfidential = false;
        signIn = signIn(settings(null, "groups"));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void theSecretIsSentInTheBodyToProvidersThatWantItThere() throws Exception {
        provider.metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void aWrongClientSecretIsExplainedInTheLog() throws Exception {
        signIn = signIn(settings("wrong", "groups"));
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, refused.reason());
        assertEquals("the provider refused the code: invalid_client (wrong secret)", refused.detail());
    }

    @Test
    void anotherNodeWithTheSameKeysFinishes() throws Exception {
        Begun begun = signIn.begin();
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
        assertEquals(Role.ADMIN, finish(begun).role());
    }

    @Test
    void anAnswerWithoutTheTicketOfItsBrowserIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        assertRefused(Reason.NOT_BEGUN_HERE, null, answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "", answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "nonsense", answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "A".repeat(5_000), answer);
        assertRefused(Reason.NOT_BEGUN_HERE, signIn.begin().ticket(), answer);
        assertFalse(provider.requests.contains("/token"), "a forged answer causes no request");
    }

    @Test
    void aTicketThatWasChangedOrSealedForAnotherPurposeIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        char[] changed = begun.ticket().toCharArray();
        changed[60] = changed[60] == 'A' ? 'B' : 'A';
        assertRefused(Reason.NOT_BEGUN_HERE, new String(changed), answer);
        SignInTicket known =
                SignInTicket.open(box(OidcSignIn.PURPOSE), begun.ticket()).orElseThrow();
        assertRefused(Reason.NOT_BEGUN_HERE, known.seal(box("refresh tokens")), answer);
    }

    @Test
    void anotherStateIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        for (String state : Arrays.asList(null, "", "another")) {
            assertRefused(
                    Reason.NOT_BEGUN_HERE,
                    begun.ticket(),
                    new Answer(state, answer.code(), answer.issuer(), null, null));
        }
    }

    @Test
    void anAnswerAfterTenMinutesIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        clock.advance(OidcSignIn.TICKET_LIFETIME);
        assertRefused(Reason.NOT_BEGUN_HERE, begun.ticket(), answer);
    }

    @Test
    void anAnswerIsAcceptedOnce() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        signIn.finish(begun.ticket(), answer);
        assertRefused(Reason.NOT_BEGUN_HERE, begun.ticket(), answer);
        // Another node does not know that the state was used, but the provider knows that of the code.
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
        assertRefused(Reason.PROVIDER_FAILED, begun.ticket(), answer);
    }

    @Test
    void aVerifierThatDoesNotBelongToTheCodeIsRefusedByTheProvider() throws Exception {
        Begun begun = signIn.begin();
        Answer other = answer(signIn.begin());
        Answer mixed = new Answer(answer(begun).state(), other.code(), other.issuer(), null, null);
        SignInException refused = assertRefused(Reason.PROVIDER_FAILED, begun.ticket(), mixed);
        assertTrue(refused.detail().contains("invalid_grant (wrong code or verifier)"), refused.detail());
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefused() throws Exception {
        for (String issuer : Arrays.asList(null, "https://evil.example")) {
            Begun begun = signIn.begin();
            Answer answer = answer(begun);
            assertRefused(
                    Reason.PROVIDER_FAILED,
                    begun.ticket(),
                    new Answer(answer.state(), answer.code(), issuer, null, null));
        }
        assertFalse(provider.requests.contains("/token"));
    }

    @Test
    void aProviderThatAnnouncesNoIssuerInAnswersMayLeaveItOut() throws Exception {
        provider.metadata.put("authorization_response_iss_parameter_supported", false);
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        User user = signIn.finish(begun.ticket(), new Answer(answer.state(), answer.code(), null, null, null));
        assertEquals(Role.ADMIN, user.role());
    }

    @Test
    void aPersonWhoCancelsIsNotSignedIn() throws Exception {
        provider.error = "access_denied";
        SignInException denied = refusal(signIn.begin());
        assertEquals(Reason.DENIED, denied.reason());
        assertEquals("The sign-in was cancelled or denied at the provider.", denied.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_scope", "unauthorized_client", "<script>\r\nForged: line"})
    void otherErrorsAreTheProvidersAndTheirTextIsOneLine(String error) throws Exception {
        provider.error = error;
        SignInException failed = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, failed.reason());
        assertEquals("the provider answered with the error " + error.replaceAll("[\r\n]", "?"), failed.detail());
    }

    @Test
    void theStrongestRoleOfAllGroupsCounts() throws Exception {
        provider.idTokenClaims.put("groups", List.of("staff", "desk", "unknown"));
        assertEquals(Role.OPERATOR, finish(signIn.begin()).role());
        provider.idTokenClaims.put("groups", "staff");
        assertEquals(Role.READ, finish(signIn.begin()).role());
    }

    @Test
    void aPersonWithoutAKnownGroupIsToldWhichGroupsTheProviderStates() throws Exception {
        provider.idTokenClaims.put("groups", List.of("sales", "Telltale-Admins"));
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.NO_ROLE, refused.reason());
        assertEquals(
                "The provider knows you as ann@example.com (248289761001), but you have no role in Telltale:"
                        + " TELLTALE_OIDC_ROLES has none of the groups [\"sales\", \"Telltale-Admins\"].",
                refused.getMessage());
    }

    @Test
    void aMissingClaimIsNamed() throws Exception {
        provider.idTokenClaims.remove("groups");
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.NO_ROLE, refused.reason());
        assertEquals(
                "The provider knows you as ann@example.com (248289761001), but you have no role in Telltale: the"
                        + " provider sends no claim \"groups\" (TELLTALE_OIDC_GROUPS_CLAIM).",
                refused.getMessage());
        assertTrue(provider.requests.contains("/userinfo"));
    }

    @Test
    void groupsAndNameMayComeFromTheUserInfoAlone() throws Exception {
        provider.idTokenClaims.clear();
        provider.userInfoClaims.putAll(Map.of("preferred_username", "ann", "groups", List.of("staff")));
        assertEquals(new User("ann (248289761001)", Role.READ), finish(signIn.begin()));
    }

    @Test
    void theUserInfoOfAnotherPersonIsRefused() throws Exception {
        provider.idTokenClaims.clear();
        provider.userInfoClaims.putAll(Map.of("sub", "another", "groups", List.of("staff")));
        assertAnswerRefused("another person");
    }

    @Test
    void withoutAnAddressOrUserNameAPersonIsNamedByTheIdentifier() throws Exception {
        provider.idTokenClaims.remove("email");
        assertEquals("248289761001", finish(signIn.begin()).name());
    }

    @Test
    void groupsMayBeInANestedClaimOrInOneWithDots() throws Exception {
        provider.idTokenClaims.put("realm_access", Map.of("roles", List.of("staff")));
        provider.idTokenClaims.put("https://example.com/groups", List.of("desk"));
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "realm_access.roles"));
        assertEquals(Role.READ, finish(signIn.begin()).role());
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "https://example.com/groups"));
        assertEquals(Role.OPERATOR, finish(signIn.begin()).role());
    }
}
