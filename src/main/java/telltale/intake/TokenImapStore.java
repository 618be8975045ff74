package telltale.intake;

import jakarta.mail.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;
import telltale.oauth.TokenMechanism;
import telltale.settings.Secret;

/**
 * An IMAP store that logs in with an access token: by XOAUTH2, which Angus has, or by OAUTHBEARER (RFC 7628) if the server
 * offers only that.
 */
final class TokenImapStore extends IMAPStore {
    private static final String XOAUTH2 = "AUTH=" + TokenMechanism.XOAUTH2;
    private static final String OAUTHBEARER = "AUTH=" + TokenMechanism.OAUTHBEARER;

    TokenImapStore(Session session) {
        super(session, null, "imap", false);
    }

    @Override
    protected IMAPProtocol newIMAPProtocol(String host, int port) throws IOException, ProtocolException {
        return new Protocol(name, host, port, session.getProperties(), isSSL(), logger);
    }

    private static final class Protocol extends IMAPProtocol {
        private boolean isLoggedIn;

        Protocol(String name, String host, int port, Properties properties, boolean isTls, MailLogger logger)
                throws IOException, ProtocolException {
            super(name, host, port, properties, isTls, logger);
        }

        /** The store tries a mechanism only if the server offers it. */
        @Override
        public boolean hasCapability(String capability) {
            return super.hasCapability(capability.equals(XOAUTH2) && hasOnlyBearer() ? OAUTHBEARER : capability);
        }

        private boolean hasOnlyBearer() {
            return !super.hasCapability(XOAUTH2) && super.hasCapability(OAUTHBEARER);
        }

        @Override
        public boolean isAuthenticated() {
            return isLoggedIn || super.isAuthenticated();
        }

        @Override
        public synchronized void authoauth2(String user, String token) throws ProtocolException {
            if (hasOnlyBearer()) {
                logIn(TokenMechanism.OAUTHBEARER, user, new Secret(token));
            } else {
                super.authoauth2(user, token);
            }
        }

        /** RFC 9051 section 6.2.2 */
        private void logIn(TokenMechanism mechanism, String user, Secret token) throws ProtocolException {
            suspendTracing();
            try {
                Response reply = authenticate(mechanism, mechanism.initialResponse(user, token));
                handleLoginResult(reply);
                setCapabilities(reply);
                isLoggedIn = true;
            } catch (IOException lost) {
                throw new ProtocolException("the connection was lost during the login", lost);
            } finally {
                resumeTracing();
            }
        }

        private Response authenticate(TokenMechanism mechanism, String initialResponse)
                throws IOException, ProtocolException {
            Argument arguments = new Argument();
            arguments.writeAtom(mechanism.name());
            boolean isSent = hasCapability("SASL-IR");
            if (isSent) {
                arguments.writeAtom(initialResponse);
            }
            String tag = writeCommand("AUTHENTICATE", arguments);
            while (true) {
                Response reply = readResponse();
                if (reply.isContinuation()) {
                    write(isSent ? mechanism.errorResponse() : initialResponse);
                    isSent = true;
                } else if (reply.isBYE() || (reply.isTagged() && tag.equals(reply.getTag()))) {
                    return reply;
                }
            }
        }

        private void write(String line) throws IOException {
            getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            getOutputStream().flush();
        }
    }
}
