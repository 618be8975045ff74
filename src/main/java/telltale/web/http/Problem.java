package telltale.web.http;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as a caller reads it (RFC 9457).
 *
 * @param detail one sentence: what was found, what is expected, which field or setting
 * @param more further members, such as {@code field}
 */
public record Problem(Type type, String detail, Map<String, String> more) implements Refusal {
    /** The kinds of errors: each has its status, and a URI that never changes. */
    public enum Type {
        BAD_INPUT(400, "bad-input", "The request is not right"),
        NO_KEY(401, "no-key", "A key is needed"),
        WRONG_ROLE(403, "wrong-role", "This key does not allow that"),
        NOT_FOUND(404, "not-found", "There is no such thing"),
        WRONG_METHOD(405, "wrong-method", "This address does not take that method"),
        TOO_SLOW(408, "too-slow", "The request did not arrive in time"),
        PREFETCH(409, "prefetch", "A prefetch sends nothing"),
        ALREADY_RUNNING(409, "already-running", "This is under way already"),
        WRONG_STATE(409, "wrong-state", "The delivery is in another state"),
        SUPPRESSED(409, "suppressed", "The recipient does not want this mail"),
        KEY_REUSED(409, "key-reused", "This Idempotency-Key belongs to another request"),
        TOO_LARGE(413, "too-large", "The request is too large"),
        WRONG_CONTENT_TYPE(415, "wrong-content-type", "This content type is not understood"),
        INTERNAL(500, "internal", "Telltale failed"),
        MAIL_REFUSED(502, "mail-refused", "The mail server refused the mail"),
        MAIL_FAILED(502, "mail-failed", "The mail could not be handed over"),
        MAIL_IN_DOUBT(502, "mail-in-doubt", "Nobody knows whether the mail was taken"),
        MAIL_SERVER_CREDENTIALS(502, "mail-server-credentials", "The mail server did not take user and password"),
        MAIL_SERVER_INSECURE(502, "mail-server-insecure", "The connection to the mail server could not be secured"),
        MAIL_SERVER_UNREACHABLE(503, "mail-server-unreachable", "The mail server could not be reached"),
        NOT_CONFIGURED(503, "not-configured", "A setting is missing"),
        BUSY(503, "busy", "Telltale is busy"),
        DATABASE_AWAY(503, "database-away", "The database is away");

        private final int status;
        private final String uri;
        private final String title;

        Type(int status, String name, String title) {
            this.status = status;
            this.uri = "urn:telltale:problem:" + name;
            this.title = title;
        }

        int status() {
            return status;
        }
    }

    public Problem {
        more = Map.copyOf(more);
    }

    public Problem(Type type, String detail) {
        this(type, detail, Map.of());
    }

    /** The same with one more member. */
    public Problem with(String name, String value) {
        Map<String, String> both = new LinkedHashMap<>(more);
        both.put(name, value);
        return new Problem(type, detail, both);
    }

    /** The error as it stands in an answer. */
    public JsonObjectBuilder toJson() {
        JsonObjectBuilder body = Json.object()
                .add("type", type.uri)
                .add("title", type.title)
                .add("status", type.status)
                .add("detail", detail);
        more.forEach(body::add);
        return body;
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
        if (type == Type.NO_KEY) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (type == Type.BUSY) {
            response.setHeader("Retry-After", "1");
        }
        if (type == Type.DATABASE_AWAY) {
            response.setHeader("Retry-After", "10");
        }
        Json.send(response, type.status, "application/problem+json", toJson().build());
    }
}
