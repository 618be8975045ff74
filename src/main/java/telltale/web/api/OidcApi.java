package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import telltale.model.ClientNetwork;
import telltale.oidc.OidcSignIn;
import telltale.oidc.OidcSignIn.Answer;
import telltale.oidc.OidcSignIn.Begun;
import telltale.oidc.OidcSignIn.User;
import telltale.oidc.SignInException;
import telltale.oidc.SignInException.Reason;
import telltale.sessions.SessionOwner;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.SignInAttempts.Attempt;
import telltale.sessions.SignInAttempts.TooManyAttemptsException;
import telltale.settings.DashboardUrl;
import telltale.store.StoreUnavailableException;
import telltale.web.api.SessionApi.SignInWays;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.PageSessions;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/session/oidc}: sends a browser to the OpenID provider, and signs its person in when it comes back to
 * {@code …/callback}. All addresses are built from TELLTALE_URL, never from the request.
 */
public final class OidcApi {
    /** Where a sign-in begins. */
    public static final String PATH = "/api/v1/session/oidc";
    /** Where the provider sends the browser back. */
    public static final String CALLBACK = PATH + "/callback";

    private static final Problem NOT_CONFIGURED = new Problem(
            Problem.Type.NOT_CONFIGURED, "TELLTALE_OIDC_ISSUER is not set; signing in by a provider requires it.");
    private static final Problem GET_ONLY =
            new Problem(Problem.Type.METHOD_NOT_ALLOWED, "Only a GET, by the browser that comes back, signs in.");
    private static final Problem DATABASE_UNAVAILABLE = new Problem(
            Problem.Type.DATABASE_UNAVAILABLE,
            "The database is not responding, so no session could be opened. Sign in again later.");

    private final @Nullable Provider provider;
    private final PageSessions sessions;
    private final SignInWays ways;

    /**
     * The provider of this installation.
     *
     * @param url the public URL of the dashboard
     */
    public record Provider(OidcSignIn signIn, DashboardUrl url) {
        private TicketCookie cookie() {
            return new TicketCookie(url);
        }
    }

    /** @param provider null if none is configured */
    public OidcApi(@Nullable Provider provider, PageSessions sessions, SignInWays ways) {
        this.provider = provider;
        this.sessions = sessions;
        this.ways = ways;
    }

    /** Sends the browser to the provider. */
    public Response begin(RoutedRequest request) {
        request.query();
        if (provider == null) {
            return NOT_CONFIGURED;
        }
        try {
            Begun begun = provider.signIn.begin();
            return response -> {
                provider.cookie().set(response, begun.ticket());
                redirect(response, begun.provider().toString());
            };
        } catch (SignInException failed) {
            ways.attempts().impossible(Method.OIDC, client(request.http()), failed.detail());
            return shown(provider, problem(failed), request.http());
        }
    }

    /** Signs the person of a browser in that comes back from the provider, and sends it to the dashboard. */
    public Response finish(RoutedRequest request) {
        HttpServletRequest http = request.http();
        if (provider == null) {
            return NOT_CONFIGURED;
        }
        if (!http.getMethod().equals("GET")) {
            return GET_ONLY;
        }
        Fields query = Fields.ofQuery(http);
        Answer answer = new Answer(
                query.get("state"),
                query.get("code"),
                query.get("iss"),
                query.get("error"),
                query.get("error_description"));
        InetAddress client = client(http);
        try {
            // Nothing can be guessed that belongs to an account, so attempts are limited by network alone.
            String account = "oidc " + ClientNetwork.of(client);
            return finish(provider, answer, http, ways.attempts().begin(Method.OIDC, client, account));
        } catch (TooManyAttemptsException tooMany) {
            return shown(provider, SessionApi.tooMany(tooMany.remaining()), http);
        }
    }

    private Response finish(Provider known, Answer answer, HttpServletRequest http, Attempt attempt) {
        try {
            User user = known.signIn.finish(known.cookie().read(http), answer);
            SessionOwner owner = new SessionOwner(user.name(), user.role(), Method.OIDC);
            String session = sessions.sessions().open(owner, client(http));
            attempt.succeeded();
            Identity.of(owner).attachTo(http);
            return Response.withStatus(HttpServletResponse.SC_FOUND, response -> {
                known.cookie().clear(response);
                sessions.cookie().set(http, response, session, ways.maxAge());
                redirect(response, known.url.at(""));
            });
        } catch (SignInException failed) {
            if (failed.reason() == Reason.PROVIDER_UNAVAILABLE || failed.reason() == Reason.DENIED) {
                attempt.abandoned(failed.detail());
            } else {
                attempt.failed(failed.detail());
            }
            return refused(known, failed, http);
        } catch (StoreUnavailableException unavailable) {
            attempt.abandoned();
            return shown(known, DATABASE_UNAVAILABLE, http);
        }
    }

    /** A forged answer, which another site makes the browser bring, does not end the sign-in that the person has begun. */
    private static Response refused(Provider known, SignInException failed, HttpServletRequest http) {
        Response shown = shown(known, problem(failed), http);
        return failed.reason() == Reason.NOT_BEGUN_HERE
                ? shown
                : Response.withStatus(shown.status(), response -> {
                    known.cookie().clear(response);
                    shown.send(response);
                });
    }

    private static Problem problem(SignInException failed) {
        Problem.Type type = switch (failed.reason()) {
            case NOT_BEGUN_HERE, DENIED, NO_ROLE -> Problem.Type.PERMISSION_DENIED;
            case PROVIDER_FAILED -> Problem.Type.SIGN_IN_PROVIDER_FAILED;
            case PROVIDER_UNAVAILABLE -> Problem.Type.SIGN_IN_PROVIDER_UNAVAILABLE;
        };
        return new Problem(type, String.valueOf(failed.getMessage()));
    }

    private static Response shown(Provider known, Problem problem, HttpServletRequest http) {
        String accept = http.getHeader("Accept");
        return accept != null && accept.contains("text/html")
                ? new SignInFailurePage(problem, known.url.at(""))
                : problem;
    }

    private @Nullable InetAddress client(HttpServletRequest http) {
        return ways.clients().resolve(http);
    }

    private static void redirect(HttpServletResponse response, String address) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", address);
    }
}
