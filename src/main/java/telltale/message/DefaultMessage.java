package telltale.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jsoup.Jsoup;

/** The mail that is sent when its sender gives no body: it says that tracking works. */
public final class DefaultMessage {
    private static final String HTML = read("default.html");
    private static final String SUBJECT = Jsoup.parse(HTML).title();

    private DefaultMessage() {}

    /** The template's own title. */
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
