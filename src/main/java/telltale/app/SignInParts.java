package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.oidc.OidcSignIn;
import telltale.sessions.LocalSignIn;
import telltale.sessions.SignInAttempts;
import telltale.sessions.SignInLimits;
import telltale.sessions.SignInMetrics;
import telltale.settings.DashboardUrl;
import telltale.settings.OidcSettings;
import telltale.settings.Settings;
import telltale.supervision.Deadlines;
import telltale.web.api.OidcApi;
import telltale.web.api.SessionApi;
import telltale.web.api.SessionApi.SignInWays;
import telltale.web.api.SessionsApi;
import telltale.web.http.ClientAddress;
import telltale.web.http.PageOrigin;
import telltale.web.http.PageSessions;
import telltale.web.http.SessionCookie;

/** The parts that sign users in; sessions are accepted from now on. */
final class SignInParts {
    private final Settings settings;
    private final RecordingParts recording;
    private final PageSessions sessions;
    private final SignInWays ways;
    private final OidcApi.@Nullable Provider provider;

    /** @param signInCode the code in the sign-in link, or null */
    SignInParts(
            Settings settings,
            @Nullable String signInCode,
            RecordingParts recording,
            Clock clock,
            Deadlines deadlines,
            PrometheusRegistry registry) {
        this.settings = settings;
        this.recording = recording;
        sessions =
                new PageSessions(recording.sessions, new SessionCookie(settings.url()), new PageOrigin(settings.url()));
        ClientAddress clients = new ClientAddress(settings.trustedProxies());
        SignInAttempts attempts = new SignInAttempts(new SignInLimits(clock), new SignInMetrics(registry));
        recording.access.accept(sessions);
        recording.access.onRefusedKey(request -> attempts.keyRefused(clients.resolve(request)));
        OidcSettings oidc = settings.oidc();
        provider = oidc == null ? null : provider(oidc, settings.url(), recording, deadlines, clock);
        ways = new SignInWays(
                new LocalSignIn(signInCode, clock),
                recording.signInLinks,
                attempts,
                clients,
                settings.sessions().max(),
                oidc != null,
                settings.realm(),
                oidc != null && oidc.only());
    }

    private static OidcApi.Provider provider(
            OidcSettings oidc, @Nullable DashboardUrl url, RecordingParts recording, Deadlines deadlines, Clock clock) {
        if (url == null) {
            throw new IllegalArgumentException("TELLTALE_OIDC_ISSUER requires TELLTALE_URL");
        }
        URI callback = URI.create(url.at(OidcApi.CALLBACK.substring(1)));
        return new OidcApi.Provider(new OidcSignIn(oidc, callback, recording.oidcTickets, deadlines, clock), url);
    }

    OidcApi oidcApi() {
        return new OidcApi(provider, sessions, ways);
    }

    SessionApi sessionApi() {
        return new SessionApi(sessions, recording.access, ways);
    }

    SessionsApi sessionsApi() {
        return new SessionsApi(sessions, recording.access, recording.signInLinks, settings.url(), ways.isOidcOnly());
    }
}
