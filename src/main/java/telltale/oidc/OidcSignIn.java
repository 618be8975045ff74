package telltale.oidc;

import static telltale.oidc.SignInException.printable;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.LruCache;
import telltale.model.Role;
import telltale.oidc.SignInException.Reason;
import telltale.settings.OidcSettings;
import telltale.supervision.Deadlines;
import telltale.token.SecretBox;

/** Signs people in by the provider: sends their browser there, and turns its answer into a name and a role. */
public final class OidcSignIn {
    /** How long a person may take at the provider. */
    public static final Duration TICKET_LIFETIME = Duration.ofMinutes(10);
    /** What the sealed tickets of browsers are for. */
    public static final String PURPOSE = "oidc sign-in";

    private static final int MAX_REMEMBERED_STATES = 10_000;
    private static final int MAX_SHOWN_GROUPS = 20;
    private static final int MAX_CODE_LENGTH = 4_096;

    private final OidcSettings settings;
    private final URI callback;
    private final SecretBox box;
    private final Clock clock;
    private final OidcClient client;
    private final IdTokenVerifier verifier;
    private final GroupRoles roles;
    private final LruCache<String, Boolean> usedStates = new LruCache<>(MAX_REMEMBERED_STATES);

    /**
     * A sign-in that began.
     *
     * @param provider where the browser goes
     * @param ticket what the browser keeps for the answer
     */
    public record Begun(URI provider, String ticket) {}

    /** The fields of the answer that the browser brings back (OpenID Connect Core section 3.1.2.5, RFC 9207). */
    public record Answer(
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error,
            @Nullable String errorDescription) {}

    /**
     * A person known to the provider.
     *
     * @param name the address or user name with the provider's own identifier, which no other person has
     */
    public record User(String name, Role role) {}

    /**
     * @param callback the address of the answer, registered at the provider
     * @param box for {@link #PURPOSE}
     */
    public OidcSignIn(OidcSettings settings, URI callback, SecretBox box, Deadlines deadlines, Clock clock) {
        this.settings = settings;
        this.callback = callback;
        this.box = box;
        this.clock = clock;
        this.client = new OidcClient(settings, new ProviderHttp(deadlines), clock);
        this.verifier = new IdTokenVerifier(client);
        this.roles = new GroupRoles(settings);
    }

