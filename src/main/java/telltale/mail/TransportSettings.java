package telltale.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The properties {@code mail.telltale.*} of a session, or {@code mail.telltales.*}. */
final class TransportSettings {
    private static final int CONNECTION_TIMEOUT = 30_000;
    private static final int TIMEOUT = 120_000;
    /** A line break would end the field of the request, and be in the message of an exception with the key. */
    private static final Pattern KEY = Pattern.compile("[!-~]*");

    private final Session session;
    private final String protocol;

    TransportSettings(Session session, String protocol) {
        this.session = session;
        this.protocol = protocol;
    }

    private String name(String property) {
        return "mail." + protocol + "." + property;
    }

    /** The text of a property; null if it is not set. */
    @Nullable
    String get(String property) {
        Object value = session.getProperties().get(name(property));
        return value == null ? session.getProperty(name(property)) : String.valueOf(value);
    }

    private int number(String property, int otherwise) throws MessagingException {
        String text = get(property);
        try {
            return text == null ? otherwise : Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException invalid) {
            throw new MessagingException(name(property) + " must be a number", invalid);
        }
    }

    /**
     * The API.
     *
     * @param host of the program, unless there is an address in the properties
     * @param port -1 for that in the properties
     * @throws AuthenticationFailedException if the key has characters that do not occur in keys; it is not sent
     */
    Endpoint endpoint(@Nullable String host, int port, String key) throws MessagingException {
        if (!KEY.matcher(key).matches()) {
            throw new AuthenticationFailedException("the key has characters that do not occur in keys of Telltale");
        }
        return new Endpoint(
                base(host, port), key, number("connectiontimeout", CONNECTION_TIMEOUT), number("timeout", TIMEOUT));
    }

    private URI base(@Nullable String host, int port) throws MessagingException {
        String url = get("url");
        try {
            if (url == null && host != null) {
                String scheme = protocol.equals(TelltaleTransport.HTTPS) ? "https" : "http";
                return new URI(scheme, null, host, port < 0 ? number("port", -1) : port, "/app", null, null);
            }
            URI base = new URI(url == null ? "" : url.strip().replaceFirst("/+$", ""));
            if (base.getHost() != null
                    && base.getRawUserInfo() == null
                    && String.valueOf(base.getScheme()).matches("(?i)https?")) {
                return base;
            }
        } catch (URISyntaxException invalid) {
            throw new MessagingException(name("url") + " is not a valid URL: " + invalid.getReason());
        }
        throw new MessagingException(
                name("url") + " must be the address of Telltale, such as https://t.example.com/app");
    }
}
