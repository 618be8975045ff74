package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.web.api.MessagesServlet;
import telltale.web.api.NetworksServlet;
import telltale.web.http.Fields;
import telltale.web.http.Problem;

/**
 * The body that an operation accepts.
 *
 * @param maxBytes of a buffered body
 * @param deadline from the header to the body's last byte
 * @param streamed the media type that the servlet reads piece by piece, without a limit in all; null if there is none
 * @param setting the setting that decides about {@code maxBytes}, or null
 */
record BodyRule(
        int maxBytes,
        Duration deadline,
        @Nullable String streamed,
        @Nullable String setting) {
    /** Any body is refused. */
    static final BodyRule NONE = new BodyRule(0, Duration.ZERO, null, null);
    /** A form of a few fields, such as a recipient's browser or mail program posts (RFC 8058 section 3.2). */
    static final BodyRule FORM = new BodyRule(4 * 1024, Duration.ofSeconds(10), null, null);
    /** Fields, a template or a list of suppressions. */
    static final BodyRule FIELDS = new BodyRule(Fields.LARGEST_BODY, Duration.ofSeconds(30), null, null);
    /** A published list of networks. */
    static final BodyRule LIST = new BodyRule(NetworksServlet.LARGEST, Duration.ofMinutes(2), null, null);

    /** A message as JSON, or a batch that is streamed. */
    static BodyRule message(int maxBytes) {
        return new BodyRule(maxBytes, Duration.ofMinutes(2), MessagesServlet.BATCH, "TELLTALE_MAX_MESSAGE_SIZE");
    }

    boolean isNone() {
        return maxBytes == 0;
    }

    /** Whether the servlet reads this request's body itself. */
    boolean isStreamed(HttpServletRequest request) {
        String type = request.getContentType();
        return streamed != null && type != null && type.toLowerCase(Locale.ROOT).startsWith(streamed);
    }

    /** The refusal of a body that exceeds this rule. */
    Problem tooLarge() {
        if (isNone()) {
            return new Problem(Problem.Type.REQUEST_TOO_LARGE, "This address takes no body.");
        }
        String sentence = "The body has at most " + maxBytes + " bytes";
        return setting == null
                ? new Problem(Problem.Type.REQUEST_TOO_LARGE, sentence + ".")
                : new Problem(Problem.Type.REQUEST_TOO_LARGE, sentence + " (" + setting + ").").with("limit", setting);
    }
}
