package telltale.settings;

import org.jspecify.annotations.Nullable;
import telltale.model.ServerScope;

/**
 * A mail server beside that of {@code EMAIL_HOST}.
 *
 * @param setting the setting that describes it, such as {@code EMAIL_SERVERS_2}
 * @param smtp null for a container's mail session
 * @param session the JNDI name of that session, or null
 * @param weight its share of the mail that several servers can send
 * @param scope the mails that it sends
 * @param connections connections to it per node
 * @param perSecond messages per second and node, 0 for no limit
 * @param perDay messages of all nodes in any 24 hours, 0 for no limit
 */
public record FurtherServer(
        String setting,
        String name,
        @Nullable SmtpServer smtp,
        @Nullable String session,
        int weight,
        ServerScope scope,
        int connections,
        int perSecond,
        int perDay) {
    public FurtherServer {
        if ((smtp == null) == (session == null)) {
            throw new IllegalArgumentException("a mail server is either that of a URL or that of a session");
        }
    }
}
