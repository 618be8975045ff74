package telltale.app;

import jakarta.mail.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.ServerScope;
import telltale.oauth.AccessTokens;
import telltale.sending.MailServer;
import telltale.sending.SendingLimits;
import telltale.settings.FurtherServer;
import telltale.settings.Jndi;
import telltale.settings.OutboxSettings;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;

/**
 * A mail server as it is configured.
 *
 * @param weight its share of the mail that several servers can send
 * @param scope the mails that it sends
 */
record OutgoingServer(String name, SmtpRoute route, int weight, ServerScope scope, SendingLimits limits) {
    /** The JNDI name of the mail session that takes the place of {@code EMAIL_HOST}. */
    static final String MAIL_SESSION = "mail/Session";

    /**
     * The configured servers, the main one first; empty if there is none.
     *
     * @param tokens the access tokens of the main server's account, null if it logs in with a password
     * @param timeouts those for the servers of the settings
     * @throws StartupException if a container's session cannot be used safely, or if there are other servers without a main
     *     one
     */
    static List<OutgoingServer> all(Settings settings, @Nullable AccessTokens tokens, SmtpTimeouts timeouts) {
        List<FurtherServer> further = settings.servers().further();
        SmtpRoute route = mainRoute(settings, tokens, timeouts);
        if (route == null) {
            if (!further.isEmpty()) {
                throw new StartupException(
                        further.get(0).setting() + " is set, but the main mail server is not: it adds a"
                                + " server to that of EMAIL_HOST. Set EMAIL_HOST or EMAIL_USER.");
            }
            return List.of();
        }
        List<OutgoingServer> all = new ArrayList<>();
        OutboxSettings outbox = settings.outbox();
        all.add(new OutgoingServer(
                MailServer.MAIN,
                route,
                settings.servers().mainWeight(),
                settings.servers().mainScope(),
                new SendingLimits(outbox.connections(), outbox.perSecond(), outbox.perDay())));
        further.forEach(server -> all.add(of(server, settings, timeouts)));
        return all;
    }

    private static OutgoingServer of(FurtherServer server, Settings settings, SmtpTimeouts timeouts) {
        return new OutgoingServer(
                server.name(),
                server.smtp() != null
                        ? SmtpRoute.to(server.smtp(), timeouts)
                        : session(String.valueOf(server.session()), settings)
                                .orElseThrow(() -> new StartupException(server.setting() + " names the mail session "
                                        + server.session()
                                        + ", which JNDI does not have. Define it in the container, or"
                                        + " correct " + server.setting() + ".")),
                server.weight(),
                server.scope(),
                new SendingLimits(server.connections(), server.perSecond(), server.perDay()));
    }

    /**
     * The container's mail session unless another server has it, otherwise the server of the settings; null for none.
     *
     * @param timeouts those for the server of the settings
     * @throws StartupException if the container's session cannot be used safely
     */
    private static @Nullable SmtpRoute mainRoute(
            Settings settings, @Nullable AccessTokens tokens, SmtpTimeouts timeouts) {
        Optional<SmtpRoute> container = isMainSession(settings) ? session(MAIL_SESSION, settings) : Optional.empty();
        if (container.isPresent()) {
            return container.get();
        }
        SmtpServer server = settings.smtp();
        return server == null ? null : SmtpRoute.to(server, tokens, timeouts);
    }

    /** Whether the container's mail session takes the place of {@code EMAIL_HOST}. */
    private static boolean isMainSession(Settings settings) {
        return settings.servers().further().stream().noneMatch(server -> MAIL_SESSION.equals(server.session()));
    }

    /** Whether the main server is that of {@code EMAIL_HOST}, not a container's mail session. */
    static boolean isMainOfSettings(Settings settings) {
        return settings.smtp() != null
                && !(isMainSession(settings) && Jndi.find(MAIL_SESSION).isPresent());
    }

    private static Optional<SmtpRoute> session(String name, Settings settings) {
        return Jndi.find(name).map(found -> route(name, found, settings));
    }

    private static SmtpRoute route(String name, Object found, Settings settings) {
        if (!(found instanceof Session session)) {
            throw new StartupException(
                    "JNDI " + name + " is a " + found.getClass().getName()
                            + ", not a jakarta.mail.Session of this application."
                            + " On Tomcat, set the Resource's factory to telltale.smtp.MailSessionFactory.");
        }
        try {
            return SmtpRoute.of(session, settings.clearTextAllowed());
        } catch (IllegalArgumentException unsafe) {
            throw new StartupException("JNDI " + name + " cannot be used: " + unsafe.getMessage(), unsafe);
        }
    }
}