    /** Begins a sign-in. */
    public Begun begin() throws SignInException {
        OIDCProviderMetadata provider = client.metadata();
        SignInTicket ticket = SignInTicket.until(clock.instant().plus(TICKET_LIFETIME));
        URI request = new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(String[]::new)),
                        client.clientId(),
                        callback)
                .endpointURI(provider.getAuthorizationEndpointURI())
                .state(ticket.state())
                .nonce(ticket.nonce())
                .codeChallenge(ticket.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
        return new Begun(request, ticket.seal(box));
    }

    /**
     * Finishes a sign-in.
     *
     * @param sealed the ticket that the browser kept; null if it has none
     */
    public User finish(@Nullable String sealed, Answer answer) throws SignInException {
        SignInTicket ticket = ticket(sealed, answer.state());
        requireIssuer(answer.issuer());
        if (answer.error() != null) {
            throw refused(answer.error(), answer.errorDescription());
        }
        String code = answer.code();
        if (code == null || code.isEmpty() || code.length() > MAX_CODE_LENGTH) {
            throw SignInException.failed("the provider's answer has neither a code nor an error");
        }
        OIDCTokens tokens = client.exchange(code, callback, ticket.verifier());
        JWT idToken = tokens.getIDToken();
        if (idToken == null) {
            throw SignInException.failed("the provider sent no ID token");
        }
        return user(claims(verifier.verify(idToken, ticket.nonce()), tokens));
    }

    private SignInTicket ticket(@Nullable String sealed, @Nullable String state) throws SignInException {
        Optional<SignInTicket> known = SignInTicket.open(box, sealed);
        if (known.isEmpty()) {
            throw notBegunHere(sealed == null ? "the browser sent no ticket" : "the browser's ticket is not genuine");
        }
        SignInTicket ticket = known.get();
        if (!ticket.hasState(state)) {
            throw notBegunHere("the state is not that of the browser's ticket");
        }
        if (!clock.instant().isBefore(ticket.expiry())) {
            throw notBegunHere("the browser's ticket expired at " + ticket.expiry());
        }
        synchronized (usedStates) {
            if (usedStates.get(ticket.state().getValue()) != null) {
                throw notBegunHere("the state was used before");
            }
            usedStates.put(ticket.state().getValue(), true);
        }
        return ticket;
    }

    private static SignInException notBegunHere(String detail) {
        return new SignInException(
                Reason.NOT_BEGUN_HERE,
                "This sign-in was not begun in this browser within the last " + TICKET_LIFETIME.toMinutes()
                        + " minutes, or it is finished already. Sign in again.",
                detail);
    }

    /** RFC 9207 section 2.4, against providers that pass off another one's code as theirs. */
    private void requireIssuer(@Nullable String issuer) throws SignInException {
        boolean isOurs = issuer == null
                ? !client.metadata().supportsAuthorizationResponseIssuerParam()
                : issuer.equals(settings.issuer());
        if (!isOurs) {
            throw SignInException.failed("the answer's issuer (iss) is " + issuer + " and not TELLTALE_OIDC_ISSUER");
        }
    }

    private static SignInException refused(String error, @Nullable String description) {
        String detail =
                "the provider answered with the error " + error + (description == null ? "" : " (" + description + ")");
        return switch (error) {
            case "access_denied", "login_required", "consent_required", "interaction_required" ->
                new SignInException(Reason.DENIED, "The sign-in was cancelled or denied at the provider.", detail);
            case "server_error", "temporarily_unavailable" -> SignInException.unavailable(detail);
            default -> SignInException.failed(detail);
        };
    }

    /** The claims of the ID token, completed by the user info if those needed are missing. */
    private Map<String, Object> claims(Map<String, Object> token, OIDCTokens tokens) throws SignInException {
        boolean isNamed = Stream.of("email", "preferred_username").anyMatch(token::containsKey);
        if (isNamed && roles.groups(token).isPresent()) {
            return token;
        }
        Map<String, Object> info = client.userInfo(tokens.getAccessToken());
        // OpenID Connect Core section 5.3.2: otherwise it may be about another person.
        if (!info.isEmpty() && !String.valueOf(token.get("sub")).equals(info.get("sub"))) {
            throw SignInException.failed("the user info is about another person (sub) than the ID token");
        }
        Map<String, Object> all = new LinkedHashMap<>(info);
        all.putAll(token);
        return all;
    }

    private User user(Map<String, Object> claims) throws SignInException {
        String name = UserNames.of(claims);
        Optional<Set<String>> groups = roles.groups(claims);
        if (groups.isEmpty()) {
            throw noRole(
                    name,
                    "the provider sends no claim \"" + settings.groupsClaim() + "\" (TELLTALE_OIDC_GROUPS_CLAIM)");
        }
        Optional<Role> role = roles.role(groups.get());
        if (role.isEmpty()) {
            throw noRole(name, "TELLTALE_OIDC_ROLES has none of the groups " + shown(groups.get()));
        }
        return new User(name, role.get());
    }

    private static SignInException noRole(String name, String why) {
        String reason = printable(why);
        return new SignInException(
                Reason.NO_ROLE,
                "The provider knows you as " + name + ", but you have no role in Telltale: " + reason + ".",
                name + " has no role: " + reason);
    }

    private static String shown(Set<String> groups) {
        return groups.stream()
                        .limit(MAX_SHOWN_GROUPS)
                        .map(group -> "\"" + group + "\"")
                        .toList()
                + (groups.size() > MAX_SHOWN_GROUPS ? " and " + (groups.size() - MAX_SHOWN_GROUPS) + " more" : "");
    }
}
