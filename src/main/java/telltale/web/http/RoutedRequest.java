package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;

/**
 * A request for which a route was found.
 *
 * @param http the request of the container
 * @param variable the value of the variable in the route's path; empty if it has none
 * @param isSelectable whether {@code fields} selects from the answer
 */
public record RoutedRequest(HttpServletRequest http, String variable, boolean isSelectable) {
    private static final String FIELDS = "fields";

    /** Reads the query, and rejects other fields than those named. */
    public Fields query(String... names) {
        return query(Set.of(names));
    }

    /** Reads the query, and rejects unknown fields. */
    public Fields query(Set<String> known) {
        Fields query = Fields.ofQuery(http);
        Set<String> all = new HashSet<>(known);
        if (isSelectable) {
            all.add(FIELDS);
        }
        query.allowOnly(all);
        return query;
    }

    /**
     * The members that the query selects; null for all.
     *
     * @throws InvalidInputException if it names none
     */
    public @Nullable List<String> fields() {
        String fields = isSelectable ? Fields.ofQuery(http).get(FIELDS) : null;
        if (fields != null && fields.isBlank()) {
            throw new InvalidInputException(FIELDS, "fields must be names separated by commas");
        }
        return fields == null ? null : List.of(fields.split(",", -1));
    }

    /** Reads the fields of the body, and rejects other fields than those named. */
    public Fields body(String... names) throws IOException, ProblemException {
        return body(Set.of(names));
    }

    /** Reads the fields of the body, and rejects unknown fields. */
    public Fields body(Set<String> known) throws IOException, ProblemException {
        Fields body = Fields.ofBody(http);
        body.allowOnly(known);
        return body;
    }

    /** Names the person that the request is about, for the audit log. */
    public void concerns(EmailAddress person) {
        new AuditSubject(null, person).attachTo(http);
    }

    /** States what the request is about, for the audit log. */
    public void concerns(String target) {
        new AuditSubject(target, null).attachTo(http);
    }
}
