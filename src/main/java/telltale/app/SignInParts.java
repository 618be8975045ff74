package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import telltale.oidc.OidcSignIn;
import telltale.sessions.LocalSignIn;
import telltale.sessions.Sessions;
import telltale.sessions.SignInAttempts;
import telltale.sessions.SignInLimits;
import telltale.sessions.SignInLinks;
import telltale.sessions.SignInMetrics;
import telltale.settings.DashboardUrl;
import telltale.settings.OidcSettings;
import telltale.settings.Settings;
import telltale.supervision.Deadlines;
import telltale.token.SecretBox;
import telltale.token.SignedSecrets;
import telltale.web.api.OidcApi;
import telltale.web.api.SessionApi;
import telltale.web.api.SessionApi.SignInWays;
import telltale.web.api.SessionsApi;
import telltale.web.http.ClientAddress;
import telltale.web.http.PageOrigin;
import telltale.web.http.PageSessions;
import telltale.web.http.SessionCookie;

/** The parts that sign users in, and accept their sessions from now on. */
final class SignInParts {
    private final Settings settings;
    private final RecordingParts recording;
    private final PageSessions sessions;
    private final SignInLinks links;
    private final SignInWays ways;
    private final OidcApi.@Nullable Provider provider;

    /** @param signInCode the code in the sign-in link, or null */
    SignInParts(
            Settings settings,
            @Nullable String signInCode,
            RecordingParts recording,
            Clock clock,
            Deadlines deadlines,
            Lifecycle lifecycle,
            PrometheusRegistry registry) {
        this.settings = settings;
        this.recording = recording;
        sessions = new PageSessions(
                sessions(settings, recording, clock, lifecycle),
                new SessionCookie(settings.url()),
                new PageOrigin(settings.url()));
        links = new SignInLinks(
                recording.store.sessions(), SignedSecrets.ofSignInCodes(recording.signing), clock, new SecureRandom());
        ClientAddress clients = new ClientAddress(settings.trustedProxies());
        SignInAttempts attempts = new SignInAttempts(new SignInLimits(clock), new SignInMetrics(registry));
        recording.access.accept(sessions);
        recording.access.onRefusedKey(request -> attempts.keyRefused(clients.resolve(request)));
        OidcSettings oidc = settings.oidc();
        provider = oidc == null ? null : provider(oidc, settings.url(), recording, deadlines, clock);
        ways = new SignInWays(
                new LocalSignIn(signInCode, clock),
                links,
                attempts,
                clients,
                settings.sessions().max(),
                oidc != null,
                settings.realm(),
                oidc != null && oidc.only());
    }

    private static Sessions sessions(Settings settings, RecordingParts recording, Clock clock, Lifecycle lifecycle) {
        Sessions sessions = new Sessions(
                recording.store.sessions(),
                SignedSecrets.ofSessions(recording.signing),
                settings.sessions(),
                clock,
                new SecureRandom());
        lifecycle.schedule("sessions", Duration.ZERO, sessions::step);
        lifecycle.schedule("session-uses", Duration.ZERO, sessions::storeUses);
        return sessions;
    }

    private static OidcApi.Provider provider(
            OidcSettings oidc, @Nullable DashboardUrl url, RecordingParts recording, Deadlines deadlines, Clock clock) {
        if (url == null) {
            throw new IllegalArgumentException("TELLTALE_OIDC_ISSUER requires TELLTALE_URL");
        }
        URI callback = URI.create(url.at(OidcApi.CALLBACK.substring(1)));
        SecretBox tickets = new SecretBox(recording.signing, OidcSignIn.PURPOSE, new SecureRandom());
        return new OidcApi.Provider(new OidcSignIn(oidc, callback, tickets, deadlines, clock), url);
    }

    OidcApi oidcApi() {
        return new OidcApi(provider, sessions, ways);
    }

    SessionApi sessionApi() {
        return new SessionApi(
                sessions, recording.access, ways, settings.outbox().maxMessageSize());
    }

    SessionsApi sessionsApi() {
        return new SessionsApi(sessions, recording.access, links, settings.url(), ways.isOidcOnly());
    }
}
