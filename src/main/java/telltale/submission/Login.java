package telltale.submission;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.AuthenticationHandler;
import org.subethamail.smtp.AuthenticationHandlerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.RejectException;

/**
 * An exchange in which a client sends an API key as its password: PLAIN (RFC 4616) or LOGIN. The user name has no meaning, because
 * a key identifies its owner.
 */
final class Login implements AuthenticationHandler {
    private static final String USER_NAME = "334 VXNlcm5hbWU6";
    private static final String PASSWORD = "334 UGFzc3dvcmQ6";

    private final Submitters submitters;
    private boolean isPlain;
    /** The responses of LOGIN that are still expected, with the password as the last. */
    private int expected = 2;

    private @Nullable String key;

    private Login(Submitters submitters) {
        this.submitters = submitters;
    }

    static AuthenticationHandlerFactory factory(Submitters submitters) {
        return new AuthenticationHandlerFactory() {
            @Override
            public List<String> getAuthenticationMechanisms() {
                return List.of("PLAIN", "LOGIN");
            }

            @Override
            public AuthenticationHandler create() {
                return new Login(submitters);
            }
        };
    }

    /** @param line the AUTH command, or a response to a challenge */
    @Override
    public Optional<String> auth(String line, MessageContext session) throws RejectException {
        String response = line.strip();
        boolean isCommand = response.regionMatches(true, 0, "AUTH ", 0, 5);
        if (isCommand) {
            String[] words = response.split("\\s+", 3);
            isPlain = words[1].toUpperCase(Locale.ROOT).equals("PLAIN");
            if (words.length < 3) {
                return Optional.of(isPlain ? "334 " : USER_NAME);
            }
            response = words[2];
        }
        if (!isPlain && --expected > 0) {
            decoded(response);
            return Optional.of(PASSWORD);
        }
        String secret = decoded(response);
        String given = isPlain ? password(secret) : secret;
        submitters.identify(given, ((InetSocketAddress) session.getRemoteAddress()).getAddress());
        key = given;
        return Optional.empty();
    }

    /** The last of the three parts of PLAIN. */
    private static String password(String message) throws RejectException {
        int user = message.indexOf('\0');
        int password = message.indexOf('\0', user + 1);
        if (user < 0 || password < 0) {
            throw new SubmissionRefusedException(501, "5.5.2", "PLAIN needs three parts, separated by NUL");
        }
        return message.substring(password + 1);
    }

    private static String decoded(String base64) throws RejectException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new SubmissionRefusedException(501, "5.5.2", "the response is not base64");
        }
    }

    /** The key, once it was accepted. */
    @Override
    public Object getIdentity() {
        return String.valueOf(key);
    }
}
