package telltale.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jsoup.Jsoup;

/** The message sent when the sender provides no body; it confirms that tracking works. */
public final class DefaultMessage {
    private static final String HTML = read("default.html");
    private static final String SUBJECT = Jsoup.parse(HTML).title();

    private DefaultMessage() {}

    /** The title of the HTML. */
    public static String subject() {
        return SUBJECT;
    }

    public static String html() {
        return HTML;
    }

    private static String read(String resource) {
        try (InputStream in = DefaultMessage.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(resource + " cannot be read from the web application", unreadable);
        }
    }
}
