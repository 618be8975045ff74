package telltale.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.AuthenticationHandler;
import org.subethamail.smtp.AuthenticationHandlerFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import telltale.oauth.AuthorizationServer;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/**
 * A mail server that accepts mail of clients with a valid access token alone, and drops their connections once it is no longer
 * valid. Like Gmail, it describes a refused token in a challenge, and replies when the client has answered that.
 */
public final class TokenSmtpServer implements AutoCloseable {
    private static final Pattern OAUTHBEARER =
            Pattern.compile("n,a=(?<user>[^,]+),\u0001auth=Bearer (?<token>[^\u0001]+)\u0001\u0001");
    private static final Pattern XOAUTH2 =
            Pattern.compile("user=(?<user>[^\u0001]+)\u0001auth=Bearer (?<token>[^\u0001]+)\u0001\u0001");

    /** The recipients of accepted mails. */
    public final List<String> accepted = new CopyOnWriteArrayList<>();
    /** The mechanisms by which clients tried to log in. */
    public final List<String> attempts = new CopyOnWriteArrayList<>();
    /** The reply to a refused token. */
    public volatile String refusal = "5.7.8 Username and Password not accepted";

    private final Predicate<String> isValid;
    private final SMTPServer server;

    /** @param isValid whether an access token is valid */
    public TokenSmtpServer(Predicate<String> isValid, String... mechanisms) {
        this.isValid = isValid;
        server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .requireAuth()
                .authenticationHandlerFactory(new Factory(List.of(mechanisms)))
                .messageHandlerFactory(Transaction::new)
                .build();
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    /** The settings with which the user of an authorization server logs in. */
    public SmtpServer settings(AuthorizationServer authorization) {
        return new SmtpServer(
                "127.0.0.1", port(), Tls.NONE, new Login(AuthorizationServer.USER, null, authorization.settings()));
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Factory implements AuthenticationHandlerFactory {
        private final List<String> mechanisms;

        Factory(List<String> mechanisms) {
            this.mechanisms = mechanisms;
        }

        @Override
        public List<String> getAuthenticationMechanisms() {
            return mechanisms;
        }

        @Override
        public AuthenticationHandler create() {
            return new Dialogue();
        }
    }

    /** The SASL exchange of one AUTH command. */
    private final class Dialogue implements AuthenticationHandler {
        private String mechanism = "";
        private boolean isRefused;
        private @Nullable String token;

        @Override
        public Optional<String> auth(String line, MessageContext context) throws RejectException {
            if (isRefused) {
                requireErrorResponse(line);
                throw new RejectException(535, refusal);
            }
            if (mechanism.isEmpty()) {
                String[] words = line.split(" ", -1);
                mechanism = words[1];
                attempts.add(mechanism);
                return words.length == 3 ? check(words[2]) : Optional.of("334 ");
            }
            return check(line);
        }

        private Optional<String> check(String response) {
            String message = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
            Matcher match = (mechanism.equals("XOAUTH2") ? XOAUTH2 : OAUTHBEARER).matcher(message);
            if (match.matches()
                    && match.group("user").equals(AuthorizationServer.USER)
                    && isValid.test(match.group("token"))) {
                token = match.group("token");
                return Optional.empty();
            }
            isRefused = true;
            String error = "{\"status\":\"401\",\"schemes\":\"bearer\"}";
            return Optional.of("334 " + Base64.getEncoder().encodeToString(error.getBytes(StandardCharsets.US_ASCII)));
        }

        private void requireErrorResponse(String line) throws RejectException {
            if (!line.strip().equals(mechanism.equals("XOAUTH2") ? "" : "AQ==")) {
                throw new RejectException(501, "5.5.2 not the answer to an error: " + line);
            }
        }

        @Override
        public Object getIdentity() {
            return AuthorizationServer.USER;
        }

        boolean isExpired() {
            String used = token;
            return used == null || !isValid.test(used);
        }
    }

    private final class Transaction implements MessageHandler {
        private final MessageContext context;
        private String recipient = "";

        Transaction(MessageContext context) {
            this.context = context;
        }

        @Override
        public void from(String sender) throws RejectException {
            Dialogue dialogue = (Dialogue) context.getAuthenticationHandler().orElseThrow();
            if (dialogue.isExpired()) {
                throw new DropConnectionException(421, "4.7.0 the access token has expired");
            }
        }

        @Override
        public void recipient(String address) {
            recipient = address;
        }

        @Override
        public String data(InputStream data) throws IOException {
            data.readAllBytes();
            accepted.add(recipient);
            return "accepted";
        }

        @Override
        public void done() {}
    }
}
