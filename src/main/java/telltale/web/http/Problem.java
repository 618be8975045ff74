package telltale.web.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import telltale.model.InvalidInputException;

/**
 * An error response in the problem details format (RFC 9457).
 *
 * @param detail one sentence: what happened, what was expected, which field or setting is affected
 * @param extensions extension members, such as {@code field}
 * @param errors the sentences about all errors that were found, if the request was checked for several
 */
public record Problem(Type type, String detail, Map<String, String> extensions, List<String> errors)
        implements Response {
    /** The problem types, each with its status and a stable URI. */
    public enum Type {
        INVALID_REQUEST(400, "invalid-request", "Invalid request"),
        AUTHENTICATION_REQUIRED(401, "authentication-required", "Authentication required"),
        PERMISSION_DENIED(403, "permission-denied", "Permission denied"),
        NOT_FOUND(404, "not-found", "Not found"),
        METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed"),
        REQUEST_TIMEOUT(408, "request-timeout", "Request timeout"),
        PREFETCH_REJECTED(409, "prefetch-rejected", "Prefetch rejected"),
        ALREADY_RUNNING(409, "already-running", "Already running"),
        INVALID_STATE(409, "invalid-state", "Invalid delivery state"),
        CAMPAIGN_NOT_HELD(409, "campaign-not-held", "Campaign not held"),
        DOMAIN_CHANGED(409, "domain-changed", "Domain changed meanwhile"),
        DKIM_KEY_NOT_PUBLISHED(409, "dkim-key-not-published", "DKIM key not published"),
        DKIM_KEY_IN_USE(409, "dkim-key-in-use", "DKIM key in use"),
        CONSENT_NOT_ASKED(409, "consent-not-asked", "Person may not be asked for consent"),
        RECIPIENT_SUPPRESSED(409, "recipient-suppressed", "Recipient suppressed"),
        IDEMPOTENCY_KEY_REUSED(409, "idempotency-key-reused", "Idempotency key reused"),
        DELETED(410, "deleted", "Deleted"),
        REQUEST_TOO_LARGE(413, "request-too-large", "Request too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "Unsupported media type"),
        TOO_MANY_ATTEMPTS(429, "too-many-attempts", "Too many attempts"),
        TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests"),
        INTERNAL_ERROR(500, "internal-error", "Internal error"),
        SIGN_IN_PROVIDER_FAILED(502, "sign-in-provider-failed", "Sign-in provider failed"),
        MESSAGE_REJECTED(502, "message-rejected", "Message rejected by the mail server"),
        MESSAGE_NOT_SENT(502, "message-not-sent", "Message not sent"),
        MESSAGE_STATUS_UNKNOWN(502, "message-status-unknown", "Message status unknown"),
        MAIL_SERVER_AUTHENTICATION_FAILED(
                502, "mail-server-authentication-failed", "Mail server authentication failed"),
        MAIL_SERVER_TLS_FAILED(502, "mail-server-tls-failed", "Secure connection to the mail server failed"),
        MAIL_SERVER_UNREACHABLE(503, "mail-server-unreachable", "Mail server unreachable"),
        SIGN_IN_PROVIDER_UNAVAILABLE(503, "sign-in-provider-unavailable", "Sign-in provider unavailable"),
        NOT_CONFIGURED(503, "not-configured", "Setting missing"),
        SERVER_BUSY(503, "server-busy", "Server busy"),
        DATABASE_UNAVAILABLE(503, "database-unavailable", "Database unavailable");

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
        extensions = Map.copyOf(extensions);
        errors = List.copyOf(errors);
    }

    public Problem(Type type, String detail) {
        this(type, detail, Map.of(), List.of());
    }

    /** The problem of an invalid request. */
    public static Problem of(InvalidInputException invalid) {
        return new Problem(
                Type.INVALID_REQUEST,
                invalid.detail(),
                Map.of("field", invalid.field()),
                invalid.all().stream().map(InvalidInputException::detail).toList());
    }

    /** Returns a copy with one more extension member. */
    public Problem with(String name, String value) {
        Map<String, String> members = new LinkedHashMap<>(extensions);
        members.put(name, value);
        return new Problem(type, detail, members, errors);
    }

    @Override
    public int status() {
        return type.status;
    }

    /** The body of a response. */
    public record Body(
            String type,
            String title,
            int status,
            String detail,
            @Unwrapped Map<String, String> extensions,
            Optional<List<String>> errors) {}

    /** The body of the response. */
    public Body body() {
        return new Body(
                type.uri,
                type.title,
                type.status,
                detail,
                extensions,
                errors.isEmpty() ? Optional.empty() : Optional.of(errors));
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
        if (type == Type.AUTHENTICATION_REQUIRED) {
            response.setHeader("WWW-Authenticate", extensions.getOrDefault("challenge", "Bearer"));
        }
        if (type == Type.SERVER_BUSY) {
            response.setHeader("Retry-After", "1");
        }
        if (type == Type.TOO_MANY_ATTEMPTS) {
            response.setHeader("Retry-After", extensions.getOrDefault("retryAfter", "60"));
        }
        if (type == Type.DATABASE_UNAVAILABLE || type == Type.SIGN_IN_PROVIDER_UNAVAILABLE) {
            response.setHeader("Retry-After", "10");
        }
        Json.send(response, type.status, "application/problem+json", RecordJson.object(body()));
    }
}
