package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;

/**
 * A request for which a route was found.
 *
 * @param http the request of the container
 * @param variable the value of the variable in the route's path; empty if it has none
 */
public record RoutedRequest(HttpServletRequest http, String variable) {
    /** Reads the query, and rejects other fields than those named. */
    public Fields query(String... names) {
        return query(Set.of(names));
    }

    /** Reads the query, and rejects unknown fields. */
    public Fields query(Set<String> known) {
        Fields query = Fields.ofQuery(http);
        query.allowOnly(known);
        return query;
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
}
