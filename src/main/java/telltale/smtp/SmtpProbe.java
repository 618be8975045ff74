package telltale.smtp;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;
import telltale.supervision.Supervisor;

/**
 * A connection to the mail server that is opened as for a mail, with TLS and login, and closed without one.
 *
 * @param failure null if a mail could have followed
 * @param isEncrypted whether the connection had TLS
 * @param certificates those that the server presented, its own first; empty if they are not known
 */
public record SmtpProbe(@Nullable Outcome failure, boolean isEncrypted, List<X509Certificate> certificates) {
    public SmtpProbe {
        certificates = List.copyOf(certificates);
    }

    /**
     * Opens a connection.
     *
     * @param route is used for this connection only
     */
    public static SmtpProbe of(SmtpRoute route, Clock clock, Supervisor supervisor) {
        return of(route, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock, supervisor);
    }

    static SmtpProbe of(SmtpRoute route, SSLSocketFactory secure, Clock clock, Supervisor supervisor) {
        RecordingSslSocketFactory sockets = new RecordingSslSocketFactory(secure);
        route.useForOneConnection(sockets);
        return ContextLoader.call(() -> {
            try (SmtpConversation conversation =
                    new SmtpConversation(route, new MachineName(supervisor), clock, new SmtpMetrics())) {
                Outcome failure = conversation.open();
                return failure == null
                        ? new SmtpProbe(null, conversation.isEncrypted(), sockets.certificates())
                        : new SmtpProbe(failure, false, List.of());
            }
        });
    }
}
