package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;

/**
 * What a request is about, for the audit log.
 *
 * @param target null for the variable in the path or, without one, the masked address
 * @param person the address of the person that it is about; null if it names none
 */
public record AuditSubject(
        @Nullable String target, @Nullable EmailAddress person) {
    private static final String ATTRIBUTE = AuditSubject.class.getName();

    /** The subject that the handler of a request has stated; null if it has not. */
    public static @Nullable AuditSubject of(HttpServletRequest request) {
        return (AuditSubject) request.getAttribute(ATTRIBUTE);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
