package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.web.api.InboundApi;
import telltale.web.api.MessagesApi;
import telltale.web.api.NetworksApi;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.notifications.NotificationHandler;

/**
 * The limits of an operation's request body.
 *
 * @param maxBytes of a buffered body; 0 if none is buffered
 * @param deadline from the request header to the last byte of the body
 * @param streamed the media type that the handler reads as a stream without a total limit; null if none
 * @param setting the setting that defines {@code maxBytes}, or null
 */
public record BodyRule(
        int maxBytes,
        Duration deadline,
        @Nullable String streamed,
        @Nullable String setting) {
    /** The bytes for the sender and the recipients of a mail. */
    private static final int ENVELOPE_BYTES = 512 * 1024;

    /** No body is accepted. */
    public static final BodyRule NONE = new BodyRule(0, Duration.ZERO, null, null);
    /** A small form, as posted by a recipient's browser or mail client (RFC 8058 section 3.2). */
    static final BodyRule FORM = new BodyRule(4 * 1024, Duration.ofSeconds(10), null, null);
    /** Fields, a template or a suppression list. */
    static final BodyRule FIELDS = new BodyRule(Fields.MAX_BODY_BYTES, Duration.ofSeconds(30), null, null);
    /** A published network list. */
    static final BodyRule LIST = new BodyRule(NetworksApi.MAX_LIST_BYTES, Duration.ofMinutes(2), null, null);

    /** A mail that came back, which the handler reads. */
    static final BodyRule MAIL = new BodyRule(0, Duration.ZERO, InboundApi.MAIL, null);

    /** Events of a mail provider. */
    static final BodyRule NOTIFICATION =
            new BodyRule(NotificationHandler.MAX_BYTES, Duration.ofSeconds(30), null, null);

    /** A message as JSON, or a streamed batch. */
    static BodyRule message(int maxBytes) {
        return new BodyRule(maxBytes, Duration.ofMinutes(2), MessagesApi.BATCH, "TELLTALE_MAX_MESSAGE_SIZE");
    }

    /**
     * A mail as Base64 in JSON.
     *
     * @param maxBytes of the mail
     */
    static BodyRule source(int maxBytes) {
        int encoded = (int) ((maxBytes + 2L) / 3 * 4);
        return new BodyRule(encoded + ENVELOPE_BYTES, Duration.ofMinutes(2), null, "TELLTALE_MAX_MESSAGE_SIZE");
    }

    boolean isNone() {
        return maxBytes == 0 && streamed == null;
    }

    /** The problem for a body of another media type than the only one that is accepted; null if there is none. */
    @Nullable
    Problem unsupported(HttpServletRequest request) {
        return maxBytes > 0 || streamed == null || isStreamed(request)
                ? null
                : new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send " + streamed + ".");
    }

    /** Whether the handler reads the request's body as a stream. */
    boolean isStreamed(HttpServletRequest request) {
        String type = request.getContentType();
        return streamed != null && type != null && type.toLowerCase(Locale.ROOT).startsWith(streamed);
    }

    /** The problem for a body that exceeds the limits. */
    Problem tooLarge() {
        if (isNone()) {
            return new Problem(Problem.Type.REQUEST_TOO_LARGE, "This resource accepts no request body.");
        }
        String sentence = "The body is limited to " + maxBytes + " bytes";
        return setting == null
                ? new Problem(Problem.Type.REQUEST_TOO_LARGE, sentence + ".")
                : new Problem(Problem.Type.REQUEST_TOO_LARGE, sentence + " (" + setting + ").").with("limit", setting);
    }
}
